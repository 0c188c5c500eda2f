#include "statistics/reconstruction.hpp"

#include "core/error.hpp"
#include "statistics/correlation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace ebsnn {
namespace {

using Counts = std::vector<std::uint16_t>;
using List = std::vector<double>;

TEST(Reconstruction, IsTheSumOfWeightedRows) {
  EXPECT_EQ(reconstruction(Counts{2, 0, 1}, List{1, 2, 100, 100, 10, 20}), (List{12, 24}));
  EXPECT_THROW((void)reconstruction(Counts{1, 2}, List{1, 2, 3}), InputError);
  EXPECT_THROW((void)reconstruction(Counts{}, List{1}), InputError);
}

/// Against the difference of both in units of their SD.
TEST(ReconstructionError, IsTheDifferenceOfStandardisedValues) {
  const List x{1, 4, 2, 8, 0};
  const List y{2, 3, 3, 9, 1};
  const auto standardised = [](const List& values) {
    double mean = 0.0;
    double squares = 0.0;
    for (const double v : values) mean += v / 5.0;
    for (const double v : values) squares += (v - mean) * (v - mean) / 5.0;
    List result;
    for (const double v : values) result.push_back((v - mean) / std::sqrt(squares));
    return result;
  };
  const List a = standardised(x);
  const List b = standardised(y);
  double squares = 0.0;
  for (std::size_t i = 0; i < 5; ++i) squares += (a[i] - b[i]) * (a[i] - b[i]) / 5.0;
  EXPECT_NEAR(reconstruction_error(pearson(x, y)), std::sqrt(squares), 1e-14);
  EXPECT_EQ(reconstruction_error(1.0), 0.0);
  EXPECT_EQ(reconstruction_error(-1.0), 2.0);
  EXPECT_TRUE(std::isnan(reconstruction_error(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
}  // namespace ebsnn
