#include "statistics/fano_factor.hpp"

#include "core/elementary.hpp"
#include "core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

using Counts = std::vector<std::uint16_t>;

TEST(FanoFactor, IsVarianceOverMean) {
  EXPECT_DOUBLE_EQ(fano_factor(Counts{1, 2, 3, 6}), (14.0 / 3.0) / 3.0);
  EXPECT_EQ(fano_factor(Counts{4, 4, 4}), 0.0);
}

TEST(FanoFactor, IsUndefinedWithoutSpikesAndForOneCount) {
  EXPECT_TRUE(std::isnan(fano_factor(Counts{0, 0, 0})));
  EXPECT_TRUE(std::isnan(fano_factor(Counts{3})));
}

/// 4,000 counts of mean 5, made of exponential intervals. For Poisson counts, (n - 1) F is nearly
/// chi-squared with n - 1 degrees: SD of F is sqrt(2 / 4000) = 0.022. Five SD: a false alarm in
/// two million.
TEST(FanoFactor, OfPoissonCountsIsOne) {
  RandomSequence random(1, Stream::analysis_bootstrap, 0, 0);
  Counts counts(4000);
  for (std::uint16_t& count : counts) {
    for (double t = -portable_log(1.0 - random.uniform()); t < 5.0;
         t -= portable_log(1.0 - random.uniform())) {
      ++count;
    }
  }
  EXPECT_NEAR(fano_factor(counts), 1.0, 0.11);
}

}  // namespace
}  // namespace ebsnn
