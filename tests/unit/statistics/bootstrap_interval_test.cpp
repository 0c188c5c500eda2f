#include "statistics/bootstrap_interval.hpp"

#include "core/error.hpp"
#include "statistics/level_curve.hpp"
#include "unit/statistics/made_up_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace ebsnn {
namespace {

using test::made_up_table;
using testing::HasSubstr;
using testing::ThrowsMessage;

const std::vector<double> kLevels{0, 1, 2, 4};

/// 101 replicates 0, 1, ..., 100 of one accuracy, which is 40.
BootstrapAccuracies ramp() {
  BootstrapAccuracies accuracies{1, 1, {40.0}, {}};
  for (int i = 100; i >= 0; --i) accuracies.replicates.push_back(i);
  return accuracies;
}

double only_value(const AccuracyView& view) { return view.curve(0)[0]; }

BootstrapAccuracies made_up() {
  return crossed_bootstrap(made_up_table({4, 2, 4, 200}), 3, {0, 400});
}

TEST(Interval, IsBetweenPercentilesOfReplicates) {
  const Interval interval = accuracy_interval(ramp(), 0, 0);
  EXPECT_EQ(interval.estimate, 40.0);
  EXPECT_DOUBLE_EQ(interval.low, 2.5);
  EXPECT_DOUBLE_EQ(interval.high, 97.5);
  EXPECT_EQ(interval.undefined, 0U);
  const Interval ninety = bootstrap_interval(ramp(), only_value, 90);
  EXPECT_DOUBLE_EQ(ninety.low, 5.0);
  EXPECT_DOUBLE_EQ(ninety.high, 95.0);
}

TEST(Interval, LeavesOutAndCountsUndefinedReplicates) {
  const Interval interval = bootstrap_interval(ramp(), [](const AccuracyView& view) {
    return only_value(view) < 50.0 ? NAN : only_value(view);
  });
  EXPECT_TRUE(std::isnan(interval.estimate));
  EXPECT_EQ(interval.undefined, 50U);
  EXPECT_DOUBLE_EQ(interval.low, 50.0 + 0.025 * 50.0);
  const Interval none = bootstrap_interval(ramp(), [](const AccuracyView&) { return NAN; });
  EXPECT_TRUE(std::isnan(none.low) && std::isnan(none.high));
  EXPECT_EQ(none.undefined, 101U);
}

TEST(Interval, CanEndAtInfinity) {
  const Interval interval = bootstrap_interval(ramp(), [](const AccuracyView& view) {
    return only_value(view) < 50.0 ? std::numeric_limits<double>::infinity() : only_value(view);
  });
  EXPECT_TRUE(std::isinf(interval.high));
  EXPECT_DOUBLE_EQ(interval.low, 52.5);
}

TEST(Interval, OfAnAucHoldsIt) {
  const BootstrapAccuracies accuracies = made_up();
  const Interval interval = auc_interval(accuracies, 1, {0, kLevels});
  EXPECT_DOUBLE_EQ(interval.estimate, area_under_curve(kLevels, accuracies.observation().curve(1)));
  EXPECT_LT(interval.low, interval.estimate);
  EXPECT_GT(interval.high, interval.estimate);
  EXPECT_LT(interval.high - interval.low, 10.0);
}

TEST(Interval, OfAPartOfTheLevelsUsesThesePlaces) {
  const BootstrapAccuracies accuracies = made_up();
  const std::span<const double> upper = std::span(kLevels).subspan(2);
  const Interval interval = auc_interval(accuracies, 0, {2, upper});
  const auto curve = accuracies.observation().curve(0);
  EXPECT_DOUBLE_EQ(interval.estimate, 0.5 * (curve[2] + curve[3]));
}

TEST(Interval, OfADifferenceIsReversedWhenNetworksAreSwapped) {
  const BootstrapAccuracies accuracies = made_up();
  const CurveLevels curve{0, kLevels};
  const Interval interval = auc_difference_interval(accuracies, 0, 1, curve);
  const Interval swapped = auc_difference_interval(accuracies, 1, 0, curve);
  EXPECT_DOUBLE_EQ(interval.estimate, auc_interval(accuracies, 0, curve).estimate -
                                          auc_interval(accuracies, 1, curve).estimate);
  EXPECT_EQ(interval.estimate, -swapped.estimate);
  EXPECT_DOUBLE_EQ(interval.low, -swapped.high);
  EXPECT_DOUBLE_EQ(interval.high, -swapped.low);
}

TEST(Interval, OfANetworkAgainstItselfIsZero) {
  const Interval interval = auc_difference_interval(made_up(), 1, 1, {0, kLevels});
  EXPECT_EQ(interval.low, 0.0);
  EXPECT_EQ(interval.high, 0.0);
}

TEST(Interval, RefusesWhatIsNotInTheTable) {
  const BootstrapAccuracies accuracies = made_up();
  EXPECT_THAT([&] { (void)accuracy_interval(accuracies, 2, 0); },
              ThrowsMessage<InputError>(HasSubstr("network 2, must be 0..1")));
  EXPECT_THAT([&] { (void)accuracy_interval(accuracies, 0, 4); },
              ThrowsMessage<InputError>(HasSubstr("1 levels from place 4")));
  EXPECT_THAT(
      [&] {
        (void)auc_interval(accuracies, 0, {1, kLevels});
      },
      ThrowsMessage<InputError>(HasSubstr("4 levels from place 1, must be among the 4")));
  EXPECT_THROW((void)auc_difference_interval(accuracies, 0, 2, {0, kLevels}), InputError);
  EXPECT_THAT([&] { (void)bootstrap_interval(accuracies, only_value, 101); },
              ThrowsMessage<InputError>(HasSubstr("confidence 101, must be 0..100")));
}

}  // namespace
}  // namespace ebsnn
