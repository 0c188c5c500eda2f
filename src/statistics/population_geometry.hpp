#pragma once
// How a corruption moves the spike counts of a population: x without it, y with it.

#include <cstdint>
#include <span>

namespace ebsnn {

struct PopulationGeometry {
  double length_ratio;  ///< |y| / |x|, Euclidean; NaN if x is 0
  double cosine;        ///< x.y / (|x| |y|); NaN if x or y is 0
  double more_spikes;   ///< sum of y - sum of x
  double changed;       ///< sum of |y - x|, spikes
};

/// Of counts [feature]; of equal ones (1, 1, 0, 0), exactly. Throws InputError if they differ in
/// number.
[[nodiscard]] PopulationGeometry population_geometry(std::span<const std::uint16_t> x,
                                                     std::span<const std::uint16_t> y);

}  // namespace ebsnn
