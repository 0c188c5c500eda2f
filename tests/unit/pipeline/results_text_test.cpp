#include "pipeline/results_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ebsnn::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A test set with `ones` ones and `twos` twos, all taken for ones.
Result result_with(std::size_t ones, std::size_t twos) {
  Result result{"drop_event", "probability", 0.5, ConfusionMatrix(3)};
  for (std::size_t i = 0; i < ones; ++i) result.confusion.add(1, 1);
  for (std::size_t i = 0; i < twos; ++i) result.confusion.add(2, 1);
  return result;
}

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

TEST(TableOf, HasOneLineForEachLevelAndNothingOfTheSvm) {
  const std::string table = table_of({result_with(3, 1), result_with(1, 1)});
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 3);
  EXPECT_THAT(table, HasSubstr("75.00 %"));
  EXPECT_THAT(table, Not(HasSubstr("SVM")));
}

TEST(ChanceText, IsTheShareOfTheLargestClass) {
  EXPECT_THAT(chance_text({result_with(3, 1), result_with(3, 1)}), HasSubstr("Chance: 75.00 %"));
}

TEST(ChanceText, NamesTheRangeWhereTestsDiffer) {
  EXPECT_THAT(chance_text({result_with(3, 1), result_with(1, 1)}),
              HasSubstr("Chance: 50.00 to 75.00 %"));
}

TEST(ChanceText, IsEmptyWithoutRecordings) {
  EXPECT_EQ(chance_text({}), "");
  EXPECT_EQ(chance_text({result_with(0, 0)}), "");
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
