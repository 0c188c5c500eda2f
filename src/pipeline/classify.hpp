#pragma once
// Readout of a run: a linear SVM fitted to the training set's activity and applied to every
// corrupted test set's.

#include "parallel/communicator.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stop.hpp"
#include "pipeline/unit.hpp"
#include "readout/linear_svm.hpp"
#include "storage/provenance.hpp"
#include "storage/results_file.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace ebsnn {

struct Classification {
  LinearSvm svm;
  std::vector<Result> results;  ///< one a test unit, in the order of units
};

/// Collective. The root reads the activity files of `units` (the first one is the training set),
/// predicts, and writes classifier.h5, results.h5 and results.csv; the ranks of its machine fit
/// (fit_classes.hpp). Returns all of it at the root, nothing elsewhere. Throws on all ranks:
/// InputError naming files that are missing, damaged, or of another run than the training set's,
/// StorageError, Interrupted.
Classification classify(Communicator& comm, const std::vector<Unit>& units,
                        const std::filesystem::path& run_folder, const SvmOptions& options,
                        const Provenance& run, const StopCondition& stop, Verbosity verbosity);

/// The accuracies as a table for the terminal: one line a corruption and level, and whether the SVM
/// converged.
[[nodiscard]] std::string table_of(const Classification& classification);

}  // namespace ebsnn
