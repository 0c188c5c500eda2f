#include "readout/linear_svm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace ebsnn::test {
namespace {

using testing::HasSubstr;
using testing::Not;

LinearSvm svm_with(std::vector<std::uint8_t> converged) {
  LinearSvm svm;
  svm.converged = std::move(converged);
  for (std::size_t i = 0; i < svm.converged.size(); ++i) {
    svm.classes.push_back(static_cast<Label>(2 * i));
    svm.objective.push_back(1.5);
    svm.excess.push_back(1e-7 * static_cast<double>(i + 1));
    svm.iterations.push_back(7);
    svm.newton_steps.push_back(2);
  }
  return svm;
}

TEST(ConvergenceText, IsOneLineWithTheLargestExcess) {
  const std::string text = convergence_text(svm_with({1, 1, 1}));
  EXPECT_THAT(text, HasSubstr("all 3 classes converged, at most 3e-07 above the optimum"));
  EXPECT_THAT(text, Not(HasSubstr("\n")));
}

TEST(ConvergenceText, NamesTheClassesThatDidNotConverge) {
  EXPECT_THAT(
      convergence_text(svm_with({0, 1, 0, 1})),
      testing::AllOf(HasSubstr("2 of 4 classes converged"), HasSubstr("not converged: 0, 4 (")));
}

TEST(ConvergenceOfClasses, HasOneLineForEachClass) {
  const std::string text = convergence_of_classes(svm_with({1, 0}));
  EXPECT_THAT(text, HasSubstr("SVM class 0: converged, primal objective 1.5"));
  EXPECT_THAT(text, HasSubstr("SVM class 2: NOT CONVERGED"));
}

}  // namespace
}  // namespace ebsnn::test
