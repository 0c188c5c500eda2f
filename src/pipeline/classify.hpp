#pragma once
// Readout of a run: a classifier that is fitted to the activity of the training set and applied to
// that of every corrupted test set.

#include "pipeline/readout_choice.hpp"
#include "pipeline/run_context.hpp"
#include "pipeline/unit.hpp"
#include "readout/cross_validation.hpp"
#include "readout/readout.hpp"
#include "storage/results_file.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

struct Classification {
  std::unique_ptr<Classifier> classifier;
  std::optional<CostChoice> cost_choice;  ///< where the cost was chosen
  std::vector<Result> results;            ///< in the order of comes_before()
  std::vector<std::string> class_names;
};

/// Throws InputError if a file of another kind stands where classify() writes one of its files, and
/// would be replaced. Asked before the units are simulated.
void refuse_foreign_results(const std::filesystem::path& run_folder);

/// Collective. The root reads the activity files of `units` (the first one is the training set) and
/// of all other units of the same study in the run folder (see test_units_of()), predicts, and
/// writes predictions.h5, classifier.h5, results.h5 and results.csv, which are of this readout, and
/// results.tidy.csv, which keeps the rows of others. The ranks on its machine choose the cost
/// (cross_validate.hpp) and fit the classifier (fit_classes.hpp). Earlier results without activity
/// files are kept (see results_to_keep(), tidy_rows_to_keep()). Returns everything on the root,
/// nothing on other ranks. Throws on all ranks: InputError of refuse_foreign_results(), and naming
/// files of `units` that are missing, damaged, from another run than the training set, or that hold
/// another unit or other recordings than expected, or more than kMaxConfusionClasses classes;
/// StorageError, Interrupted.
Classification classify(const RunContext& run, const std::vector<Unit>& units,
                        const std::filesystem::path& run_folder, const ReadoutChoice& choice);

}  // namespace ebsnn
