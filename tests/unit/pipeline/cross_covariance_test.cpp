// The cross-correlation of excitation and inhibition on series made by hand.

#include "pipeline/cross_covariance.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ebsnn {
namespace {

using Series = std::vector<double>;

constexpr std::size_t kSteps = 60;

/// 0 but for the values at some steps.
Series pulses(const std::vector<std::pair<std::size_t, double>>& values) {
  Series series(kSteps);
  for (const auto& [step, value] : values) series[step] = value;
  return series;
}

CorrelationPeak peak_of(const Series& excitation, const Series& inhibition) {
  CrossCovariance covariance;
  covariance.add(excitation, inhibition);
  return covariance.peak();
}

TEST(CrossCovariance, OfASeriesWithItselfIsOneAtLagZero) {
  const Series series = pulses({{10, 1.0}, {11, 3.0}, {40, 2.0}});
  const CorrelationPeak peak = peak_of(series, series);
  EXPECT_EQ(peak.lag_ms, 0.0);
  EXPECT_NEAR(peak.height, 1.0, 1e-12);
}

TEST(CrossCovariance, LagIsPositiveWhereInhibitionFollows) {
  const Series early = pulses({{20, 1.0}, {30, 2.0}});
  const Series late = pulses({{27, 3.0}, {37, 6.0}});
  EXPECT_EQ(peak_of(early, late).lag_ms, 7.0);
  EXPECT_EQ(peak_of(late, early).lag_ms, -7.0);
  EXPECT_GT(peak_of(early, late).height, 0.9);
}

/// Four steps, worked out by hand: e less its mean is (3, -1, -1, -1), i is (-1, -1, 3, -1).
TEST(CrossCovariance, ValuesAreThoseOfTheEquation) {
  CrossCovariance covariance;
  covariance.add(Series{4, 0, 0, 0}, Series{0, 0, 4, 0});
  const Series c = covariance.correlation();
  ASSERT_EQ(c.size(), kLags);
  const auto at = [&](int lag) { return c[static_cast<std::size_t>(kLargestLag_ms + lag)]; };
  EXPECT_NEAR(at(0), (-3.0 + 1.0 - 3.0 + 1.0) / 12.0, 1e-15);
  EXPECT_NEAR(at(2), (9.0 + 1.0) / 12.0, 1e-15);
  EXPECT_NEAR(at(3), -3.0 / 12.0, 1e-15);
  EXPECT_NEAR(at(-1), (1.0 + 1.0 - 3.0) / 12.0, 1e-15);
  EXPECT_EQ(at(4), 0.0);
}

TEST(CrossCovariance, LooksNoFurtherThanTwentyMs) {
  EXPECT_EQ(peak_of(pulses({{10, 1.0}}), pulses({{30, 1.0}})).lag_ms, 20.0);
  EXPECT_LT(peak_of(pulses({{10, 1.0}}), pulses({{31, 1.0}})).height, 0.1);
}

TEST(CrossCovariance, IsNaNForConstantSeries) {
  const Series constant(kSteps, 0.1);
  const Series pulse = pulses({{10, 1.0}});
  for (const auto& [e, i] :
       {std::pair(constant, pulse), std::pair(pulse, constant), std::pair(Series(kSteps), pulse)}) {
    EXPECT_TRUE(std::isnan(peak_of(e, i).lag_ms));
    EXPECT_TRUE(std::isnan(peak_of(e, i).height));
  }
  EXPECT_TRUE(std::isnan(CrossCovariance().peak().height));
}

TEST(CrossCovariance, AddsPresentationsEachWithItsOwnMean) {
  const Series a = pulses({{20, 1.0}});
  const Series b = pulses({{23, 1.0}});
  Series shifted_a = a;
  Series shifted_b = b;
  for (double& value : shifted_a) value += 5.0;
  for (double& value : shifted_b) value += 9.0;
  CrossCovariance at_once;
  at_once.add(a, b);
  at_once.add(shifted_a, shifted_b);
  at_once.add(Series(kSteps, 2.0), b);  // changes the sum over i alone
  CrossCovariance in_parts;
  in_parts.add(a, b);
  CrossCovariance rest;
  rest.add(shifted_a, shifted_b);
  rest.add(Series(kSteps, 2.0), b);
  in_parts += rest;
  EXPECT_EQ(at_once.peak().lag_ms, 3.0);
  EXPECT_NEAR(at_once.peak().height, peak_of(a, b).height * std::sqrt(2.0 / 3.0), 1e-12);
  EXPECT_NEAR(in_parts.peak().height, at_once.peak().height, 1e-15);
}

TEST(CrossCovariance, OfEqualValuesTheSmallestLagCounts) {
  // Of both neighbours of one pulse; then the positive one.
  EXPECT_EQ(peak_of(pulses({{30, 1.0}}), pulses({{28, 1.0}, {32, 1.0}})).lag_ms, 2.0);
}

}  // namespace
}  // namespace ebsnn
