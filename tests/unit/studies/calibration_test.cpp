// Calibration on a known curve, and its table.

#include "studies/calibration.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

/// Trains as the secant method says, on a curve R(value), and returns all points.
template <class Curve>
std::vector<CalibrationPoint> calibrated(const Curve& ratio_at, double wanted) {
  std::vector<CalibrationPoint> points;
  while (points.size() < kMostCalibrationTrainings) {
    const double value = next_value(points, wanted);
    points.push_back({value, ratio_at(value)});
    if (is_calibrated(points.back(), wanted)) break;
  }
  return points;
}

/// Through the pilot's figures: 8: 0.95, 12: 1.31, 18: 3.0, 24: 27.
double pilot_ratio(double value) {
  const auto between = [&](double x0, double r0, double x1, double r1) {
    return r0 * std::pow(r1 / r0, (value - x0) / (x1 - x0));
  };
  if (value < 12.0) return between(8.0, 0.95, 12.0, 1.31);
  return value < 18.0 ? between(12.0, 1.31, 18.0, 3.0) : between(18.0, 3.0, 24.0, 27.0);
}

TEST(Calibration, FindsTheRatiosOfThePilot) {
  for (const double wanted : {1.0, 2.0, 3.0, 10.0}) {
    const auto points = calibrated(pilot_ratio, wanted);
    EXPECT_TRUE(is_calibrated(points.back(), wanted)) << wanted;
    EXPECT_EQ(points.front().value, 12.0);
    EXPECT_LE(points.size(), 5U) << wanted;
  }
}

TEST(Calibration, TakesBoundedStepsWhereThereIsNoInhibition) {
  const std::vector<CalibrationPoint> points{{12.0, std::numeric_limits<double>::infinity()}};
  EXPECT_EQ(next_value(points, 1.0), 6.0);
  const std::vector<CalibrationPoint> silent{{12.0, 0.0}, {24.0, 0.0}};
  EXPECT_EQ(next_value(silent, 1.0), 36.0);
}

TEST(Calibration, DoesNotRepeatItselfWhereSeedsHideTheSlope) {
  const std::vector<CalibrationPoint> falling{{12.0, 2.66}, {13.1, 1.74}};
  EXPECT_NEAR(next_value(falling, 3.0), 12.55 + (std::log(3.0) - std::log(2.66 * 1.74) / 2) / 0.11,
              1e-4);
}

TEST(Calibration, IsDoneWithinFivePercent) {
  EXPECT_TRUE(is_calibrated({12.0, 2.09}, 2.0));
  EXPECT_TRUE(is_calibrated({12.0, 1.91}, 2.0));
  EXPECT_FALSE(is_calibrated({12.0, 2.11}, 2.0));
  EXPECT_FALSE(is_calibrated({12.0, 1.89}, 2.0));
  EXPECT_FALSE(is_calibrated({12.0, std::numeric_limits<double>::infinity()}, 2.0));
}

StudyPlan plan_wanting(double ratio) {
  StudyPlan plan;
  plan.networks.push_back({"a", {}, ratio, "", {}});
  return plan;
}

TEST(CalibrationTable, IsReadAsItIsWritten) {
  const std::vector<Calibrated> found{{"a", 2.0, {{12.0, 1.3}, {14.5, 1.98}}}};
  const std::string table = calibration_table(found);
  EXPECT_EQ(table,
            "network,wanted,training,parameter,value,ratio,chosen\n"
            "a,2,1,intov1-offset,12,1.3,no\n"
            "a,2,2,intov1-offset,14.5,1.98,yes\n");
  EXPECT_EQ(values_in(table, plan_wanting(2.0), "f"), (CalibratedValues{{"a", 14.5}}));
  EXPECT_THROW((void)values_in(table, plan_wanting(3.0), "f"), InputError);
  EXPECT_THROW((void)values_in("x\n", plan_wanting(2.0), "f"), InputError);
}

}  // namespace
}  // namespace ebsnn
