#pragma once
// Text about a classification for the terminal.

#include "readout/linear_svm.hpp"
#include "storage/results_file.hpp"

#include <string>
#include <vector>

namespace ebsnn {

/// One line for each corruption and level, with a heading.
[[nodiscard]] std::string table_of(const std::vector<Result>& results);

/// The accuracy of always predicting the most frequent class of the test set. One line; two numbers
/// if it differs between tests. Empty without recordings.
[[nodiscard]] std::string chance_text(const std::vector<Result>& results);

/// One line: the number of converged classes, the largest excess over the optimum, and the classes
/// that did not converge.
[[nodiscard]] std::string convergence_text(const LinearSvm& svm);

/// One line for each class.
[[nodiscard]] std::string convergence_of_classes(const LinearSvm& svm);

}  // namespace ebsnn
