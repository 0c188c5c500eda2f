#include "statistics/sign_flip.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ebsnn {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;
using List = std::vector<double>;

List negated(List values) {
  for (double& value : values) value = -value;
  return values;
}

TEST(SignFlip, CountsPatternsAtLeastAsExtreme) {
  // |sums| of +-1 +-2 +-3: 6 0 2 4, twice each. The observed sum is 4: two patterns of four reach it.
  EXPECT_DOUBLE_EQ(sign_flip_p(List{-1, 2, 3}), 0.5);
  EXPECT_DOUBLE_EQ(sign_flip_p(List{1, 2, 3}), 0.25);
  EXPECT_DOUBLE_EQ(sign_flip_p(List{1, 2, -3}), 1.0);
}

TEST(SignFlip, OfTenSeedsWithOneSignIsTheSmallestP) {
  const List differences{0.3, 1.2, 0.7, 0.1, 2.2, 0.9, 0.4, 0.5, 1.1, 0.6};
  EXPECT_DOUBLE_EQ(sign_flip_p(differences), 2.0 / 1024.0);
}

TEST(SignFlip, KeepsPWhenNetworksAreSwapped) {
  const List differences{0.31, -1.27, 0.7, 0.1, -2.2, 0.93, 0.44};
  EXPECT_EQ(sign_flip_p(differences), sign_flip_p(negated(differences)));
}

TEST(SignFlip, DoesNotDependOnOrderOrUnit) {
  List differences{0.31, -1.27, 0.7, 0.1, -2.2, 0.93, 0.44};
  const double p = sign_flip_p(differences);
  std::ranges::sort(differences);
  EXPECT_EQ(sign_flip_p(differences), p);
  for (double& difference : differences) difference *= 1e-12;
  EXPECT_EQ(sign_flip_p(differences), p);
}

TEST(SignFlip, RoundingDoesNotDecideAboutTies) {
  // With plus 0.4 first, the sums are 2, 0.6, 0.8, -0.6, 1.4, 0, 0.2, -1.2 in exact arithmetic. Six
  // of eight reach the observed -0.6; in floating point, one of them misses it.
  EXPECT_DOUBLE_EQ(sign_flip_p(List{0.4, 0.3, -0.6, -0.7}), 6.0 / 8.0);
  // Only the observed pattern, all plus, and their negatives reach 0.8.
  EXPECT_DOUBLE_EQ(sign_flip_p(List{-0.1, 0.2, 0.3, 0.4}), 4.0 / 16.0);
}

TEST(SignFlip, OfOneSeedOrNoDifferenceIsOne) {
  EXPECT_EQ(sign_flip_p(List{3.5}), 1.0);
  EXPECT_EQ(sign_flip_p(List{0, 0, 0}), 1.0);
}

TEST(SignFlip, TakesTwentySeedsAtMost) {
  EXPECT_DOUBLE_EQ(sign_flip_p(List(20, 1.0)), std::ldexp(1.0, -19));
  EXPECT_THAT([] { (void)sign_flip_p(List(21, 1.0)); },
              ThrowsMessage<InputError>(HasSubstr("21 differences, must be 1..20")));
  EXPECT_THAT([] { (void)sign_flip_p({}); },
              ThrowsMessage<InputError>(HasSubstr("0 differences, must be 1..20")));
  EXPECT_THAT(
      [] {
        (void)sign_flip_p(List{1, NAN});
      },
      ThrowsMessage<InputError>(HasSubstr("is nan, must be finite")));
}

}  // namespace
}  // namespace ebsnn
