#include "statistics/comparison.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace ebsnn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;
using List = std::vector<double>;

TEST(Comparison, IsPairedBySeed) {
  const Comparison comparison = compare_networks(List{70, 80, 90}, List{69, 78, 87});
  EXPECT_THAT(comparison.differences_points, ElementsAre(1, 2, 3));
  EXPECT_DOUBLE_EQ(comparison.mean_difference_points, 2.0);
  EXPECT_DOUBLE_EQ(comparison.p, 0.25);
  ASSERT_TRUE(comparison.equivalence.has_value());
  EXPECT_EQ(comparison.equivalence->p, equivalence_test(List{1, 2, 3}).p);
}

TEST(Comparison, SwappedKeepsPAndReversesSigns) {
  const List a{71.3, 80.2, 88.8, 67.6};
  const List b{71.1, 81.9, 84.2, 66.0};
  const Comparison comparison = compare_networks(a, b, 2.5);
  const Comparison swapped = compare_networks(b, a, 2.5);
  EXPECT_EQ(comparison.p, swapped.p);
  EXPECT_EQ(comparison.equivalence->p, swapped.equivalence->p);
  EXPECT_EQ(comparison.mean_difference_points, -swapped.mean_difference_points);
  EXPECT_EQ(comparison.equivalence->p, equivalence_test(comparison.differences_points, 2.5).p);
}

TEST(Comparison, OfOneSeedHasNoTestOfEquivalence) {
  const Comparison comparison = compare_networks(List{70}, List{69});
  EXPECT_EQ(comparison.p, 1.0);
  EXPECT_FALSE(comparison.equivalence.has_value());
}

TEST(Comparison, RefusesSeedsThatDoNotMatch) {
  EXPECT_THAT(
      [] {
        (void)compare_networks(List{70, 80}, List{69});
      },
      ThrowsMessage<InputError>(HasSubstr("2 seeds of one network and 1 of the other")));
  EXPECT_THROW((void)compare_networks({}, {}), InputError);
  EXPECT_THAT([] { (void)compare_networks(List{70}, List{170}); },
              ThrowsMessage<InputError>(HasSubstr("AUCs of the second network: number 1 is 170")));
  EXPECT_THROW((void)compare_networks(List{70, 71}, List{70, 71}, -1.0), InputError);
}

}  // namespace
}  // namespace ebsnn
