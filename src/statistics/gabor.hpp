#pragma once
// Gabor functions, and the one that fits a receptive field best.
//
//   G(x, y) = A exp(-x'^2 / (2 sx^2) - y'^2 / (2 sy^2)) cos(2 pi f x' + phase)
//   x' =  (x - x0) cos(theta) + (y - y0) sin(theta)
//   y' = -(x - x0) sin(theta) + (y - y0) cos(theta)
// with x to the right and y down, in px from the centre of the field. Source: Jones & Palmer (J.
// Neurophysiol. 58:1233, 1987, doi 10.1152/jn.1987.58.6.1233); n_x and n_y: Ringach (J.
// Neurophysiol. 88:455, 2002, doi 10.1152/jn.2002.88.1.455).

#include <cstddef>
#include <span>
#include <vector>

namespace ebsnn {

struct Gabor {
  double amplitude = 0.0;  ///< A >= 0
  double x0_px = 0.0;
  double y0_px = 0.0;
  double theta_rad = 0.0;     ///< direction of x', across the stripes, 0 .. pi
  double sigma_x_px = 1.0;    ///< along x'
  double sigma_y_px = 1.0;    ///< along y'
  double frequency_px = 0.0;  ///< f, cycles/px
  double phase_rad = 0.0;     ///< -pi .. pi

  [[nodiscard]] double n_x() const { return sigma_x_px * frequency_px; }
  [[nodiscard]] double n_y() const { return sigma_y_px * frequency_px; }
};

/// Values of `gabor` in a square field [row, column].
[[nodiscard]] std::vector<double> gabor_field(const Gabor& gabor, std::size_t side);

struct GaborFit {
  Gabor gabor;
  /// 1 - SSE / SST, with SST the squares of the field less its mean; NaN for a constant field, which
  /// is not fitted.
  double quality;
};

/// Least squares (Levenberg-Marquardt of Eigen's unsupported modules, after MINPACK) from 12 fixed
/// starts: orientations of 0, 45, 90 and 135 degrees with 0.6, 1.2 and 2.4 cycles a field, centred
/// on the field's squares, sx = sy = a sixth of the side. The best of the results; of equal ones the
/// first. Bounds: the centre inside the field, 0.5 px < sx, sy < side, 0 < f < 0.5 cycles/px.
/// `field` [row, column] is a square of at least 3 x 3 finite values, otherwise InputError.
[[nodiscard]] GaborFit fit_gabor(std::span<const double> field, std::size_t side);

}  // namespace ebsnn
