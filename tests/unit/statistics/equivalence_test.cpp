#include "statistics/equivalence.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace ebsnn {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;
using List = std::vector<double>;

TEST(Equivalence, OfTwoSeedsIsTheArcTangent) {
  // With one degree of freedom, P(T >= t) = 1/2 - atan(t) / pi. Mean 0.5, standard error 0.1.
  const EquivalenceTest test = equivalence_test(List{0.4, 0.6});
  EXPECT_NEAR(test.mean, 0.5, 1e-15);
  EXPECT_NEAR(test.standard_error, 0.1, 1e-15);
  EXPECT_NEAR(test.p_above, 0.5 - std::atan(15.0) / std::numbers::pi, 1e-14);
  EXPECT_NEAR(test.p_below, 0.5 - std::atan(5.0) / std::numbers::pi, 1e-14);
  EXPECT_EQ(test.p, test.p_below);
}

TEST(Equivalence, OfThreeSeedsIsAlgebraic) {
  // With two degrees of freedom, P(T >= t) = 1/2 - t / (2 sqrt(2 + t^2)). Mean 0, error 1/sqrt(3).
  const EquivalenceTest test = equivalence_test(List{-1, 0, 1}, 2.0);
  const double t = 2.0 * std::sqrt(3.0);
  EXPECT_NEAR(test.p, 0.5 - t / (2.0 * std::sqrt(2.0 + t * t)), 1e-14);
}

TEST(Equivalence, KeepsPWhenNetworksAreSwapped) {
  const EquivalenceTest test = equivalence_test(List{0.3, -0.1, 0.7, 0.2});
  const EquivalenceTest swapped = equivalence_test(List{-0.3, 0.1, -0.7, -0.2});
  EXPECT_EQ(test.p, swapped.p);
  EXPECT_EQ(test.mean, -swapped.mean);
  EXPECT_EQ(test.p_above, swapped.p_below);
  EXPECT_EQ(test.p_below, swapped.p_above);
}

TEST(Equivalence, IsAboveOneHalfOutsideTheMargin) {
  EXPECT_GT(equivalence_test(List{1.2, 1.4, 1.3}).p, 0.5);
  EXPECT_LT(equivalence_test(List{1.2, 1.4, 1.3}, 5.0).p, 0.05);
}

TEST(Equivalence, OfEqualDifferencesIsCertain) {
  EXPECT_EQ(equivalence_test(List{0.1, 0.1, 0.1}).p, 0.0);
  EXPECT_EQ(equivalence_test(List{0.1, 0.1, 0.1}).standard_error, 0.0);
  EXPECT_EQ(equivalence_test(List{1, 1, 1}).p, 1.0);
  EXPECT_EQ(equivalence_test(List{-7, -7, -7}).p, 1.0);
}

TEST(Equivalence, RefusesWhatCannotBeTested) {
  EXPECT_THAT([] { (void)equivalence_test(List{0.1}); },
              ThrowsMessage<InputError>(HasSubstr("1 differences, must be at least 2")));
  EXPECT_THAT(
      [] {
        (void)equivalence_test(List{0.1, 0.2}, 0.0);
      },
      ThrowsMessage<InputError>(HasSubstr("margin is 0 points, must be above 0")));
  EXPECT_THROW((void)equivalence_test(List{0.1, NAN}), InputError);
}

}  // namespace
}  // namespace ebsnn
