#pragma once
// Evaluation: spike counts of the training set and of the corrupted test set, one activity file a
// unit.

#include "events/dataset.hpp"
#include "network/parameters.hpp"
#include "network/simulator.hpp"
#include "network/weights.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stop.hpp"
#include "pipeline/unit.hpp"
#include "storage/provenance.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
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
  std::size_t train_limit = 0;  ///< recordings used; 0: all
  std::size_t test_limit = 0;
};

/// Provenance of a unit's file: what is common to the run, with the unit's configuration and data
/// filled in.
[[nodiscard]] Provenance unit_provenance(const Unit& unit, const EvaluationInput& input,
                                         const Provenance& run, const std::string& data_checksum);

struct SimulateSummary {
  std::size_t simulated = 0;  ///< units
  std::size_t skipped = 0;    ///< units whose file was there, whole, and of this run
  double simulated_s = 0.0;   ///< model time
  double elapsed_s = 0.0;
  std::vector<std::string> warnings;
};

/// Collective. Each rank simulates one block of a unit's recordings; all write its file together. A
/// file that is there is verified and skipped. Throws InputError (unreadable recording, file of
/// another run, damaged file), StorageError, Error for a simulation that diverged, and Interrupted
/// at the end of the recording at hand when `stop` gives a reason on any rank; finished units stay.
SimulateSummary simulate_units(Communicator& comm, const std::vector<Unit>& units,
                               const EvaluationInput& input,
                               const std::filesystem::path& run_folder, const Provenance& run,
                               const StopCondition& stop, Verbosity verbosity);

/// What an evaluation would find and how fast it would go.
struct EvaluationTrial {
  std::vector<bool> there;              ///< for each unit: its file is there and matches
  std::vector<std::size_t> recordings;  ///< of each unit
  double checking_s = 0.0;              ///< taken by the checksum of the data and files there
  double recordings_per_s = 0.0;        ///< of the slowest rank, all working; 0: nothing to do
};

/// Collective. Makes the checks of simulate_units(), and simulates recordings of the units that are
/// missing for about `seconds`, but writes nothing. Throws as simulate_units() does.
EvaluationTrial try_evaluation(Communicator& comm, const std::vector<Unit>& units,
                               const EvaluationInput& input,
                               const std::filesystem::path& run_folder, const Provenance& run,
                               double seconds, Verbosity verbosity);

}  // namespace ebsnn
