#pragma once
// Gabor functions as the optimiser sees them: parameters without bounds, residuals and derivatives.
// Only for src/statistics.
//
//   G = exp(-x'^2 / (2 sx^2) - y'^2 / (2 sy^2)) (a cos(2 pi f x') + b sin(2 pi f x'))
// A bounded parameter is low + (high - low) / (1 + exp(-u)) of a free one, u.

#include "statistics/gabor.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace ebsnn {

struct FieldPoint {
  double x_px, y_px;
};
/// Centres of the pixels of a square field, row by row, from its centre.
[[nodiscard]] std::vector<FieldPoint> field_points(std::size_t side);

/// exp(-squares / 2); 0 where that is too small to matter.
[[nodiscard]] double gaussian(double squares);

/// Order of the free parameters.
enum GaborParameter : std::size_t { kA, kB, kX0, kY0, kTheta, kSigmaX, kSigmaY, kFrequency };
inline constexpr std::size_t kGaborParameters = 8;
using FreeParameters = std::array<double, kGaborParameters>;

/// The problem of least squares for one field.
class GaborResiduals {
 public:
  GaborResiduals(std::span<const double> field, std::size_t side);

  /// Residuals G - field [point], and their derivatives [point, parameter].
  void residuals(const FreeParameters& free, std::span<double> values) const;
  void derivatives(const FreeParameters& free, std::span<double> values) const;

  /// Free parameters of a start: with the a and b that fit best.
  [[nodiscard]] FreeParameters start(double theta_rad, double cycles_a_field) const;
  [[nodiscard]] Gabor gabor_of(const FreeParameters& free) const;

 private:
  struct Bounds {
    double low, high;
  };
  struct Model;  ///< bounded values
  [[nodiscard]] Model model_of(const FreeParameters& free) const;

  std::span<const double> field_;
  std::vector<FieldPoint> points_;
  double side_;
};

}  // namespace ebsnn
