#include "pipeline/results_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

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

TEST(TableOf, HasOneLineForEachLevelAndNothingOfTheSvm) {
  const std::string table = table_of({result_with(3, 1), result_with(1, 1)});
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 3);
  EXPECT_THAT(table, HasSubstr("75.00 %"));
  EXPECT_THAT(table, Not(HasSubstr("SVM")));
}

TEST(ChanceText, IsThatOfGuessingAndOfTheLargestClass) {
  // Two of three classes have recordings.
  EXPECT_EQ(chance_text({result_with(3, 1), result_with(3, 1)}),
            "Chance: 50.00 %; always the largest class: 75.00 %\n");
}

TEST(ChanceText, NamesTheRangeWhereTestsDiffer) {
  EXPECT_THAT(chance_text({result_with(3, 1), result_with(1, 1)}),
              HasSubstr("the largest class: 50.00 to 75.00 %"));
}

TEST(ChanceText, IsEmptyWithoutRecordings) {
  EXPECT_EQ(chance_text({}), "");
  EXPECT_EQ(chance_text({result_with(0, 0)}), "");
}

TEST(CostText, NamesTheChosenAndTheBestCost) {
  std::vector<std::uint64_t> correct(kCostCandidates.size() * kFolds, 0);
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    correct[2 * kFolds + fold] = 79;
    correct[3 * kFolds + fold] = 76 + 2 * fold;
  }
  EXPECT_EQ(cost_text(choose_cost(correct, {100, 100, 100, 100, 100})),
            "C = 0.0001 chosen by 5-fold cross-validation on 500 training recordings: 79.00 % +- "
            "0.00; the best, C = 0.001: 80.00 % +- 1.41");
}

}  // namespace
}  // namespace ebsnn::test
