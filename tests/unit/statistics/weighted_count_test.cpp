#include "statistics/weighted_count.hpp"

#include "core/random.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

TEST(WeightedCount, EqualsTheSumBitByBit) {
  // Around the sizes of words (64) and of blocks of words (31 * 64 = 1984).
  for (const std::size_t n : {1U, 63U, 64U, 65U, 1983U, 1984U, 1985U, 4500U}) {
    RandomSequence random(1, Stream::analysis_bootstrap, 0, n);
    std::vector<std::uint32_t> weights(n);
    std::vector<std::uint64_t> bits((n + 63) / 64);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      weights[i] = random.below(20);
      const std::uint64_t bit = random.coin() ? 1 : 0;
      bits[i / 64] |= bit << (i % 64);
      sum += bit * weights[i];
    }
    EXPECT_EQ(WeightDigits(weights).count(bits), sum) << n;
  }
}

TEST(WeightedCount, OfAllOnesIsTheSumOfWeights) {
  constexpr std::size_t kBits = std::size_t{64} * 62;
  const std::vector<std::uint32_t> weights(kBits, 15);
  const std::vector<std::uint64_t> bits(kBits / 64, ~std::uint64_t{0});
  EXPECT_EQ(WeightDigits(weights).count(bits), 15 * kBits);
}

TEST(WeightedCount, OfNoWeightIsZero) {
  const std::vector<std::uint32_t> weights(3, 0);
  const std::vector<std::uint64_t> bits{7};
  EXPECT_EQ(WeightDigits(weights).count(bits), 0U);
}

}  // namespace
}  // namespace ebsnn
