#include "core/elementary.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace ebsnn {
namespace {

using logarithm::kLn2High;
using logarithm::kLn2Low;
constexpr double kInverseLn2 = 0x1.71547652b82fep+0;

// pi / 2 in two parts. The first has 33 significant bits, so k * kHalfPiHigh is exact for |k| <
// 2^20.
constexpr double kHalfPiHigh = 0x1.921fb54400000p+0;
constexpr double kHalfPiLow = 0x1.0b4611a626331p-34;
constexpr double kInverseHalfPi = 0x1.45f306dc9c883p-1;

/// The nearest whole number, for |x| < 2^62. Unlike std::floor, this is not a function call on
/// processors without a rounding instruction.
std::int64_t nearest(double x) { return static_cast<std::int64_t>(x < 0.0 ? x - 0.5 : x + 0.5); }

/// Sine for |r| <= pi / 4: Taylor series up to r^17.
double sin_near_zero(double r) {
  const double r2 = r * r;
  double series = 0.0;
  for (int n = 17; n >= 3; n -= 2) {
    series = (1.0 + series) * r2 * (-1.0 / (n * (n - 1.0)));
  }
  return r + r * series;
}

/// Cosine for |r| <= pi / 4: Taylor series up to r^18.
double cos_near_zero(double r) {
  const double r2 = r * r;
  double series = 0.0;
  for (int n = 18; n >= 4; n -= 2) {
    series = (1.0 + series) * r2 * (-1.0 / (n * (n - 1.0)));
  }
  return 1.0 - 0.5 * r2 * (1.0 + series);
}

/// Sine of x + quarter_turns * pi / 2.
double sin_of_turned(double x, std::int64_t quarter_turns) {
  const std::int64_t turns = nearest(x * kInverseHalfPi);
  const auto k = static_cast<double>(turns);
  const double r = (x - k * kHalfPiHigh) - k * kHalfPiLow;
  const std::int64_t quadrant = (turns + quarter_turns) & 3;
  const double magnitude = (quadrant & 1) != 0 ? cos_near_zero(r) : sin_near_zero(r);
  return (quadrant & 2) != 0 ? -magnitude : magnitude;
}

}  // namespace

double portable_log(double x) {
  // x = 2^k m with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh(s), s = (m - 1)/(m + 1), |s| < 0.172.
  int exponent = 0;
  double m = std::frexp(x, &exponent);
  if (m < logarithm::kSqrtHalf) {
    m *= 2.0;
    --exponent;
  }
  const double f = m - 1.0;
  const double s = f / (m + 1.0);
  const double s2 = s * s;
  double series = 0.0;
  for (int n = logarithm::kLastTerm; n >= 3; n -= 2) {
    series = (series + 1.0 / n) * s2;
  }
  // ln m = 2s + 2s series = f - s f + 2 s series: f is exact, so it carries no rounding error of s.
  const double k = exponent;
  return k * kLn2High + (f + (s * (2.0 * series - f) + k * kLn2Low));
}

double portable_exp(double x) {
  // x = k ln 2 + r with |r| <= ln(2) / 2: e^x = 2^k (1 + r + r^2 q(r)). The Taylor series q, up to
  // r^13 / 13!, is summed in pairs (Estrin), which takes half the time of one chain.
  const std::int64_t power = nearest(x * kInverseLn2);
  const auto k = static_cast<double>(power);
  const double r = (x - k * kLn2High) - k * kLn2Low;
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double q01 = 1.0 / 2 + r * (1.0 / 6);
  const double q23 = 1.0 / 24 + r * (1.0 / 120);
  const double q45 = 1.0 / 720 + r * (1.0 / 5040);
  const double q67 = 1.0 / 40320 + r * (1.0 / 362880);
  const double q89 = 1.0 / 3628800 + r * (1.0 / 39916800);
  const double q1011 = 1.0 / 479001600 + r * (1.0 / 6227020800.0);
  const double q = (q01 + r2 * q23) + r4 * ((q45 + r2 * q67) + r4 * (q89 + r2 * q1011));
  const auto exponent = static_cast<std::uint64_t>(power + 1023);
  return (1.0 + (r + r2 * q)) * std::bit_cast<double>(exponent << 52U);
}

double portable_sin(double x) { return sin_of_turned(x, 0); }

double portable_cos(double x) { return sin_of_turned(x, 1); }

double portable_atan2(double y, double x) {
  const double far = std::max(std::abs(x), std::abs(y));
  const double near = std::min(std::abs(x), std::abs(y));
  if (far == 0.0) return 0.0;
  // Angle below 45 degrees: an approximation with an error e below 0.004 (Rajan et al. 2006, doi
  // 10.1109/MSP.2006.1628884), then two steps of e -> e^3 / 3.
  const double tangent = near / far;
  double angle = tangent * (std::numbers::pi / 4.0 + 0.273 * (1.0 - tangent));
  for (int step = 0; step < 2; ++step) {
    const double sine = portable_sin(angle);
    const double cosine = portable_cos(angle);
    angle += (tangent * cosine - sine) / (cosine + tangent * sine);
  }
  if (std::abs(y) > std::abs(x)) angle = std::numbers::pi / 2.0 - angle;
  if (x < 0.0) angle = std::numbers::pi - angle;
  return std::copysign(angle, y);
}

}  // namespace ebsnn
