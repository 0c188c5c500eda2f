#include "statistics/gabor.hpp"

#include "core/elementary.hpp"
#include "statistics/gabor_residuals.hpp"

#include <numbers>

namespace ebsnn {

std::vector<double> gabor_field(const Gabor& gabor, std::size_t side) {
  const double cos_theta = portable_cos(gabor.theta_rad);
  const double sin_theta = portable_sin(gabor.theta_rad);
  std::vector<double> field;
  for (const FieldPoint& point : field_points(side)) {
    const double dx = point.x_px - gabor.x0_px;
    const double dy = point.y_px - gabor.y0_px;
    const double along = (dx * cos_theta + dy * sin_theta) / gabor.sigma_x_px;
    const double across = (dy * cos_theta - dx * sin_theta) / gabor.sigma_y_px;
    const double angle =
        2.0 * std::numbers::pi * gabor.frequency_px * gabor.sigma_x_px * along + gabor.phase_rad;
    field.push_back(gabor.amplitude * gaussian(along * along + across * across) *
                    portable_cos(angle));
  }
  return field;
}

}  // namespace ebsnn
