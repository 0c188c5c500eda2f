#pragma once
// Readout of a run: a linear SVM that is fitted to the activity of the training set and applied to
// that of every corrupted test set.

#include "parallel/communicator.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stop.hpp"
#include "pipeline/unit.hpp"
#include "readout/linear_svm.hpp"
#include "storage/provenance.hpp"
#include "storage/results_file.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

struct Classification {
  LinearSvm svm;
  std::vector<Result> results;  ///< in the order of comes_before()
  std::vector<std::string> class_names;
};

/// Collective. The root reads the activity files of `units` (the first one is the training set) and
/// of all other units of the same study in the run folder (see test_units_of()), predicts, and
/// writes classifier.h5, results.h5 and results.csv. The ranks on its machine fit the SVM
/// (fit_classes.hpp). Earlier results without activity files are kept (see results_to_keep()).
/// Returns everything on the root, nothing on other ranks. Throws on all ranks: InputError naming
/// files of `units` that are missing, damaged, from another run than the training set, or that hold
/// another unit or other recordings than expected; StorageError, Interrupted.
Classification classify(Communicator& comm, const std::vector<Unit>& units,
                        const std::filesystem::path& run_folder, const SvmOptions& options,
                        const Provenance& run, const StopCondition& stop, Verbosity verbosity);

}  // namespace ebsnn
