#include "statistics/gabor_residuals.hpp"

#include "core/elementary.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ebsnn {
namespace {

constexpr double kTwoPi = 2.0 * std::numbers::pi;
constexpr double kSmallestSigma_px = 0.5;
constexpr double kLargestFrequency_px = 0.5;
/// Free parameters beyond this are at their bound within 1e-13.
constexpr double kLargestFree = 30.0;

/// A parameter between bounds, and its derivative by the free parameter.
struct Bounded {
  double value, slope;
};

Bounded bounded(double free, double low, double high) {
  const double share = 1.0 / (1.0 + portable_exp(-std::clamp(free, -kLargestFree, kLargestFree)));
  return {low + (high - low) * share, (high - low) * share * (1.0 - share)};
}

double free_of(double value, double low, double high) {
  const double share = std::clamp((value - low) / (high - low), 1e-3, 1.0 - 1e-3);
  return portable_log(share / (1.0 - share));
}

/// Gabor at a point: its parts, from which value and derivatives follow.
struct AtPoint {
  double along_px, across_px;  // x', y'
  double envelope;
  double cos_wave, sin_wave;
};

}  // namespace

struct GaborResiduals::Model {
  double a, b;
  Bounded x0, y0, sigma_x, sigma_y, frequency;
  double cos_theta, sin_theta;

  [[nodiscard]] AtPoint at(const FieldPoint& point) const {
    const double dx = point.x_px - x0.value;
    const double dy = point.y_px - y0.value;
    AtPoint p{};
    p.along_px = dx * cos_theta + dy * sin_theta;
    p.across_px = dy * cos_theta - dx * sin_theta;
    const double u = p.along_px / sigma_x.value;
    const double v = p.across_px / sigma_y.value;
    p.envelope = gaussian(u * u + v * v);
    const double angle = kTwoPi * frequency.value * p.along_px;
    p.cos_wave = portable_cos(angle);
    p.sin_wave = portable_sin(angle);
    return p;
  }
};

std::vector<FieldPoint> field_points(std::size_t side) {
  const double centre = (static_cast<double>(side) - 1.0) / 2.0;
  std::vector<FieldPoint> points;
  for (std::size_t row = 0; row < side; ++row) {
    for (std::size_t column = 0; column < side; ++column) {
      points.push_back({static_cast<double>(column) - centre, static_cast<double>(row) - centre});
    }
  }
  return points;
}

double gaussian(double squares) {
  constexpr double kLargest = 700.0;  // of portable_exp
  return squares < 2.0 * kLargest ? portable_exp(-squares / 2.0) : 0.0;
}

GaborResiduals::GaborResiduals(std::span<const double> field, std::size_t side)
    : field_(field), points_(field_points(side)), side_(static_cast<double>(side)) {}

GaborResiduals::Model GaborResiduals::model_of(const FreeParameters& free) const {
  const double half = side_ / 2.0;
  return {free[kA],
          free[kB],
          bounded(free[kX0], -half, half),
          bounded(free[kY0], -half, half),
          bounded(free[kSigmaX], kSmallestSigma_px, side_),
          bounded(free[kSigmaY], kSmallestSigma_px, side_),
          bounded(free[kFrequency], 0.0, kLargestFrequency_px),
          portable_cos(std::remainder(free[kTheta], kTwoPi)),
          portable_sin(std::remainder(free[kTheta], kTwoPi))};
}

void GaborResiduals::residuals(const FreeParameters& free, std::span<double> values) const {
  const Model model = model_of(free);
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const AtPoint p = model.at(points_[i]);
    values[i] = p.envelope * (model.a * p.cos_wave + model.b * p.sin_wave) - field_[i];
  }
}

void GaborResiduals::derivatives(const FreeParameters& free, std::span<double> values) const {
  const Model model = model_of(free);
  const double sx2 = model.sigma_x.value * model.sigma_x.value;
  const double sy2 = model.sigma_y.value * model.sigma_y.value;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const AtPoint p = model.at(points_[i]);
    const double value = p.envelope * (model.a * p.cos_wave + model.b * p.sin_wave);
    const double turned = p.envelope * (model.b * p.cos_wave - model.a * p.sin_wave);
    // By x' and y'.
    const double by_along = kTwoPi * model.frequency.value * turned - value * p.along_px / sx2;
    const double by_across = -value * p.across_px / sy2;
    const std::span<double> row = values.subspan(i * kGaborParameters, kGaborParameters);
    row[kA] = p.envelope * p.cos_wave;
    row[kB] = p.envelope * p.sin_wave;
    row[kX0] = (-model.cos_theta * by_along + model.sin_theta * by_across) * model.x0.slope;
    row[kY0] = (-model.sin_theta * by_along - model.cos_theta * by_across) * model.y0.slope;
    row[kTheta] = p.across_px * by_along - p.along_px * by_across;
    row[kSigmaX] =
        value * p.along_px * p.along_px / (sx2 * model.sigma_x.value) * model.sigma_x.slope;
    row[kSigmaY] =
        value * p.across_px * p.across_px / (sy2 * model.sigma_y.value) * model.sigma_y.slope;
    row[kFrequency] = kTwoPi * p.along_px * turned * model.frequency.slope;
  }
}

FreeParameters GaborResiduals::start(double theta_rad, double cycles_a_field) const {
  double weight = 0.0;
  FieldPoint centre{0.0, 0.0};
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const double square = field_[i] * field_[i];
    weight += square;
    centre.x_px += square * points_[i].x_px;
    centre.y_px += square * points_[i].y_px;
  }
  const double half = side_ / 2.0;
  FreeParameters free{};
  free[kX0] = free_of(centre.x_px / weight, -half, half);
  free[kY0] = free_of(centre.y_px / weight, -half, half);
  free[kTheta] = theta_rad;
  free[kSigmaX] = free[kSigmaY] = free_of(side_ / 6.0, kSmallestSigma_px, side_);
  free[kFrequency] = free_of(cycles_a_field / side_, 0.0, kLargestFrequency_px);
  // Normal equations of a and b.
  const Model model = model_of(free);
  double cc = 0.0, ss = 0.0, cs = 0.0, cf = 0.0, sf = 0.0;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const AtPoint p = model.at(points_[i]);
    const double c = p.envelope * p.cos_wave;
    const double s = p.envelope * p.sin_wave;
    cc += c * c;
    ss += s * s;
    cs += c * s;
    cf += c * field_[i];
    sf += s * field_[i];
  }
  const double determinant = cc * ss - cs * cs;
  if (determinant > 0.0) {
    free[kA] = (cf * ss - sf * cs) / determinant;
    free[kB] = (sf * cc - cf * cs) / determinant;
  }
  return free;
}

Gabor GaborResiduals::gabor_of(const FreeParameters& free) const {
  const Model model = model_of(free);
  // a cos w + b sin w = A cos(w + phase); half a turn of theta changes the sign of x', so of phase.
  const double half_turns = std::floor(free[kTheta] / std::numbers::pi);
  const double theta_rad = free[kTheta] - half_turns * std::numbers::pi;
  const bool flipped = std::fmod(half_turns, 2.0) != 0.0;
  const double phase_rad = portable_atan2(flipped ? model.b : -model.b, model.a);
  return {std::sqrt(model.a * model.a + model.b * model.b),
          model.x0.value,
          model.y0.value,
          theta_rad,
          model.sigma_x.value,
          model.sigma_y.value,
          model.frequency.value,
          phase_rad};
}

}  // namespace ebsnn
