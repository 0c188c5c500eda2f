// Statistics of samples and their distances, compared with values computed by hand.

#include "compare/distributions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace ebsnn::compare {
namespace {

using Sample = std::vector<double>;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Histogram histogram_of(std::uint32_t width, std::size_t bins,
                       const std::vector<std::uint32_t>& values) {
  Histogram histogram(width, bins);
  for (const std::uint32_t value : values) histogram.add(value);
  return histogram;
}

TEST(Distributions, MeanAndStandardDeviation) {
  EXPECT_DOUBLE_EQ(mean(Sample{2, 4, 9}), 5.0);
  EXPECT_DOUBLE_EQ(standard_deviation(Sample{2, 4, 9}), std::sqrt(13.0));  // (9 + 1 + 16) / 2
  EXPECT_TRUE(std::isnan(mean(Sample{})));
  EXPECT_TRUE(std::isnan(standard_deviation(Sample{3})));
}

TEST(Distributions, QuantileInterpolates) {
  const Sample unsorted{40, 10, 20, 30};
  EXPECT_DOUBLE_EQ(quantile(unsorted, 0.0), 10.0);
  EXPECT_DOUBLE_EQ(quantile(unsorted, 0.25), 17.5);  // rank 0.75
  EXPECT_DOUBLE_EQ(quantile(unsorted, 0.5), 25.0);
  EXPECT_DOUBLE_EQ(quantile(unsorted, 1.0), 40.0);
  EXPECT_DOUBLE_EQ(quantile({7}, 0.9), 7.0);
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
}

TEST(Distributions, Correlation) {
  EXPECT_DOUBLE_EQ(correlation(Sample{1, 2, 3}, Sample{5, 7, 9}), 1.0);
  EXPECT_DOUBLE_EQ(correlation(Sample{1, 2, 3}, Sample{9, 7, 5}), -1.0);
  EXPECT_DOUBLE_EQ(correlation(Sample{1, 2, 3}, Sample{1, 3, 2}), 0.5);
  EXPECT_TRUE(std::isnan(correlation(Sample{1, 2, 3}, Sample{4, 4, 4})));
  EXPECT_TRUE(std::isnan(correlation(Sample{}, Sample{})));
}

TEST(Distributions, KsDistance) {
  EXPECT_DOUBLE_EQ(ks_distance({3, 1, 2}, {1, 2, 3}), 0.0);
  EXPECT_DOUBLE_EQ(ks_distance({1, 2}, {3, 4, 5}), 1.0);
  // After 2: 2 of 4 and 1 of 4; after 5: all and 2 of 4.
  EXPECT_DOUBLE_EQ(ks_distance({1, 2, 4, 5}, {2, 3, 6, 7}), 0.5);
  EXPECT_DOUBLE_EQ(ks_distance({1, 1, 1, 2}, {1, 2, 2, 2}), 0.5);
  EXPECT_DOUBLE_EQ(ks_distance({1, 2}, {1, 1, 2, 2}), 0.0);  // equal values count together
  EXPECT_TRUE(std::isnan(ks_distance({}, {1})));
}

TEST(Distributions, MeanOfDefinedPassesOverNan) {
  MeanOfDefined some;
  EXPECT_TRUE(std::isnan(some.value()));
  for (const double value : {1.0, kNan, 4.0}) some.add(value);
  EXPECT_DOUBLE_EQ(some.value(), 2.5);
}

TEST(Distributions, HistogramQuantileIsTheBeginOfABin) {
  const Histogram histogram = histogram_of(10, 5, {5, 12, 19, 20});
  EXPECT_EQ(histogram.total(), 4U);
  EXPECT_DOUBLE_EQ(histogram.quantile(0.0), 0.0);
  EXPECT_DOUBLE_EQ(histogram.quantile(0.25), 0.0);
  EXPECT_DOUBLE_EQ(histogram.quantile(0.26), 10.0);
  EXPECT_DOUBLE_EQ(histogram.quantile(0.75), 10.0);
  EXPECT_DOUBLE_EQ(histogram.quantile(1.0), 20.0);
  EXPECT_DOUBLE_EQ(histogram_of(10, 5, {33}).quantile(0.0), 30.0);
  EXPECT_TRUE(std::isnan(histogram_of(10, 5, {}).quantile(0.5)));
}

TEST(Distributions, LastBinOfAHistogramTakesTheRest) {
  const Histogram histogram = histogram_of(10, 5, {40, 49, 50, 4'000'000'000});
  EXPECT_EQ(histogram.total(), 4U);
  EXPECT_DOUBLE_EQ(histogram.quantile(0.0), 40.0);
  EXPECT_DOUBLE_EQ(histogram.quantile(1.0), 40.0);
}

TEST(Distributions, HistogramKsDistance) {
  const Histogram histogram = histogram_of(10, 5, {5, 15, 25, 35});
  EXPECT_DOUBLE_EQ(histogram.ks_distance(histogram_of(10, 5, {9, 19, 29, 39})), 0.0);
  EXPECT_DOUBLE_EQ(histogram.ks_distance(histogram_of(10, 5, {1, 2, 3, 35})), 0.5);
  EXPECT_DOUBLE_EQ(histogram.ks_distance(histogram_of(10, 5, {41})), 1.0);
  EXPECT_TRUE(std::isnan(histogram.ks_distance(histogram_of(10, 5, {}))));
}

}  // namespace
}  // namespace ebsnn::compare
