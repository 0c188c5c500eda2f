#pragma once
// The recordings that a measurement presents to a network with frozen weights: which ones, under
// which corruptions, and as which input.

#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"
#include "events/dataset.hpp"
#include "network/parameters.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/condition.hpp"
#include "pipeline/data_warnings.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/unchanged_dataset.hpp"
#include "pipeline/unit.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

/// What measurements are made under: the recordings as they are, then each corruption at each level,
/// level 0 included, then the conditions, as `choice` names them. Throws InputError as make_units()
/// does.
[[nodiscard]] std::vector<Condition> measured_conditions(const UnitChoice& choice);

/// Names of a condition in files: "clean" at level 0, or e.g. "drop_event" at level 0.1.
[[nodiscard]] ResultRow names_of(const Condition& condition);
/// The same for people: "clean", "drop_event 0.1".
[[nodiscard]] std::string title_of(const Condition& condition);

/// Which recordings are presented, and how.
struct MeasuredChoice {
  std::size_t limit = 0;                ///< recordings, spread evenly over all; 0: all
  std::uint64_t seed = 1;               ///< of the corruptions
  std::string layout = kCentralLayout;  ///< see evaluation_layout.hpp
  /// See CorruptionContext; the same for all draws. None: as the corruptions of each draw.
  std::optional<std::uint64_t> sensor_seed = {};
};

/// Some recordings of a data set.
class MeasuredRecordings {
 public:
  /// Collective. `data` must outlive the object. Throws InputError if ranks see other data than the
  /// root.
  MeasuredRecordings(Communicator& comm, const Dataset& data, MeasuredChoice choice,
                     Verbosity verbosity);

  [[nodiscard]] std::size_t size() const { return indices_.size(); }
  /// Of all of them: 16 hexadecimal digits.
  [[nodiscard]] const std::string& checksum() const { return checksum_.text; }

  /// The windows that networks of this shape see. Throws InputError if there are none.
  [[nodiscard]] EvaluationLayout layout_for(const NetworkShape& shape) const;

  /// The windows of recording `number` (0 .. size() - 1), one presentation of `steps` ms each. Draw
  /// k of the corruptions is that of the seed + k. Throws InputError if the recording cannot be read,
  /// has changed, or has no room for the condition.
  [[nodiscard]] std::vector<SpikeRaster> windows(std::size_t number, const Condition& condition,
                                                 const EvaluationLayout& layout, int steps,
                                                 std::uint64_t draw = 0);

  /// Collective. Lines about unusual recordings that were read; on the root.
  [[nodiscard]] std::vector<std::string> warnings(const Communicator& comm) const;

 private:
  const Dataset& data_;
  MeasuredChoice choice_;
  std::vector<std::size_t> indices_;
  SplitChecksum checksum_;
  UnchangedDataset unchanged_;
  DataWarnings warnings_;
  std::vector<std::uint8_t> scratch_;
};

}  // namespace ebsnn
