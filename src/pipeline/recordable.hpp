#pragma once
// What an evaluation can record besides the spike counts of V1: a table, one row for each value of
// --record.

#include "network/parameters.hpp"
#include "network/simulator.hpp"
#include "storage/activity_column.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// What is simulated of a unit.
struct RecordedShape {
  std::size_t windows = 0;  ///< of a recording
  NetworkShape network;
};

/// What is presented.
struct Presented {
  std::uint64_t recording = 0;  ///< index in the split of the data set
  std::uint16_t window = 0;
  bool among_some = false;  ///< the recording is one of those whose spikes are recorded
};

/// What the network makes of it.
struct Presentation {
  Presented presented;
  SpikeCounts counts;
  SpikeTrain train;      ///< if the recordable needs it
  ConductanceSums sums;  ///< likewise
};

struct Recordable {
  std::string_view name;     ///< of --record
  std::string_view summary;  ///< for --help
  bool needs_train;
  bool needs_sums;
  /// Only for some of the recordings: those of `spikes_of` in RecordChoice.
  bool of_some;
  /// The columns, without rows.
  std::vector<ActivityColumn> (*columns)(const RecordedShape& shape);
  /// Appends a presentation to the columns. Windows of a recording come one after the other.
  void (*add)(const Presentation& presentation, const RecordedShape& shape,
              std::span<ActivityColumn> columns);
};

///     inh_counts    spikes of Inh neurons
///     first_spike   time of the first spike of V1 neurons
///     conductances  sums of g_Exc and g_Inh of V1 and Inh neurons
///     spikes        all spikes of some recordings
[[nodiscard]] std::span<const Recordable> recordables();

/// Throws InputError listing the known names if there is none called `name`.
[[nodiscard]] const Recordable& recordable_called(std::string_view name);

/// What is recorded.
struct RecordChoice {
  std::vector<std::string> names;  ///< of recordables
  std::size_t spikes_of = 10;  ///< recordings of a unit whose spikes are recorded, spread evenly
};

/// Presents windows and keeps what was chosen of each.
class Recorder {
 public:
  /// Throws InputError like recordable_called().
  Recorder(const RecordChoice& choice, const RecordedShape& shape);

  /// All columns, without rows.
  [[nodiscard]] std::vector<ActivityColumn> columns() const;
  /// Simulates one window and appends to `columns`. If its counts are known and nothing else of it is
  /// recorded, it is not simulated. Throws what Simulator::present() throws.
  SpikeCounts present(Simulator& simulator, const SpikeRaster& raster, const Presented& presented,
                      const SpikeCounts* known, std::vector<ActivityColumn>& columns) const;
  /// Whether the columns of a file are enough.
  [[nodiscard]] bool all_in(const std::vector<StoredColumn>& stored) const;
  /// Bytes of a recording in the columns that hold every recording.
  [[nodiscard]] std::uint64_t bytes_per_recording() const;

 private:
  /// A recordable, and which of the columns are its own.
  struct Chosen {
    const Recordable* recordable;
    std::size_t first;
    std::size_t count;
  };
  RecordedShape shape_;
  std::uint64_t spikes_of_;
  std::vector<Chosen> chosen_;
};

}  // namespace ebsnn
