#include "statistics/half_saturation.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace ebsnn {
namespace {

using testing::ElementsAre;
using Outcome = HalfSaturation::Outcome;
using List = std::vector<double>;

TEST(NonIncreasingFit, PoolsAdjacentViolators) {
  EXPECT_THAT(non_increasing_fit(List{9, 7, 8, 5}), ElementsAre(9, 7.5, 7.5, 5));
  // 2, 4 and 6 pool to 4; 1 and 7 pool to 4 too.
  EXPECT_THAT(non_increasing_fit(List{2, 4, 6, 1, 7}), ElementsAre(4, 4, 4, 4, 4));
  EXPECT_THAT(non_increasing_fit(List{2, 4, 6, 1, 3}), ElementsAre(4, 4, 4, 2, 2));
  // 1 and 2 pool to 1.5, then with 9 to 4, which is above 3: all pool.
  EXPECT_THAT(non_increasing_fit(List{3, 1, 2, 9}), ElementsAre(3.75, 3.75, 3.75, 3.75));
  EXPECT_THAT(non_increasing_fit(List{}), ElementsAre());
}

TEST(NonIncreasingFit, KeepsAListThatDoesNotIncrease) {
  const List values{9, 9, 4, 1};
  EXPECT_EQ(non_increasing_fit(values), values);
}

TEST(HalfSaturation, IsLinearBetweenLevels) {
  // Half of what is above 10 % is 50 %: between 70 and 30, half way from 2 to 6.
  const HalfSaturation half = half_saturation(List{0, 2, 6}, List{90, 70, 30}, 10);
  EXPECT_EQ(half.outcome, Outcome::reached);
  EXPECT_DOUBLE_EQ(half.level, 4.0);
}

TEST(HalfSaturation, IsTheFirstLevelOfAPlateau) {
  const HalfSaturation half = half_saturation(List{0, 1, 2, 3}, List{90, 50, 50, 20}, 10);
  EXPECT_DOUBLE_EQ(half.level, 1.0);
}

TEST(HalfSaturation, UsesTheFitEverywhere) {
  // The fit is 80, 80, 20: half of it is 40, at 1 + 40 / 60.
  const HalfSaturation half = half_saturation(List{0, 1, 2}, List{70, 90, 20}, 0);
  EXPECT_DOUBLE_EQ(half.level, 1.0 + 2.0 / 3.0);
}

TEST(HalfSaturation, TakesLevelsThatFall) {
  const HalfSaturation half = half_saturation(List{20, 10, 4}, List{90, 70, 30}, 10);
  EXPECT_DOUBLE_EQ(half.level, 7.0);
}

TEST(HalfSaturation, TellsApartWhyThereIsNone) {
  const HalfSaturation never = half_saturation(List{0, 1}, List{90, 51}, 10);
  EXPECT_EQ(never.outcome, Outcome::never_reached);
  EXPECT_TRUE(std::isnan(never.level));
  const HalfSaturation chance = half_saturation(List{0, 1}, List{10, 5}, 10);
  EXPECT_EQ(chance.outcome, Outcome::not_above_chance);
  EXPECT_TRUE(std::isnan(chance.level));
  EXPECT_EQ(half_saturation(List{0}, List{90}, 10).outcome, Outcome::never_reached);
}

TEST(HalfSaturation, CanBeTheLastLevel) {
  const HalfSaturation half = half_saturation(List{0, 1}, List{90, 50}, 10);
  EXPECT_EQ(half.outcome, Outcome::reached);
  EXPECT_DOUBLE_EQ(half.level, 1.0);
}

TEST(HalfSaturation, OnTheAxisIsBeyondAllLevelsIfNeverReached) {
  const double infinity = std::numeric_limits<double>::infinity();
  const HalfSaturation never{Outcome::never_reached, NAN};
  EXPECT_EQ(on_level_axis(never, List{0, 1, 2}), infinity);
  EXPECT_EQ(on_level_axis(never, List{20, 10}), -infinity);
  EXPECT_EQ(on_level_axis({Outcome::reached, 1.5}, List{0, 1, 2}), 1.5);
  EXPECT_TRUE(std::isnan(on_level_axis({Outcome::not_above_chance, NAN}, List{0, 1})));
}

TEST(HalfSaturation, RefusesWhatIsNoCurve) {
  EXPECT_THROW((void)half_saturation(List{}, List{}, 10), InputError);
  EXPECT_THROW((void)half_saturation(List{0, 0}, List{90, 50}, 10), InputError);
  EXPECT_THROW((void)half_saturation(List{0, 1}, List{90, 50}, -1), InputError);
}

}  // namespace
}  // namespace ebsnn
