#pragma once
// Features of codes that are made from the recordings (code.hpp), under the conditions of the
// activity files of a run folder. No network is simulated.

#include "encoding/evaluation_layout.hpp"
#include "events/dataset.hpp"
#include "pipeline/code.hpp"
#include "pipeline/run_context.hpp"
#include "pipeline/unchanged_dataset.hpp"
#include "pipeline/unit.hpp"
#include "storage/activity_file.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

/// Recordings of one split.
struct RecordingsOfSplit {
  std::vector<std::uint64_t> indices;  ///< in the split of the data set
  std::string checksum;                ///< see data_checksum.hpp

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& indices& checksum;
  }
};

/// What the activity files of a run folder say about their recordings.
struct RecordingsOfRun {
  RecordingsOfSplit train;
  RecordingsOfSplit test;
  std::uint64_t seed = 0;  ///< of the corruptions
  std::uint64_t sensor_seed = 0;
  std::string layout;  ///< see evaluation_layout.hpp
  std::string sensor;  ///< as text_of(SensorGeometry) writes it
  int patch_side = 0;  ///< px
  int steps = 0;       ///< ms

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& train& test& seed& sensor_seed& layout& sensor& patch_side& steps;
  }
};

/// From the activity file of the training set, `path`, and that of any test unit. Throws InputError
/// naming `path` if its configuration lacks something.
[[nodiscard]] RecordingsOfRun recordings_of_run(const std::filesystem::path& path,
                                                const LoadedActivity& train,
                                                const LoadedActivity& test);

/// Collective; `recordings` are the same on all ranks. The recordings of the run in `data`, which has
/// to outlive them. Throws InputError unless it has the sensor and the recordings (checksum) of the
/// run.
[[nodiscard]] std::map<Split, UnchangedDataset> open_recordings(const RunContext& run,
                                                                const DataSource& data,
                                                                const RecordingsOfRun& recordings);

/// Makes the features, each rank those of one block of the recordings.
class EventFeatures {
 public:
  /// Collective; `recordings` are those of the root. `run`, `data` and `code` must outlive the
  /// object. Throws InputError as open_recordings() does.
  EventFeatures(const RunContext& run, const DataSource& data, const Code& code,
                RecordingsOfRun recordings);

  /// Collective; the unit is that of the root. On the root, the features of all recordings of its
  /// split: the same for every number of ranks. Throws InputError (unreadable or changed
  /// recording), and Interrupted if the run is to stop on a rank.
  CodeCounts of(const Unit& of_root);

 private:
  [[nodiscard]] std::vector<std::uint16_t> of_recording(const Unit& unit, std::size_t index);

  const RunContext& run_;
  const DataSource& data_;
  const Code& code_;
  RecordingsOfRun recordings_;
  std::optional<EvaluationLayout> layout_;
  std::map<Split, UnchangedDataset> unchanged_;
  std::vector<std::uint8_t> scratch_;
};

}  // namespace ebsnn
