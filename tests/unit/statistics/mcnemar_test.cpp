#include "statistics/mcnemar.hpp"

#include "core/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

TEST(McNemar, CountsWhereExactlyOneIsRight) {
  const std::vector<std::uint8_t> first{1, 1, 0, 0, 1, 2};
  const std::vector<std::uint8_t> second{1, 0, 1, 0, 0, 1};
  const Discordant pairs = discordant(first, second);
  EXPECT_EQ(pairs.only_first, 2U);
  EXPECT_EQ(pairs.only_second, 1U);
  EXPECT_THROW((void)discordant(first, std::vector<std::uint8_t>(5)), InputError);
}

TEST(McNemar, OfSmallCountsIsTheBinomialSum) {
  EXPECT_NEAR(mcnemar_p({1, 9}), 2.0 * (1 + 10) / 1024.0, 1e-14);
  EXPECT_NEAR(mcnemar_p({0, 5}), 2.0 / 32.0, 1e-15);
  EXPECT_NEAR(mcnemar_p({2, 4}), 2.0 * (1 + 6 + 15) / 64.0, 1e-14);
}

TEST(McNemar, IsOneWithoutEvidence) {
  EXPECT_EQ(mcnemar_p({0, 0}), 1.0);
  EXPECT_EQ(mcnemar_p({3, 3}), 1.0);
  EXPECT_EQ(mcnemar_p({0, 1}), 1.0);
}

TEST(McNemar, KeepsPWhenNetworksAreSwapped) { EXPECT_EQ(mcnemar_p({13, 40}), mcnemar_p({40, 13})); }

/// The sum term by term: 2^-n is a normal number up to n = 1022.
double summed(std::uint64_t n, std::uint64_t fewer) {
  double term = std::ldexp(1.0, -static_cast<int>(n));
  double sum = term;
  for (std::uint64_t k = 1; k <= fewer; ++k) {
    term *= static_cast<double>(n - k + 1) / static_cast<double>(k);
    sum += term;
  }
  return std::min(1.0, 2.0 * sum);
}

TEST(McNemar, IsExactForEveryCountUpToAThousand) {
  for (const std::uint64_t n : {7U, 64U, 333U, 1000U}) {
    for (std::uint64_t fewer = 0; fewer <= n / 2; fewer += 1 + n / 50) {
      const double p = summed(n, fewer);
      EXPECT_NEAR(mcnemar_p({fewer, n - fewer}), p, 1e-11 * p) << fewer << " of " << n;
    }
  }
}

TEST(McNemar, NeitherOverflowsNorJumpsBeyondAThousand) {
  const double p = mcnemar_p({30000, 30600});
  EXPECT_NEAR(p, 0.0149, 2e-4);  // normal approximation with continuity correction
  EXPECT_LT(mcnemar_p({1000, 59000}), 1e-300);
  EXPECT_NEAR(mcnemar_p({480, 521}), mcnemar_p({480, 520}), 0.02);
}

}  // namespace
}  // namespace ebsnn
