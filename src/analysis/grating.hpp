#pragma once
// Static sine gratings as rates of the channels.
//
//   s(x, y) = cos(2 pi f (x cos(theta) + y sin(theta)) / side + phase)
// with x to the right and y down, in px from the centre of the patch; f in cycles a patch. A grating
// of contrast c (Hz) gives ON channels the rate c max(0, s), and OFF channels c max(0, -s). Input and
// numbers follow Larisch et al. (PLOS Comput. Biol. 2021, doi 10.1371/journal.pcbi.1009566).

#include <cstddef>
#include <vector>

namespace ebsnn {

struct Grating {
  double orientation_rad = 0.0;  ///< theta, across the stripes
  double phase_rad = 0.0;
  double cycles = 0.0;  ///< f
  double contrast_hz = 0.0;
};

/// Rates in Hz [(row * side + column) * 2 + polarity].
[[nodiscard]] std::vector<double> grating_rates_hz(const Grating& grating, int side);

/// All combinations of these.
struct GratingSet {
  std::size_t orientations = 45;  ///< of 180 degrees, from 0
  std::size_t phases = 8;         ///< of 360 degrees, from 0
  std::vector<double> cycles{0.6, 1.2, 1.8, 2.4};
  std::size_t contrasts = 7;
  double largest_contrast_hz = 100.0;  ///< contrasts are equal parts of it

  [[nodiscard]] std::size_t size() const {
    return contrasts * cycles.size() * phases * orientations;
  }
  /// Number of a grating: contrasts change slowest, then cycles, phases, orientations.
  [[nodiscard]] std::size_t place(std::size_t contrast, std::size_t frequency, std::size_t phase,
                                  std::size_t orientation) const {
    return ((contrast * cycles.size() + frequency) * phases + phase) * orientations + orientation;
  }
  [[nodiscard]] Grating grating(std::size_t place) const;
};

}  // namespace ebsnn
