#pragma once
// Applies a fitted readout to the test units of a run folder.

#include "pipeline/event_features.hpp"
#include "pipeline/look_through.hpp"
#include "pipeline/run_context.hpp"
#include "readout/readout.hpp"
#include "storage/predictions_file.hpp"

#include <filesystem>
#include <vector>

namespace ebsnn {

/// Collective; `content` and `classifier` are those of the root. `events` makes the features of a
/// code of events, and is nullptr for others. On the root: the predictions of all test units of
/// `content`, in their order. Every file is checked to hold its unit, of the study of the training
/// set, and the same recordings as the other ones; InputError names the first that does not.
[[nodiscard]] std::vector<UnitPredictions> predict_units(const RunContext& run,
                                                         const FolderContent& content,
                                                         const std::filesystem::path& run_folder,
                                                         EventFeatures* events,
                                                         const Classifier* classifier);

}  // namespace ebsnn
