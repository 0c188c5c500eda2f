#include "statistics/percentile.hpp"

#include "core/error.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace ebsnn {
namespace {

using List = std::vector<double>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Percentile, IsLinearBetweenValues) {
  const List values{1, 2, 4, 8, 16};
  EXPECT_EQ(percentile(values, 0), 1.0);
  EXPECT_EQ(percentile(values, 50), 4.0);
  EXPECT_DOUBLE_EQ(percentile(values, 62.5), 6.0);
  EXPECT_DOUBLE_EQ(percentile(values, 90), 8.0 + 0.6 * 8.0);
  EXPECT_EQ(percentile(values, 100), 16.0);
  EXPECT_EQ(percentile(List{3}, 97.5), 3.0);
}

TEST(Percentile, TakesInfiniteValues) {
  const List values{1, 2, kInfinity, kInfinity};
  EXPECT_EQ(percentile(values, 20), 1.6);
  EXPECT_EQ(percentile(values, 50), kInfinity);
  EXPECT_EQ(percentile(values, 90), kInfinity);
  EXPECT_EQ(percentile(List{-kInfinity, 0}, 50), -kInfinity);
  EXPECT_EQ(percentile(List{1, kInfinity}, 0), 1.0);
}

TEST(Percentile, RefusesNoValuesAndOtherPercentages) {
  EXPECT_THROW((void)percentile({}, 50), InputError);
  EXPECT_THROW((void)percentile(List{1}, -1), InputError);
  EXPECT_THROW((void)percentile(List{1}, 100.5), InputError);
}

}  // namespace
}  // namespace ebsnn
