#include "core/random.hpp"

#include "unit/core/statistics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

namespace ebsnn {
namespace {

using test::kMaxKs;
using test::kMaxZ;

constexpr std::uint64_t kSeed = 20230926;
constexpr std::size_t kDraws = 200000;

RandomSequence sequence(std::uint64_t variant = 0, std::uint64_t index = 0) {
  return {kSeed, Stream::training_patch, variant, index};
}

std::array<std::uint32_t, 4> first_block(RandomSequence random) {
  return {random.bits(), random.bits(), random.bits(), random.bits()};
}

// An independent Philox4x32-10, written from the paper.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> c,
                                    std::array<std::uint32_t, 2> k) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53U} * c[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57U} * c[2];
    c = {static_cast<std::uint32_t>(b >> 32U) ^ c[1] ^ k[0], static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32U) ^ c[3] ^ k[1], static_cast<std::uint32_t>(a)};
    k[0] += 0x9E3779B9U;
    k[1] += 0xBB67AE85U;
  }
  return c;
}

std::uint64_t splitmix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

// Random123's kat_vectors, and SplitMix64's first output from state 0.
TEST(Random, ReferenceGivesThePublishedVectors) {
  using Block = std::array<std::uint32_t, 4>;
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
  EXPECT_EQ(splitmix64(0), 0xe220a8397b1dcdafULL);
}

// Fixes the draws of a key: a change would change every result.
TEST(Random, DrawsAreThoseOfPhiloxUnderTheDocumentedKey) {
  const std::uint64_t seed = 0x0123456789abcdefULL;
  const std::uint64_t variant = key_of(0.3);
  const std::uint64_t index = (std::uint64_t{0xabc} << 32U) | 77U;
  RandomSequence random(seed, Stream::time_jitter, variant, index);
  const std::uint64_t key = splitmix64(seed ^ splitmix64(variant));
  for (std::uint32_t block = 0; block < 5; ++block) {
    const auto expected =
        philox({block, 77U, (20U << 16U) | 0xabcU, 0U},
               {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32U)});
    for (const std::uint32_t word : expected) {
      EXPECT_EQ(random.bits(), word) << "block " << block;
    }
  }
}

TEST(Random, UniformIsMadeOfTheHighest53BitsOfTwoWords) {
  RandomSequence random = sequence();
  const auto words = first_block(random);
  EXPECT_EQ(random.uniform(),
            static_cast<double>(((std::uint64_t{words[0]} << 32U) | words[1]) >> 11U) /
                9007199254740992.0);
  EXPECT_EQ(random.uniform(-2.0, 6.0),
            -2.0 + 8.0 * static_cast<double>(((std::uint64_t{words[2]} << 32U) | words[3]) >> 11U) /
                       9007199254740992.0);
}

TEST(Random, ACopyGoesOnWhereTheOriginalWas) {
  RandomSequence random = sequence();
  random.normal();  // leaves a spare one
  RandomSequence copy = random;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(random.normal(), copy.normal());
    EXPECT_EQ(random.bits(), copy.bits());
  }
}

TEST(Random, EveryBitIsFair) {
  std::array<std::size_t, 32> ones{};
  RandomSequence random = sequence();
  for (std::size_t i = 0; i < kDraws; ++i) {
    const std::uint32_t word = random.bits();
    for (unsigned bit = 0; bit < 32; ++bit) {
      ones[bit] += (word >> bit) & 1U;
    }
  }
  for (const std::size_t count : ones) {
    EXPECT_LT(std::abs(test::binomial_z(count, kDraws, 0.5)), kMaxZ);
  }
}

TEST(Random, CoinIsFair) {
  RandomSequence random = sequence();
  std::size_t heads = 0;
  for (std::size_t i = 0; i < kDraws; ++i) {
    heads += random.coin() ? 1U : 0U;
  }
  EXPECT_LT(std::abs(test::binomial_z(heads, kDraws, 0.5)), kMaxZ);
}

TEST(Random, UniformIsUniform) {
  std::vector<double> values(kDraws);
  RandomSequence random = sequence();
  for (double& value : values) {
    value = random.uniform();
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
  }
  EXPECT_LT(test::ks_statistic(values, [](double u) { return u; }), kMaxKs);
}

class Below : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Below, IsUniformOnItsRange) {
  const std::uint32_t bound = GetParam();
  std::vector<std::size_t> counts(bound);
  RandomSequence random = sequence();
  for (std::size_t i = 0; i < kDraws; ++i) {
    const std::uint32_t value = random.below(bound);
    ASSERT_LT(value, bound);
    ++counts[value];
  }
  EXPECT_LT(std::abs(test::uniformity_z(counts)), kMaxZ);
}

INSTANTIATE_TEST_SUITE_P(Bounds, Below, testing::Values(2U, 3U, 7U, 10U, 34U, 64U, 1000U, 1156U));

TEST(Random, BelowOneIsZero) {
  RandomSequence random = sequence();
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(random.below(1), 0U);
  }
}

