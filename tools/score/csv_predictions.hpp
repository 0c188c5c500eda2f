#pragma once
// Predictions of a CSV file. Only for read_predictions().

#include "score/predictions.hpp"

namespace ebsnn::scoring {

/// Columns unit, recording, prediction, and label where neither `data` nor the names of recordings
/// tell the class; others do not matter. See read_predictions().
[[nodiscard]] Predictions read_csv_predictions(const std::filesystem::path& path,
                                               const Suite& suite, const TestSet* data);

}  // namespace ebsnn::scoring
