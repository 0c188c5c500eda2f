#include "statistics/tuning_curve.hpp"

#include "core/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace ebsnn {
namespace {

using List = std::vector<double>;
constexpr std::size_t kOrientations = 45;

/// 1 + cos 2 (theta - preferred), so OSI is 1/2.
List cosine_curve(double preferred_deg) {
  List responses;
  for (std::size_t k = 0; k < kOrientations; ++k) {
    const double theta_deg = 180.0 * static_cast<double>(k) / kOrientations;
    const double angle = 2.0 * (theta_deg - preferred_deg) * std::numbers::pi / 180.0;
    responses.push_back(1.0 + std::cos(angle));
  }
  return responses;
}

TEST(OrientationSelectivity, IsZeroForEqualResponsesAndOneForASingleOne) {
  EXPECT_NEAR(orientation_selectivity(List(kOrientations, 7.0)), 0.0, 1e-14);
  List single(kOrientations);
  single[13] = 3.0;
  EXPECT_NEAR(orientation_selectivity(single), 1.0, 1e-14);
  EXPECT_NEAR(preferred_orientation_deg(single), 13 * 4.0, 1e-12);
  EXPECT_TRUE(std::isnan(orientation_selectivity(List(kOrientations))));
  EXPECT_TRUE(std::isnan(preferred_orientation_deg(List(kOrientations))));
}

TEST(OrientationSelectivity, IsThatOfTheEquation) {
  for (const double preferred_deg : {0.5, 52.0, 91.0, 179.0}) {
    EXPECT_NEAR(orientation_selectivity(cosine_curve(preferred_deg)), 0.5, 1e-14);
    EXPECT_NEAR(preferred_orientation_deg(cosine_curve(preferred_deg)), preferred_deg, 1e-12);
  }
}

/// 1 + cos 2 t = 2 / sqrt 2 at t = acos(sqrt 2 - 1) / 2 = 32.76 degrees; lines between points that
/// are 4 degrees apart differ by less than 0.1.
TEST(HalfWidth, IsThatOfTheCurve) {
  const double exact_deg = std::acos(std::numbers::sqrt2 - 1.0) / 2.0 * 180.0 / std::numbers::pi;
  EXPECT_NEAR(half_width_deg(cosine_curve(0.0)), exact_deg, 0.1);
  EXPECT_NEAR(half_width_deg(cosine_curve(176.0)), exact_deg, 0.1) << "over the end";
}

TEST(HalfWidth, OfASinglePointAndOfAFlatCurve) {
  // From 1 to 0 in 45 degrees: below 1 / sqrt 2 after (1 - 1 / sqrt 2) of them.
  EXPECT_NEAR(half_width_deg(List{0, 1, 0, 0}), 45.0 * (1.0 - std::numbers::sqrt2 / 2.0), 1e-12);
  EXPECT_EQ(half_width_deg(List(kOrientations, 2.0)), 90.0);
  EXPECT_TRUE(std::isnan(half_width_deg(List(kOrientations))));
}

TEST(DirectionSelectivity, ComparesOppositeDirections) {
  EXPECT_DOUBLE_EQ(direction_selectivity(List{1, 8, 5, 2}), 0.6);
  EXPECT_DOUBLE_EQ(direction_selectivity(List{1, 2, 5, 8}), 0.6);
  EXPECT_EQ(direction_selectivity(List{4, 4, 4, 4}), 0.0);
  EXPECT_EQ(direction_selectivity(List{0, 4, 0, 0}), 1.0);
  EXPECT_TRUE(std::isnan(direction_selectivity(List{0, 0})));
  EXPECT_THROW((void)direction_selectivity(List{1, 2, 3}), InputError);
}

}  // namespace
}  // namespace ebsnn
