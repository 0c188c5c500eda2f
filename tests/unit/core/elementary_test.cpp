#include "core/elementary.hpp"

#include "core/random.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace ebsnn {
namespace {

/// Number of doubles from a to b; both finite.
std::int64_t distance_in_ulp(double a, double b) {
  const auto ordered = [](double x) {
    const auto bits = std::bit_cast<std::int64_t>(x);
    return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
  };
  return std::abs(ordered(a) - ordered(b));
}

void expect_log_within_2_ulp(double x) {
  const double mine = portable_log(x);
  const double library = std::log(x);
  ASSERT_LE(distance_in_ulp(mine, library), 2) << "x = " << x << ", " << mine << " for " << library;
}

TEST(PortableLog, IsExactAtOne) { EXPECT_EQ(portable_log(1.0), 0.0); }

TEST(PortableLog, AgreesAtAllPowersOfTwo) {
  for (int exponent = -1022; exponent <= 1023; ++exponent) {
    expect_log_within_2_ulp(std::ldexp(1.0, exponent));
    expect_log_within_2_ulp(
        std::nextafter(std::ldexp(1.0, exponent), std::numeric_limits<double>::max()));
  }
  expect_log_within_2_ulp(std::numeric_limits<double>::max());
  expect_log_within_2_ulp(std::numeric_limits<double>::min());
}

TEST(PortableLog, AgreesNextToOne) {
  double above = 1.0;
  double below = 1.0;
  for (int i = 0; i < 1000; ++i) {
    above = std::nextafter(above, 2.0);
    below = std::nextafter(below, 0.0);
    expect_log_within_2_ulp(above);
    expect_log_within_2_ulp(below);
  }
  for (int i = -50; i <= 50; ++i) {
    expect_log_within_2_ulp(1.0 + i * 0.007);
  }
}

// Where the reduction changes its exponent.
TEST(PortableLog, AgreesNextToTheRootOfOneHalf) {
  double above = std::sqrt(0.5);
  double below = above;
  for (int i = 0; i < 100; ++i) {
    expect_log_within_2_ulp(above);
    expect_log_within_2_ulp(below);
    above = std::nextafter(above, 1.0);
    below = std::nextafter(below, 0.0);
  }
}

TEST(PortableLog, AgreesOnRandomValues) {
  RandomSequence random(1, Stream::initial_weights, 0, 0);
  for (int i = 0; i < 200000; ++i) {
    expect_log_within_2_ulp(random.uniform() + 0x1p-60);
    expect_log_within_2_ulp(random.uniform(0.5, 2.0));
    const int exponent = static_cast<int>(random.below(2044)) - 1021;
    expect_log_within_2_ulp(std::ldexp(random.uniform(1.0, 2.0), exponent));
  }
}

void expect_exp_within_2_ulp(double x) {
  ASSERT_LE(distance_in_ulp(portable_exp(x), std::exp(x)), 2) << "x = " << x;
}

TEST(PortableExp, IsExactAtZero) { EXPECT_EQ(portable_exp(0.0), 1.0); }

TEST(PortableExp, AgreesOnItsRange) {
  for (const double x : {-700.0, 700.0, -1e-300, 1e-300, -0x1p-60, 0x1p-60, 1.0, -1.0}) {
    expect_exp_within_2_ulp(x);
  }
  // Where the reduction changes its exponent: odd multiples of ln(2) / 2.
  for (int k = -999; k <= 999; k += 2) {
    const double boundary = k * 0.5 * std::log(2.0);
    expect_exp_within_2_ulp(std::nextafter(boundary, -1e3));
    expect_exp_within_2_ulp(std::nextafter(boundary, 1e3));
  }
  RandomSequence random(1, Stream::initial_weights, 1, 0);
  for (int i = 0; i < 200000; ++i) {
    expect_exp_within_2_ulp(random.uniform(-1.0, 1.0));
    expect_exp_within_2_ulp(random.uniform(-700.0, 700.0));
  }
}

TEST(PortableExp, InvertsTheLogarithm) {
  for (double x = 0.001; x < 100.0; x *= 1.01) {
    EXPECT_NEAR(portable_exp(portable_log(x)) / x, 1.0, 4e-15);
  }
}

void expect_sine_and_cosine_agree(double x) {
  ASSERT_NEAR(portable_sin(x), std::sin(x), 0x1p-52) << "x = " << x;
  ASSERT_NEAR(portable_cos(x), std::cos(x), 0x1p-52) << "x = " << x;
}

TEST(PortableSine, IsExactAtZero) {
  EXPECT_EQ(portable_sin(0.0), 0.0);
  EXPECT_EQ(portable_cos(0.0), 1.0);
}

TEST(PortableSine, AgreesOnItsRange) {
  // Multiples of pi / 4: zeros, extremes, and where the reduction changes its quadrant.
  for (int k = -4000; k <= 4000; ++k) {
    const double x = k * std::atan(1.0);
    expect_sine_and_cosine_agree(x);
    expect_sine_and_cosine_agree(std::nextafter(x, 1e6));
    expect_sine_and_cosine_agree(std::nextafter(x, -1e6));
  }
  RandomSequence random(1, Stream::initial_weights, 2, 0);
  for (int i = 0; i < 200000; ++i) {
    expect_sine_and_cosine_agree(random.uniform(-7.0, 7.0));
    expect_sine_and_cosine_agree(random.uniform(-1e5, 1e5));
  }
}

TEST(PortableArcTangent, AgreesInAllQuadrants) {
  EXPECT_EQ(portable_atan2(0.0, 0.0), 0.0);
  EXPECT_EQ(portable_atan2(0.0, 2.0), 0.0);
  RandomSequence random(1, Stream::initial_weights, 3, 0);
  for (int i = 0; i < 20000; ++i) {
    const double x = random.uniform(-1.0, 1.0);
    const double y = random.uniform(-1.0, 1.0) * (i % 2 == 0 ? 1.0 : 1e-6);
    ASSERT_NEAR(portable_atan2(y, x), std::atan2(y, x), 1e-15) << y << " " << x;
    ASSERT_NEAR(portable_atan2(x, y), std::atan2(x, y), 1e-15) << x << " " << y;
  }
}

}  // namespace
}  // namespace ebsnn
