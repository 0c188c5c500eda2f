// The search for a factor or a shift at which a measured quantity has a given value.

#include "pipeline/bisection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace ebsnn {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(FindFactor, OfQuantitiesThatRiseAndThatFall) {
  for (const double target : {0.002, 0.3, 1.0, 7.0, 900.0}) {
    const auto square = [](double x) { return x * x; };
    const BisectionResult rising = find_factor({square, true, target, 1e-6});
    EXPECT_TRUE(rising.within);
    EXPECT_NEAR(rising.value / target, 1.0, 1e-6);
    EXPECT_EQ(rising.value, rising.argument * rising.argument);
    const auto inverse = [](double x) { return 1.0 / x; };
    const BisectionResult falling = find_factor({inverse, false, target, 1e-6});
    EXPECT_TRUE(falling.within);
    EXPECT_NEAR(falling.argument * target, 1.0, 1e-6);
  }
}

TEST(FindFactor, EndsAtOnceWhereOneIsGoodEnough) {
  const BisectionResult result = find_factor({[](double x) { return 2.002 * x; }, true, 2.0, 0.01});
  EXPECT_TRUE(result.within);
  EXPECT_EQ(result.argument, 1.0);
  EXPECT_EQ(result.measurements, 1);
}

TEST(FindFactor, CopesWithInfinity) {
  // As R does where the inhibitory neurons fall silent.
  const auto ratio = [](double x) { return x < 3.0 ? kInfinity : 10.0 / (x - 2.9); };
  const BisectionResult result = find_factor({ratio, false, 4.0, 1e-4});
  EXPECT_TRUE(result.within);
  EXPECT_NEAR(result.argument, 5.4, 1e-3);
}

TEST(FindFactor, TellsTheClosestWhereThereIsNone) {
  // As weights that are clipped: it rises no further.
  const auto bounded = [](double x) { return x < 4.0 ? x : 4.0; };
  const BisectionResult result = find_factor({bounded, true, 5.0, 1e-3});
  EXPECT_FALSE(result.within);
  EXPECT_EQ(result.value, 4.0);
  EXPECT_EQ(result.argument, 4.0);
  EXPECT_LE(result.measurements, 21);
}

TEST(FindFactor, TellsTheClosestOnBothSidesOfAJump) {
  const auto jump = [](double x) { return x < 0.7 ? 1.0 : 2.0; };
  const BisectionResult result = find_factor({jump, true, 1.6, 1e-3});
  EXPECT_FALSE(result.within);
  EXPECT_EQ(result.value, 2.0);
  EXPECT_LE(result.measurements, 1 + 20 + 40);
}

TEST(FindShift, StartsAtTheFirstValueAndStaysWithinTheBounds) {
  const auto falling = [](double x) { return 30.0 - x; };
  for (const double target : {40.0, 33.3, 12.0}) {
    const BisectionResult result = find_shift({falling, false, target, 1e-6}, -10.4, 20.0);
    EXPECT_TRUE(result.within);
    EXPECT_NEAR(result.argument, 30.0 - target, 1e-4);
  }
  double largest = -100.0;
  const auto watched = [&](double x) {
    largest = std::max(largest, x);
    return 30.0 - x;
  };
  const BisectionResult beyond = find_shift({watched, false, 1.0, 1e-6}, -10.4, 20.0);
  EXPECT_FALSE(beyond.within);
  EXPECT_EQ(beyond.argument, 20.0);
  EXPECT_EQ(largest, 20.0);
}

TEST(FindShift, NeverGoesBack) {
  const BisectionResult result =
      find_shift({[](double x) { return 30.0 - x; }, false, 50.0, 1e-6}, -10.4, 20.0);
  EXPECT_FALSE(result.within);
  EXPECT_EQ(result.argument, -10.4);
  EXPECT_EQ(result.measurements, 1);
}

}  // namespace
}  // namespace ebsnn
