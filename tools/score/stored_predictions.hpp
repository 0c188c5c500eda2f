#pragma once
// Predictions that ebsnn_eval wrote. Only for read_predictions().

#include "score/predictions.hpp"

namespace ebsnn::scoring {

/// Reads predictions.h5 or a file of its format. See read_predictions().
[[nodiscard]] Predictions read_stored_predictions(const std::filesystem::path& path,
                                                  const Suite& suite, const TestSet* data);

}  // namespace ebsnn::scoring
