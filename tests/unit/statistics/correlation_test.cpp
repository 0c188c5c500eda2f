#include "statistics/correlation.hpp"

#include "core/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ebsnn {
namespace {

using List = std::vector<double>;

TEST(Pearson, IsThatOfTheEquation) {
  EXPECT_DOUBLE_EQ(pearson(List{1, 2, 3}, List{1, 2, 4}), 3.0 / std::sqrt(2.0 * 14.0 / 3.0));
  EXPECT_DOUBLE_EQ(pearson(List{1, 2, 3}, List{6, 4, 2}), -1.0);
}

TEST(Pearson, OfEqualSamplesIsExactlyOne) {
  const List values{0.1, 0.7, 1e-9, 3.3, 0.1};
  EXPECT_EQ(pearson(values, values), 1.0);
}

TEST(Pearson, IsUndefinedForConstantValues) {
  EXPECT_TRUE(std::isnan(pearson(List{0.1, 0.1, 0.1}, List{1, 2, 3})));
  EXPECT_TRUE(std::isnan(pearson(List{1, 2, 3}, List{0.1, 0.1, 0.1})));
  EXPECT_TRUE(std::isnan(pearson(List{}, List{})));
  EXPECT_THROW((void)pearson(List{1, 2}, List{1}), InputError);
}

TEST(Spearman, SeesOnlyTheOrder) {
  EXPECT_EQ(spearman(List{1, 2, 3, 4}, List{1, 10, 100, 1e9}), 1.0);
  EXPECT_EQ(spearman(List{1, 2, 3, 4}, List{4, 3, 2, 1}), -1.0);
}

/// Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4; scipy.stats.spearmanr gives the same.
TEST(Spearman, GivesEqualValuesTheMeanOfTheirRanks) {
  EXPECT_DOUBLE_EQ(spearman(List{5, 7, 7, 9}, List{1, 2, 3, 4}), 4.5 / std::sqrt(4.5 * 5.0));
}

}  // namespace
}  // namespace ebsnn
