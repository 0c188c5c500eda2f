#include "analysis/grating.hpp"

#include "core/elementary.hpp"

#include <algorithm>
#include <numbers>

namespace ebsnn {

std::vector<double> grating_rates_hz(const Grating& grating, int side) {
  const double radians_a_px = 2.0 * std::numbers::pi * grating.cycles / side;
  const double across_x = radians_a_px * portable_cos(grating.orientation_rad);
  const double across_y = radians_a_px * portable_sin(grating.orientation_rad);
  const double centre = (side - 1) / 2.0;
  std::vector<double> rates_hz;
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const double s = portable_cos(across_x * (column - centre) + across_y * (row - centre) +
                                    grating.phase_rad);
      rates_hz.push_back(grating.contrast_hz * std::max(0.0, s));
      rates_hz.push_back(grating.contrast_hz * std::max(0.0, -s));
    }
  }
  return rates_hz;
}

Grating GratingSet::grating(std::size_t place) const {
  const auto share = [](std::size_t part, std::size_t of) {
    return static_cast<double>(part) / static_cast<double>(of);
  };
  Grating grating;
  grating.orientation_rad = std::numbers::pi * share(place % orientations, orientations);
  place /= orientations;
  grating.phase_rad = 2.0 * std::numbers::pi * share(place % phases, phases);
  place /= phases;
  grating.cycles = cycles[place % cycles.size()];
  place /= cycles.size();
  grating.contrast_hz = largest_contrast_hz * share(place + 1, contrasts);
  return grating;
}

}  // namespace ebsnn
