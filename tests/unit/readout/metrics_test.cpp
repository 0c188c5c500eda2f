#include "readout/metrics.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(ConfusionMatrix, CountsTrueClassesInRows) {
  const std::vector<Label> truth{0, 0, 9, 9, 9, 4};
  const std::vector<Label> predicted{0, 7, 9, 9, 0, 4};
  const ConfusionMatrix matrix(10, truth, predicted);
  EXPECT_EQ(matrix.count(0, 7), 1U);
  EXPECT_EQ(matrix.count(7, 0), 0U);
  EXPECT_EQ(matrix.count(9, 9), 2U);
  EXPECT_EQ(matrix.counts()[9 * 10 + 0], 1U);
  EXPECT_EQ(matrix.counts().size(), 100U);
  EXPECT_EQ(matrix.total(), 6U);
  EXPECT_EQ(matrix.correct(), 4U);
}

TEST(ConfusionMatrix, GivesSharesOfAllSamples) {
  const std::vector<Label> truth{0, 0, 9, 9, 9, 4};
  const std::vector<Label> predicted{0, 7, 9, 9, 0, 4};
  const ConfusionMatrix matrix(10, truth, predicted);
  EXPECT_DOUBLE_EQ(matrix.accuracy_percent(), 100.0 * 4.0 / 6.0);
  EXPECT_DOUBLE_EQ(matrix.largest_class_percent(), 50.0);
}

TEST(ConfusionMatrix, AddsSampleBySample) {
  ConfusionMatrix matrix(6);
  matrix.add(3, 5);
  matrix.add(3, 3);
  const std::vector<Label> truth{3, 3};
  const std::vector<Label> predicted{3, 5};
  EXPECT_EQ(matrix, ConfusionMatrix(6, truth, predicted));
  EXPECT_EQ(matrix, ConfusionMatrix(6, matrix.counts()));
}

TEST(ConfusionMatrix, HasNoAccuracyWithoutSamples) {
  const ConfusionMatrix matrix(10);
  EXPECT_EQ(matrix.total(), 0U);
  EXPECT_TRUE(std::isnan(matrix.accuracy_percent()));
  EXPECT_TRUE(std::isnan(matrix.largest_class_percent()));
}

TEST(ConfusionMatrix, HasAsManyClassesAsTheDataHave) {
  const std::vector<Label> truth{0, 299, 299};
  const std::vector<Label> predicted{1, 299, 0};
  const ConfusionMatrix matrix(300, truth, predicted);
  EXPECT_EQ(matrix.classes(), 300U);
  EXPECT_EQ(matrix.counts().size(), 90'000U);
  EXPECT_EQ(matrix.counts()[299 * 300], 1U);
  EXPECT_EQ(matrix.count(299, 299), 1U);
  EXPECT_EQ(matrix.correct(), 1U);
}

TEST(ConfusionMatrix, RefusesWhatIsNoClass) {
  ConfusionMatrix matrix(10);
  EXPECT_THAT([&] { matrix.add(10, 0); },
              ThrowsMessage<InputError>(
                  HasSubstr("class 10 predicted as 0, must be below the number of classes, 10")));
  EXPECT_THAT([&] { matrix.add(0, 255); },
              ThrowsMessage<InputError>(HasSubstr("class 0 predicted as 255")));
  EXPECT_THAT([&] { (void)matrix.count(3, 10); }, ThrowsMessage<InputError>(HasSubstr("as 10")));
  const std::vector<Label> truth{1, 2};
  const std::vector<Label> predicted{1};
  EXPECT_THAT([&] { (void)ConfusionMatrix(10, truth, predicted); },
              ThrowsMessage<InputError>(HasSubstr("2 true classes and 1 predicted ones")));
}

TEST(ConfusionMatrix, RefusesSizesThatDoNotFit) {
  EXPECT_EQ(ConfusionMatrix(1024).classes(), 1024U);
  EXPECT_THAT([] { (void)ConfusionMatrix(1025); },
              ThrowsMessage<InputError>(HasSubstr("1025 classes, must be at most 1024")));
  const std::vector<std::uint64_t> counts(8, 1);
  EXPECT_THAT([&] { (void)ConfusionMatrix(3, counts); },
              ThrowsMessage<InputError>(HasSubstr("8 counts for 3 classes, must be 9")));
}

TEST(WilsonInterval, AgreesWithValuesWorkedOutByHand) {
  // From the formula with 40 decimal digits.
  const PercentInterval few = wilson_interval_percent(8, 10);
  EXPECT_NEAR(few.low, 49.016247153664, 1e-10);
  EXPECT_NEAR(few.high, 94.331784854563, 1e-10);
  const PercentInterval many = wilson_interval_percent(9712, 10000);
  EXPECT_NEAR(many.low, 96.773677589073, 1e-10);
  EXPECT_NEAR(many.high, 97.430134404475, 1e-10);
}

TEST(WilsonInterval, IsExactAtTheEnds) {
  const PercentInterval none = wilson_interval_percent(0, 10);
  EXPECT_EQ(none.low, 0.0);
  EXPECT_NEAR(none.high, 27.753279986289, 1e-10);
  const PercentInterval all = wilson_interval_percent(10, 10);
  EXPECT_NEAR(all.low, 72.246720013711, 1e-10);
  EXPECT_EQ(all.high, 100.0);
  for (std::uint64_t n = 1; n < 1000; ++n) {
    EXPECT_EQ(wilson_interval_percent(0, n).low, 0.0) << n;
    EXPECT_EQ(wilson_interval_percent(n, n).high, 100.0) << n;
  }
}

TEST(WilsonInterval, KnowsNothingWithoutSamples) {
  const PercentInterval unknown = wilson_interval_percent(0, 0);
  EXPECT_EQ(unknown.low, 0.0);
  EXPECT_EQ(unknown.high, 100.0);
}

TEST(WilsonInterval, RefusesMoreCorrectThanAll) {
  EXPECT_THAT([] { (void)wilson_interval_percent(11, 10); },
              ThrowsMessage<InputError>(HasSubstr("11 correct of 10")));
}

}  // namespace
}  // namespace ebsnn
