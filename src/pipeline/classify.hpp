#pragma once
// Readout of a run: a linear SVM fitted to the training set's activity and applied to every
// corrupted test set's. May be included by jobs.

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
  std::vector<Result> results;  ///< in the order of comes_before()
};

/// Collective. The root reads the activity files of `units` (the first one is the training set) and
/// of all other units of the same study in the run folder (see test_units_of()), predicts, and
/// writes classifier.h5, results.h5 and results.csv; the ranks of its machine fit
/// (fit_classes.hpp). Earlier results whose activity files are gone stay (see results_to_keep()).
/// Returns all of it at the root, nothing elsewhere. Throws on all ranks: InputError naming files
/// of `units` that are missing, damaged, of another run than the training set's, or that hold
/// another unit or other recordings than they should; StorageError, Interrupted.
Classification classify(Communicator& comm, const std::vector<Unit>& units,
                        const std::filesystem::path& run_folder, const SvmOptions& options,
                        const Provenance& run, const StopCondition& stop, Verbosity verbosity);

/// The accuracies as a table for the terminal: one line a corruption and level, and whether the SVM
/// converged.
[[nodiscard]] std::string table_of(const Classification& classification);

}  // namespace ebsnn
