#pragma once
// Evaluation: spike counts of the training set and of the corrupted test set, one activity file per
// unit.

#include "encoding/evaluation_layout.hpp"
#include "events/dataset.hpp"
#include "network/parameters.hpp"
#include "network/simulator.hpp"
#include "network/weights.hpp"
#include "pipeline/recordable.hpp"
#include "pipeline/run_context.hpp"
#include "pipeline/unit.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

/// What the units of a run have in common.
struct EvaluationInput {
  const DataSource* data = nullptr;
  ModelParameters parameters;
  NetworkWeights weights;
  Precision precision = Precision::kDouble;
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> sensor_seed = {};  ///< see CorruptionContext; none: as `seed`
  std::size_t train_limit = 0;                    ///< recordings used; 0: all
  std::size_t test_limit = 0;
  std::string layout = kCentralLayout;  ///< see evaluation_layout.hpp
  RecordChoice record;                  ///< columns besides the spike counts of V1
};

struct SimulateSummary {
  std::size_t simulated = 0;  ///< units
  std::size_t skipped = 0;    ///< units whose file existed, intact, from this run
  double simulated_s = 0.0;   ///< model time
  double elapsed_s = 0.0;
  std::vector<std::string> warnings;
};

/// Collective. Simulates units_to_simulate(units). Each rank simulates one block of the recordings
/// of a unit; all ranks write its file together. An existing file is verified and skipped, unless
/// it lacks columns that are asked for: it is then replaced. Throws InputError (unreadable
/// recording, file of another run, damaged file), StorageError, Error for a simulation that
/// diverged, and Interrupted after the current recording if `run` is to stop on any rank; finished
/// units are kept.
SimulateSummary simulate_units(const RunContext& run, const std::vector<Unit>& units,
                               const EvaluationInput& input,
                               const std::filesystem::path& run_folder);

/// What an evaluation would find, and its speed.
struct EvaluationTrial {
  std::vector<bool> there;              ///< for each unit: its file exists and matches
  std::vector<std::size_t> recordings;  ///< of each unit
  std::size_t windows = 0;              ///< of a recording
  std::size_t classes = 0;              ///< of the data
  double checking_s = 0.0;              ///< time of the checksum of data and existing files
  double recordings_per_s = 0.0;        ///< of the slowest rank while all work; 0: nothing to do
  std::uint64_t column_bytes = 0;       ///< of a recording, in the columns of all recordings
  std::uint64_t most_events = 0;        ///< of a recording that was simulated
};

/// Collective. Makes the checks of simulate_units(), and simulates recordings of the units that are
/// missing for about `seconds`, but writes nothing. Throws as simulate_units() does.
EvaluationTrial try_evaluation(const RunContext& run, const std::vector<Unit>& units,
                               const EvaluationInput& input,
                               const std::filesystem::path& run_folder, double seconds);

}  // namespace ebsnn