// Without rejection, multiples of 3 would come up twice as often as other numbers.
TEST(Random, BelowIsUnbiasedForBoundsThatDoNotDivideTheRange) {
  constexpr std::uint32_t kBound = 3U << 30U;
  std::array<std::size_t, 3> remainders{};
  std::array<std::size_t, 3> thirds{};
  RandomSequence random = sequence();
  for (std::size_t i = 0; i < kDraws; ++i) {
    const std::uint32_t value = random.below(kBound);
    ASSERT_LT(value, kBound);
    ++remainders[value % 3U];
    ++thirds[value >> 30U];
  }
  EXPECT_LT(std::abs(test::uniformity_z(remainders)), kMaxZ);
  EXPECT_LT(std::abs(test::uniformity_z(thirds)), kMaxZ);
}

TEST(Random, NormalHasTheMomentsOfANormal) {
  RandomSequence random = sequence();
  std::array<double, 4> moments{};
  for (std::size_t i = 0; i < kDraws; ++i) {
    const double z = random.normal();
    moments[0] += z;
    moments[1] += z * z - 1.0;
    moments[2] += z * z * z;
    moments[3] += z * z * z * z - 3.0;
  }
  // Variances of the four terms under N(0, 1).
  const std::array<double, 4> variance = {1.0, 2.0, 15.0, 96.0};
  for (std::size_t i = 0; i < moments.size(); ++i) {
    EXPECT_LT(std::abs(moments[i]) / std::sqrt(variance[i] * static_cast<double>(kDraws)), kMaxZ)
        << "moment " << i + 1;
  }
}

TEST(Random, NormalIsNormalInBothHalvesOfItsPairs) {
  std::vector<double> first;
  std::vector<double> second;
  RandomSequence random = sequence();
  for (std::size_t i = 0; i < kDraws / 2; ++i) {
    first.push_back(random.normal());
    second.push_back(random.normal());
  }
  EXPECT_LT(test::ks_statistic(first, test::normal_cdf), kMaxKs);
  EXPECT_LT(test::ks_statistic(second, test::normal_cdf), kMaxKs);
  EXPECT_LT(std::abs(test::correlation_z(first, second)), kMaxZ);
}

/// The first draw of many sequences made by `make(i)`.
template <class Make>
std::vector<double> first_draws(Make make) {
  std::vector<double> draws;
  for (std::uint64_t i = 0; i < 50000; ++i) {
    draws.push_back(make(i).uniform());
  }
  return draws;
}

// Programs mostly use neighbouring keys: recording 0, 1, 2, ..., patch 0, 1, 2, ...
TEST(Random, NeighbouringSequencesAreIndependent) {
  const auto by_index = first_draws([](std::uint64_t i) { return sequence(0, i); });
  const auto by_next_index = first_draws([](std::uint64_t i) { return sequence(0, i + 1); });
  const auto by_variant = first_draws([](std::uint64_t i) { return sequence(i, 0); });
  const auto by_next_variant = first_draws([](std::uint64_t i) { return sequence(i + 1, 0); });
  const auto by_seed =
      first_draws([](std::uint64_t i) { return RandomSequence(i, Stream::training_patch, 0, 0); });
  const auto other_stream =
      first_draws([](std::uint64_t i) { return RandomSequence(kSeed, Stream::drop_event, 0, i); });
  const auto other_seed = first_draws(
      [](std::uint64_t i) { return RandomSequence(kSeed + 1, Stream::training_patch, 0, i); });
  const auto identity = [](double u) { return u; };
  for (const auto* draws : {&by_index, &by_variant, &by_seed, &other_stream, &other_seed}) {
    EXPECT_LT(test::ks_statistic(*draws, identity), kMaxKs);
  }
  EXPECT_LT(std::abs(test::correlation_z(by_index, by_next_index)), kMaxZ);
  EXPECT_LT(std::abs(test::correlation_z(by_variant, by_next_variant)), kMaxZ);
  for (const auto* draws : {&by_variant, &by_seed, &other_stream, &other_seed}) {
    EXPECT_LT(std::abs(test::correlation_z(by_index, *draws)), kMaxZ);
  }
}

TEST(Random, NoTwoKeysShareABlock) {
  std::set<std::array<std::uint32_t, 4>> blocks;
  std::size_t keys = 0;
  for (const Stream stream : {Stream::initial_weights, Stream::drop_event, Stream::drop_area}) {
    for (const double level : {0.0, 0.1, 0.2, 1.0, 2.0, 1000.0}) {
      for (const std::uint64_t index :
           {0ULL, 1ULL, 2ULL, 0xffffffffULL, 0x100000000ULL, 0x100000001ULL, 0xffff00000000ULL}) {
        blocks.insert(first_block({kSeed, stream, key_of(level), index}));
        ++keys;
      }
    }
  }
  EXPECT_EQ(blocks.size(), keys);
}

TEST(Random, KeyOfTellsLevelsApartButNotSignedZeros) {
  EXPECT_EQ(key_of(0.0), key_of(-0.0));
  EXPECT_NE(key_of(0.1), key_of(0.2));
  EXPECT_NE(key_of(0.3), key_of(3 * 0.1));
  EXPECT_EQ(key_of(1.0), 0x3ff0000000000000ULL);
}

}  // namespace
}  // namespace ebsnn
