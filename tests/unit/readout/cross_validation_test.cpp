#include "readout/cross_validation.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

namespace ebsnn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// Correct predictions [cost, fold] from one list of folds for each cost; 0 for further costs.
std::vector<std::uint64_t> table(const std::vector<std::vector<std::uint64_t>>& rows) {
  std::vector<std::uint64_t> correct;
  for (const auto& row : rows) correct.insert(correct.end(), row.begin(), row.end());
  correct.resize(kCostCandidates.size() * kFolds, 0);
  return correct;
}

TEST(StratifiedFolds, DealEachClassToAllFolds) {
  // Seven of class 4, then three of class 1, mixed.
  const std::vector<Label> labels{4, 1, 4, 4, 1, 4, 4, 4, 1, 4};
  EXPECT_THAT(stratified_folds(labels), ElementsAre(3, 0, 4, 0, 1, 1, 2, 3, 2, 4));
}

TEST(StratifiedFolds, AreOfNearlyTheSameSizeInAllAndInEachClass) {
  std::vector<Label> labels;
  for (int i = 0; i < 103; ++i) labels.push_back(static_cast<Label>(i % 7 * (i % 3)));
  const std::vector<std::uint8_t> folds = stratified_folds(labels);
  std::map<std::uint8_t, std::size_t> sizes;
  std::map<Label, std::map<std::uint8_t, std::size_t>> of_class;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    ++sizes[folds[i]];
    ++of_class[labels[i]][folds[i]];
  }
  ASSERT_EQ(sizes.size(), kFolds);
  for (const auto& [fold, size] : sizes) EXPECT_TRUE(size == 20 || size == 21) << int{fold};
  for (auto& [label, folds_of_class] : of_class) {
    std::vector<std::size_t> counts;
    for (std::uint8_t fold = 0; fold < kFolds; ++fold) counts.push_back(folds_of_class[fold]);
    const auto [low, high] = std::minmax_element(counts.begin(), counts.end());
    EXPECT_LE(*high - *low, 1U) << "class " << label;
  }
}

TEST(ChooseCost, TakesTheSmallestWithinOneStandardErrorOfTheBest) {
  // Means 60, 78, 79, 80, 70; the folds of the best are 76, 78, 80, 82, 84: SD sqrt(10), SE sqrt(2).
  const CostChoice choice = choose_cost(table({{60, 60, 60, 60, 60},
                                               {78, 78, 78, 78, 78},
                                               {79, 79, 79, 79, 79},
                                               {76, 78, 80, 82, 84},
                                               {70, 70, 70, 70, 70}}),
                                        {100, 100, 100, 100, 100});
  EXPECT_EQ(choice.best, 3U);
  EXPECT_NEAR(choice.standard_error_percent[3], std::sqrt(2.0), 1e-12);
  EXPECT_EQ(choice.chosen, 2U) << "78 is more than one standard error below 80";
  EXPECT_EQ(choice.cost(), 1e-4);
  EXPECT_THAT(std::vector<double>(choice.mean_percent.begin(), choice.mean_percent.begin() + 5),
              ElementsAre(60.0, 78.0, 79.0, 80.0, 70.0));
  EXPECT_EQ(choice.accuracy_percent.size(), 8U * 5U);
  EXPECT_EQ(choice.accuracy_percent[3 * 5 + 4], 84.0);
}

TEST(ChooseCost, OfEqualOnesTheSmallestIsBest) {
  const CostChoice choice =
      choose_cost(table({{1, 1, 1, 1, 1}, {2, 2, 2, 2, 2}, {2, 2, 2, 2, 2}}), {4, 4, 4, 4, 4});
  EXPECT_EQ(choice.best, 1U);
  EXPECT_EQ(choice.chosen, 1U);
}

TEST(ChooseCost, AccuraciesAreSharesOfTheirFolds) {
  const CostChoice choice = choose_cost(table({{5, 4, 3, 2, 1}}), {10, 10, 10, 10, 5});
  EXPECT_THAT(
      std::vector<double>(choice.accuracy_percent.begin(), choice.accuracy_percent.begin() + 5),
      ElementsAre(50.0, 40.0, 30.0, 20.0, 20.0));
  EXPECT_THAT(choice.samples, ElementsAre(10, 10, 10, 10, 5));
}

TEST(ChooseCost, RefusesEmptyFolds) {
  EXPECT_THAT(
      [] {
        (void)choose_cost(table({}), {1, 1, 1, 0, 1});
      },
      ThrowsMessage<InputError>(HasSubstr("fold 4 of 5 has no recordings")));
}

TEST(CostCandidates, AreDecadesFromSmallToLarge) {
  EXPECT_THAT(kCostCandidates, ElementsAre(1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0));
}

}  // namespace
}  // namespace ebsnn
