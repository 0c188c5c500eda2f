#include "statistics/tuning_curve.hpp"

#include "core/elementary.hpp"
#include "core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

namespace ebsnn {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kHalfTurn_deg = 180.0;

/// Sum of r exp(2 i theta), and of r.
struct VectorSum {
  double real = 0.0, imaginary = 0.0, total = 0.0;
};

VectorSum vector_sum(std::span<const double> responses) {
  VectorSum sum;
  for (std::size_t k = 0; k < responses.size(); ++k) {
    const double angle =
        2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(responses.size());
    sum.real += responses[k] * portable_cos(angle);
    sum.imaginary += responses[k] * portable_sin(angle);
    sum.total += responses[k];
  }
  return sum;
}

/// Steps from the peak, in one direction, to where the curve crosses `level`; at most `most`.
double steps_above(std::span<const double> responses, std::size_t peak, std::size_t stride,
                   double level, double most) {
  const std::size_t n = responses.size();
  double before = responses[peak];
  for (std::size_t step = 1; step < n; ++step) {
    const double now = responses[(peak + step * stride) % n];
    if (now < level) {
      return std::min(most, static_cast<double>(step) - (level - now) / (before - now));
    }
    before = now;
  }
  return most;
}

}  // namespace

double orientation_selectivity(std::span<const double> responses) {
  const VectorSum sum = vector_sum(responses);
  if (sum.total <= 0.0) return kNone;
  const double length = std::sqrt(sum.real * sum.real + sum.imaginary * sum.imaginary);
  return std::min(1.0, length / sum.total);
}

double preferred_orientation_deg(std::span<const double> responses) {
  const VectorSum sum = vector_sum(responses);
  if (sum.total <= 0.0) return kNone;
  const double angle_deg =
      portable_atan2(sum.imaginary, sum.real) * kHalfTurn_deg / std::numbers::pi / 2.0;
  return angle_deg < 0.0 ? angle_deg + kHalfTurn_deg : angle_deg;
}

double half_width_deg(std::span<const double> responses) {
  const auto peak = std::ranges::max_element(responses);
  if (peak == responses.end() || *peak <= 0.0) return kNone;
  const auto place = static_cast<std::size_t>(peak - responses.begin());
  const double level = *peak / std::numbers::sqrt2;
  const auto n = static_cast<double>(responses.size());
  const double up = steps_above(responses, place, 1, level, n / 2.0);
  const double down = steps_above(responses, place, responses.size() - 1, level, n / 2.0);
  return (up + down) / 2.0 * kHalfTurn_deg / n;
}

double direction_selectivity(std::span<const double> responses) {
  const std::size_t n = responses.size();
  if (n % 2 != 0) {
    throw InputError(fmt::format("direction selectivity: {} directions, must be even", n));
  }
  const auto peak = std::ranges::max_element(responses);
  if (peak == responses.end() || *peak <= 0.0) return kNone;
  const auto place = static_cast<std::size_t>(peak - responses.begin());
  const double opposite = responses[(place + n / 2) % n];
  return (*peak - opposite) / (*peak + opposite);
}

}  // namespace ebsnn
