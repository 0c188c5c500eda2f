#pragma once
// Text about a classification for the terminal.

#include "readout/cross_validation.hpp"
#include "storage/results_file.hpp"

#include <string>
#include <vector>

namespace ebsnn {

/// One line for each corruption and level, with a heading.
[[nodiscard]] std::string table_of(const std::vector<Result>& results);

/// One line: the accuracy of guessing (chance_percent() in results_file.hpp), and that of always
/// predicting the most frequent class of the test set, two numbers if it differs between tests.
/// Empty without recordings.
[[nodiscard]] std::string chance_text(const std::vector<Result>& results);

/// One line: the cost that a cross-validation chose, its accuracy, and the best one.
[[nodiscard]] std::string cost_text(const CostChoice& choice);

}  // namespace ebsnn
