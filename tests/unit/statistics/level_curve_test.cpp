#include "statistics/level_curve.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ebsnn {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;
using List = std::vector<double>;

TEST(AreaUnderCurve, IsTheMeanOfTrapezoids) {
  // (90 + 70) / 2 * 1 + (70 + 10) / 2 * 3 over 4.
  EXPECT_DOUBLE_EQ(area_under_curve(List{0, 1, 4}, List{90, 70, 10}), (80.0 + 120.0) / 4.0);
}

TEST(AreaUnderCurve, OfAConstantIsTheConstant) {
  EXPECT_DOUBLE_EQ(area_under_curve(List{0, 0.3, 0.4, 2.5}, List{64, 64, 64, 64}), 64.0);
}

TEST(AreaUnderCurve, DoesNotDependOnTheUnitOfLevels) {
  const List accuracy{97.5, 80, 81, 12};
  EXPECT_DOUBLE_EQ(area_under_curve(List{0, 1, 2, 5}, accuracy),
                   area_under_curve(List{100, 1100, 2100, 5100}, accuracy));
}

TEST(AreaUnderCurve, TakesLevelsThatFallFromMildToSevere) {
  EXPECT_DOUBLE_EQ(area_under_curve(List{20, 10, 5}, List{90, 70, 10}),
                   area_under_curve(List{-20, -10, -5}, List{90, 70, 10}));
}

TEST(AreaUnderCurve, RefusesWhatIsNoCurve) {
  EXPECT_THAT(
      [] {
        (void)area_under_curve(List{0, 1}, List{50});
      },
      ThrowsMessage<InputError>(HasSubstr("2 levels and 1 accuracies")));
  EXPECT_THAT([] { (void)area_under_curve(List{0}, List{50}); },
              ThrowsMessage<InputError>(HasSubstr("1 levels, must be at least 2")));
  EXPECT_THAT(
      [] {
        (void)area_under_curve(List{0, 1, 1}, List{50, 50, 50});
      },
      ThrowsMessage<InputError>(HasSubstr("1 after 1, must run strictly")));
  EXPECT_THAT(
      [] {
        (void)area_under_curve(List{3, 2, 4}, List{50, 50, 50});
      },
      ThrowsMessage<InputError>(HasSubstr("4 after 2")));
  EXPECT_THAT(
      [] {
        (void)area_under_curve(List{0, NAN}, List{50, 50});
      },
      ThrowsMessage<InputError>(HasSubstr("number 2 is nan, must be finite")));
  EXPECT_THAT(
      [] {
        (void)area_under_curve(List{0, 1}, List{50, 100.5});
      },
      ThrowsMessage<InputError>(HasSubstr("number 2 is 100.5, must be 0..100")));
  EXPECT_THAT(
      [] {
        (void)area_under_curve(List{0, 1}, List{NAN, 50});
      },
      ThrowsMessage<InputError>(HasSubstr("number 1 is nan, must be 0..100")));
}

TEST(Retention, IsTheShareOfTheCleanAccuracy) {
  const Ratio ratio = retention(45, 90);
  EXPECT_DOUBLE_EQ(ratio.value, 0.5);
  EXPECT_EQ(ratio.reason, "");
}

TEST(Retention, OfNoCleanAccuracyIsUndefinedAndSaysWhy) {
  const Ratio ratio = retention(10, 0);
  EXPECT_TRUE(std::isnan(ratio.value));
  EXPECT_EQ(ratio.reason, "the clean accuracy (percent) is 0, must be above 0");
}

TEST(Retention, RefusesWhatIsNoAccuracy) {
  EXPECT_THROW((void)retention(101, 90), InputError);
  EXPECT_THROW((void)retention(50, -1), InputError);
}

TEST(UpperHalf, BeginsWithTheMiddleLevelOrTheUpperOfTwo) {
  const auto expect = [](std::size_t levels, std::size_t first, std::size_t count) {
    EXPECT_EQ(upper_half(levels).first, first) << levels;
    EXPECT_EQ(upper_half(levels).count, count) << levels;
  };
  expect(11, 5, 6);
  expect(5, 2, 3);
  expect(3, 1, 2);
  expect(1, 0, 1);
  expect(10, 5, 5);
  expect(6, 3, 3);
  expect(2, 1, 1);
  EXPECT_THROW((void)upper_half(0), InputError);
}

}  // namespace
}  // namespace ebsnn
