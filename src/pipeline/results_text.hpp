#pragma once
// What the terminal shows of a classification.

#include "readout/linear_svm.hpp"
#include "storage/results_file.hpp"

#include <string>
#include <vector>

namespace ebsnn {

/// One line for each corruption and level, with a heading.
[[nodiscard]] std::string table_of(const std::vector<Result>& results);

/// The accuracy of always naming the most frequent class of the test set. One line; two numbers
/// where the tests differ in it. Empty without recordings.
[[nodiscard]] std::string chance_text(const std::vector<Result>& results);

/// One line: how many classes converged, the largest excess over the optimum, and which classes
/// did not converge.
[[nodiscard]] std::string convergence_text(const LinearSvm& svm);

/// One line for each class.
[[nodiscard]] std::string convergence_of_classes(const LinearSvm& svm);

}  // namespace ebsnn
