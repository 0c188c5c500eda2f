#include "statistics/d_prime.hpp"

#include "core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace ebsnn {
namespace {

using List = std::vector<double>;
using Rows = std::vector<std::vector<std::uint16_t>>;
constexpr double kInfiniteDPrime = std::numeric_limits<double>::infinity();

ClassRows views_of(const Rows& rows) { return {rows.begin(), rows.end()}; }

/// Rows of `features` draws from 0 .. 9; the first `shifted` of them are raised by `shift`.
Rows draws(std::size_t rows, std::size_t features, std::size_t shifted, std::uint16_t shift,
           std::uint64_t number) {
  RandomSequence random(5, Stream::analysis_bootstrap, 0, number);
  Rows result(rows, std::vector<std::uint16_t>(features));
  for (std::vector<std::uint16_t>& row : result) {
    for (std::size_t f = 0; f < features; ++f) {
      const std::uint32_t raised = random.below(10) + (f < shifted ? shift : 0U);
      row[f] = static_cast<std::uint16_t>(raised);
    }
  }
  return result;
}

/// Means 2 and 6; variances 1 and 4.
TEST(DPrime, IsThatOfTheEquation) {
  EXPECT_DOUBLE_EQ(d_prime(List{4, 6, 8}, List{1, 2, 3}), 4.0 / std::sqrt(2.5));
  EXPECT_DOUBLE_EQ(d_prime(List{1, 2, 3}, List{4, 6, 8}), -4.0 / std::sqrt(2.5));
}

TEST(DPrime, WithoutVariance) {
  EXPECT_EQ(d_prime(List{2, 2}, List{1, 1}), kInfiniteDPrime);
  EXPECT_EQ(d_prime(List{1, 1}, List{2, 2}), -kInfiniteDPrime);
  EXPECT_TRUE(std::isnan(d_prime(List{2, 2}, List{2, 2})));
  EXPECT_TRUE(std::isnan(d_prime(List{2}, List{1, 3})));
}

/// One feature: the direction is that of the other half, so only its sign counts.
TEST(DPrimeAlongMeans, OfOneFeatureIsTheMeanOfBothHalves) {
  const Rows a{{4}, {5}, {6}, {9}, {8}, {7}};
  const Rows b{{1}, {2}, {2}, {1}, {3}, {0}};
  const double even = d_prime(List{4, 6, 8}, List{1, 2, 3});
  const double odd = d_prime(List{5, 9, 7}, List{2, 1, 0});
  EXPECT_DOUBLE_EQ(d_prime_along_means(views_of(a), views_of(b)), (even + odd) / 2.0);
}

/// Twenty recordings of 200 features that do not differ: without halves, d' would be above 3. The SD
/// of d' of a pair is 0.3; the mean of 40 pairs is beyond 0.25 once in 10^6.
TEST(DPrimeAlongMeans, IsZeroOnAverageForClassesThatDoNotDiffer) {
  double sum = 0.0;
  for (std::uint64_t pair = 0; pair < 40; ++pair) {
    const Rows a = draws(20, 200, 0, 0, 2 * pair);
    const Rows b = draws(20, 200, 0, 0, 2 * pair + 1);
    sum += d_prime_along_means(views_of(a), views_of(b));
  }
  EXPECT_NEAR(sum / 40.0, 0.0, 0.25);
}

TEST(DPrimeAlongMeans, FindsClassesThatDiffer) {
  const Rows a = draws(20, 200, 50, 3, 100);
  const Rows b = draws(20, 200, 0, 0, 101);
  EXPECT_GT(d_prime_along_means(views_of(a), views_of(b)), 2.0);
  EXPECT_EQ(d_prime_along_means(views_of(a), views_of(b)),
            d_prime_along_means(views_of(b), views_of(a)));
}

TEST(DPrimeAlongMeans, NeedsFourRecordings) {
  const Rows a = draws(3, 2, 0, 0, 1);
  const Rows b = draws(9, 2, 0, 0, 2);
  EXPECT_TRUE(std::isnan(d_prime_along_means(views_of(a), views_of(b))));
}

}  // namespace
}  // namespace ebsnn
