#include "readout/spread_samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ebsnn {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SpreadSamples, TakesAllWhereThereAreNoMore) {
  const std::vector<Label> labels{4, 4, 1, 9};
  EXPECT_THAT(spread_samples(labels, 4), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(spread_samples(labels, 5), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(spread_samples({}, 5), IsEmpty());
}

TEST(SpreadSamples, TakesEachClassAtItsShareEvenlySpread) {
  // 6 of class 0, then 12 of class 7: a third of each.
  std::vector<Label> labels(6, 0);
  labels.resize(18, 7);
  EXPECT_THAT(spread_samples(labels, 6), ElementsAre(0, 3, 6, 9, 12, 15));
  // The same classes, mixed.
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = i % 3 == 0 ? 0 : 7;
  EXPECT_THAT(spread_samples(labels, 6), ElementsAre(0, 1, 5, 9, 10, 14));
}

TEST(SpreadSamples, NumbersThatDoNotDivideAreMet) {
  const std::vector<Label> labels(1001, 3);
  const auto samples = spread_samples(labels, 300);
  ASSERT_EQ(samples.size(), 300U);
  EXPECT_TRUE(std::is_sorted(samples.begin(), samples.end()));
  for (std::size_t i = 1; i < samples.size(); ++i) {
    EXPECT_GE(samples[i] - samples[i - 1], 3U);
    EXPECT_LE(samples[i] - samples[i - 1], 4U);
  }
}

TEST(SpreadSamples, NoClassIsLost) {
  std::vector<Label> labels(1000, 2);
  labels[500] = 5;
  labels[999] = 8;
  EXPECT_THAT(spread_samples(labels, 10),
              testing::AllOf(testing::Contains(500U), testing::Contains(999U)));
}

TEST(SpreadSamples, ClassesMayHaveAnyNumber) {
  EXPECT_THAT(spread_samples(std::vector<Label>{65'534, 3, 65'534, 3}, 2), ElementsAre(0, 1));
}

TEST(SpreadSamples, RowsAreThoseOfTheSamples) {
  const std::vector<std::uint16_t> counts{1, 2, 3, 4, 5, 6};
  const std::vector<Label> labels{7, 8, 9};
  const std::vector<std::size_t> samples{0, 2};
  EXPECT_THAT(rows_of(FeatureMatrix(counts, 2), samples), ElementsAre(1, 2, 5, 6));
  EXPECT_THAT(rows_of(labels, samples), ElementsAre(7, 9));
}

}  // namespace
}  // namespace ebsnn
