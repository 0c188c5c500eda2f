#pragma once
// What a neuron's responses to gratings tell of it.

#include "analysis/grating.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace ebsnn {

struct GratingTuning {
  std::size_t frequency = 0;  ///< place in GratingSet::cycles of the preferred one
  std::size_t phase = 0;      ///< of the preferred one
  double largest_rate_hz = 0.0;
  /// Rates at the preferred frequency and phase [contrast, orientation], Hz.
  std::vector<double> curves_hz;
  // Of the curve of the highest contrast (statistics/tuning_curve.hpp); NaN without spikes.
  double osi = 0.0;
  double preferred_orientation_deg = 0.0;
  double half_width_deg = 0.0;
};

/// `rates_hz` [place in the set]. Preferred are the frequency and the phase of the grating of the
/// highest contrast with the largest rate; of equal ones the first.
[[nodiscard]] GratingTuning grating_tuning(std::span<const double> rates_hz, const GratingSet& set);

}  // namespace ebsnn
