#include "statistics/crossed_bootstrap.hpp"

#include "core/error.hpp"
#include "unit/statistics/made_up_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

namespace ebsnn {
namespace {

using test::made_up_table;
using testing::Each;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr CorrectnessShape kShape{3, 2, 4, 130};
constexpr std::uint64_t kSeed = 11;

double bit(const CorrectnessTable& table, std::size_t s, std::size_t n, std::size_t l,
           std::size_t r) {
  return static_cast<double>((table.row(s, n, l)[r / 64] >> (r % 64)) & 1U);
}

/// The equation of the header, bit by bit.
double weighted(const CorrectnessTable& table, const BootstrapWeights& weights, std::size_t n,
                std::size_t l) {
  double sum = 0.0;
  for (std::size_t s = 0; s < weights.seeds.size(); ++s) {
    for (std::size_t r = 0; r < weights.recordings.size(); ++r) {
      sum += weights.seeds[s] * weights.recordings[r] * bit(table, s, n, l, r);
    }
  }
  return 100.0 * sum / static_cast<double>(weights.seeds.size() * weights.recordings.size());
}

TEST(CrossedBootstrap, DrawsAsManyAsThereAre) {
  const BootstrapWeights weights = bootstrap_weights(kSeed, 5, 10, 1000);
  EXPECT_EQ(weights.seeds.size(), 10U);
  EXPECT_EQ(weights.recordings.size(), 1000U);
  EXPECT_EQ(std::accumulate(weights.seeds.begin(), weights.seeds.end(), 0U), 10U);
  EXPECT_EQ(std::accumulate(weights.recordings.begin(), weights.recordings.end(), 0U), 1000U);
}

TEST(CrossedBootstrap, DrawsEachRecordingAsOftenAsAnother) {
  std::vector<double> times(50);
  double squares = 0.0;
  constexpr std::size_t kReplicates = 2000;
  for (std::size_t i = 0; i < kReplicates; ++i) {
    const auto drawn = bootstrap_weights(kSeed, i, 1, times.size()).recordings;
    for (std::size_t r = 0; r < times.size(); ++r) {
      times[r] += drawn[r];
      squares += drawn[r] * drawn[r];
    }
  }
  // A weight is binomial: mean 1, variance 1 - 1/50. Five standard errors.
  for (const double sum : times) EXPECT_NEAR(sum / kReplicates, 1.0, 5.0 / std::sqrt(kReplicates));
  EXPECT_NEAR(squares / (kReplicates * 50.0), 1.0 + 0.98, 0.03);
}

TEST(CrossedBootstrap, DrawsDifferWithReplicateSeedAndPurpose) {
  const auto weights = bootstrap_weights(kSeed, 0, 64, 64);
  EXPECT_NE(weights.recordings, bootstrap_weights(kSeed, 1, 64, 64).recordings);
  EXPECT_NE(weights.recordings, bootstrap_weights(kSeed + 1, 0, 64, 64).recordings);
  EXPECT_NE(weights.recordings, weights.seeds);
}

TEST(CrossedBootstrap, DrawsOfRecordingsDoNotDependOnTheNumberOfSeeds) {
  EXPECT_EQ(bootstrap_weights(kSeed, 3, 2, 100).recordings,
            bootstrap_weights(kSeed, 3, 10, 100).recordings);
}

TEST(CrossedBootstrap, ReplicatesAreTheWeightedSums) {
  const CorrectnessTable table = made_up_table(kShape);
  const BootstrapAccuracies accuracies = crossed_bootstrap(table, kSeed, {0, 20});
  ASSERT_EQ(accuracies.size(), 20U);
  for (std::size_t i = 0; i < accuracies.size(); ++i) {
    const auto weights = bootstrap_weights(kSeed, i, kShape.seeds, kShape.recordings);
    for (std::size_t n = 0; n < kShape.networks; ++n) {
      for (std::size_t l = 0; l < kShape.levels; ++l) {
        EXPECT_DOUBLE_EQ(accuracies.replicate(i).curve(n)[l], weighted(table, weights, n, l));
      }
    }
  }
}

TEST(CrossedBootstrap, ObservesTheMeanOverSeedsAndRecordings) {
  const CorrectnessTable table = made_up_table(kShape);
  const BootstrapAccuracies accuracies = crossed_bootstrap(table, kSeed, {0, 1});
  const BootstrapWeights once{std::vector<std::uint32_t>(3, 1), std::vector<std::uint32_t>(130, 1)};
  EXPECT_DOUBLE_EQ(accuracies.observation().curve(1)[2], weighted(table, once, 1, 2));
}

TEST(CrossedBootstrap, DoesNotDependOnTheOrderOfWork) {
  const CorrectnessTable table = made_up_table(kShape);
  const auto whole = crossed_bootstrap(table, kSeed, {0, 12}).replicates;
  const auto last = crossed_bootstrap(table, kSeed, {5, 7}).replicates;
  auto parts = crossed_bootstrap(table, kSeed, {0, 5}).replicates;
  parts.insert(parts.end(), last.begin(), last.end());
  EXPECT_EQ(whole, parts);
}

TEST(CrossedBootstrap, GivesEqualNetworksEqualReplicates) {
  CorrectnessTable table({2, 2, 1, 100});
  for (std::size_t s = 0; s < 2; ++s) {
    std::vector<std::uint8_t> right(100);
    for (std::size_t r = 0; r < 100; ++r) right[r] = (r % (s + 2)) == 0 ? 1 : 0;
    table.set(s, 0, 0, right);
    table.set(s, 1, 0, right);
  }
  const BootstrapAccuracies accuracies = crossed_bootstrap(table, kSeed, {0, 50});
  bool differ = false;
  for (std::size_t i = 0; i < 50; ++i) {
    const AccuracyView replicate = accuracies.replicate(i);
    EXPECT_EQ(replicate.curve(0)[0], replicate.curve(1)[0]);
    differ = differ || replicate.curve(0)[0] != accuracies.replicate(0).curve(0)[0];
  }
  EXPECT_TRUE(differ);
}

TEST(CrossedBootstrap, OfAllRightIsExactlyAHundred) {
  CorrectnessTable table({3, 1, 1, 70});
  for (std::size_t s = 0; s < 3; ++s) table.set(s, 0, 0, std::vector<std::uint8_t>(70, 1));
  EXPECT_THAT(crossed_bootstrap(table, kSeed, {0, 20}).replicates, Each(100.0));
}

TEST(CrossedBootstrap, RefusesAnIncompleteTableAndNoReplicates) {
  const CorrectnessTable empty(kShape);
  EXPECT_THAT(
      [&] {
        (void)crossed_bootstrap(empty, kSeed, {0, 1});
      },
      ThrowsMessage<InputError>(HasSubstr("never set")));
  EXPECT_THAT(
      [] {
        (void)crossed_bootstrap(made_up_table(kShape), kSeed, {3, 0});
      },
      ThrowsMessage<InputError>(HasSubstr("0 replicates")));
}

}  // namespace
}  // namespace ebsnn
