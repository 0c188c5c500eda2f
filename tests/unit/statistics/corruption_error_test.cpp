#include "statistics/corruption_error.hpp"

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

constexpr double kAny = 77.0;

TEST(CorruptionError, IsTheRatioOfSummedErrors) {
  // (10 + 50) / (20 + 60)
  EXPECT_DOUBLE_EQ(corruption_error(List{90, 50}, List{80, 40}).value, 0.75);
}

TEST(CorruptionError, OfTheReferenceIsOne) {
  const List reference{91.3, 70.01, 33.3};
  EXPECT_EQ(corruption_error(reference, reference).value, 1.0);
  const Ratio relative = relative_corruption_error({95.5, reference}, {95.5, reference});
  EXPECT_EQ(relative.value, 1.0);
}

TEST(CorruptionError, OfAReferenceWithoutErrorsIsUndefinedAndSaysWhy) {
  const Ratio error = corruption_error(List{90, 50}, List{100, 100});
  EXPECT_TRUE(std::isnan(error.value));
  EXPECT_EQ(error.reason, "the reference's summed error (percent) is 0, must be above 0");
}

TEST(CorruptionError, RefusesListsThatDoNotMatch) {
  EXPECT_THAT(
      [] {
        (void)corruption_error(List{90}, List{90, 80});
      },
      ThrowsMessage<InputError>(HasSubstr("1 levels of the network and 2 of the ref")));
  EXPECT_THROW((void)corruption_error(List{}, List{}), InputError);
  EXPECT_THAT([] { (void)corruption_error(List{90}, List{190}); },
              ThrowsMessage<InputError>(HasSubstr("accuracies of the reference: number 1 is 190")));
}

TEST(RelativeCorruptionError, IsTheRatioOfLossesAgainstClean) {
  // Network 95 -> 90, 50: 5 + 45. Reference 85 -> 80, 50: 5 + 35.
  const List network{90, 50};
  const List reference{80, 50};
  EXPECT_DOUBLE_EQ(relative_corruption_error({95, network}, {85, reference}).value, 50.0 / 40.0);
}

TEST(RelativeCorruptionError, OfAReferenceThatLosesNothingIsUndefinedAndSaysWhy) {
  const List network{90, 50};
  const List better{86, 84};
  const List best{86, 86};
  const Ratio none = relative_corruption_error({95, network}, {85, better});
  EXPECT_TRUE(std::isnan(none.value));
  EXPECT_THAT(none.reason, HasSubstr("is 0, must be above 0"));
  const Ratio gain = relative_corruption_error({95, network}, {85, best});
  EXPECT_TRUE(std::isnan(gain.value));
  EXPECT_THAT(gain.reason, HasSubstr("is -2, must be above 0"));
  EXPECT_THROW((void)relative_corruption_error({kAny, network}, {185, best}), InputError);
}

TEST(MeanCorruptionError, IsTheMeanOverCorruptions) {
  const std::vector<NamedRatio> errors{{"drop_event", {0.5, ""}}, {"time_jitter", {1.5, ""}}};
  const Ratio mean = mean_corruption_error(errors);
  EXPECT_DOUBLE_EQ(mean.value, 1.0);
  EXPECT_EQ(mean.reason, "");
}

TEST(MeanCorruptionError, IsUndefinedIfOneIsAndNamesIt) {
  const std::vector<NamedRatio> errors{{"drop_event", {0.5, ""}}, {"time_jitter", {NAN, "why"}}};
  const Ratio mean = mean_corruption_error(errors);
  EXPECT_TRUE(std::isnan(mean.value));
  EXPECT_EQ(mean.reason, "time_jitter: why");
  EXPECT_THROW((void)mean_corruption_error({}), InputError);
}

}  // namespace
}  // namespace ebsnn
