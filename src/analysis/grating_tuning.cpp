#include "analysis/grating_tuning.hpp"

#include "statistics/tuning_curve.hpp"

#include <algorithm>

namespace ebsnn {

GratingTuning grating_tuning(std::span<const double> rates_hz, const GratingSet& set) {
  const std::size_t highest = set.contrasts - 1;
  const std::span<const double> strongest = rates_hz.subspan(set.place(highest, 0, 0, 0));
  const auto largest = std::ranges::max_element(strongest);
  const auto place = static_cast<std::size_t>(largest - strongest.begin()) / set.orientations;
  GratingTuning tuning;
  tuning.frequency = place / set.phases;
  tuning.phase = place % set.phases;
  tuning.largest_rate_hz = *largest;
  for (std::size_t contrast = 0; contrast < set.contrasts; ++contrast) {
    const std::span<const double> curve =
        rates_hz.subspan(set.place(contrast, tuning.frequency, tuning.phase, 0), set.orientations);
    tuning.curves_hz.insert(tuning.curves_hz.end(), curve.begin(), curve.end());
  }
  const std::span<const double> curve =
      std::span<const double>(tuning.curves_hz).last(set.orientations);
  tuning.osi = orientation_selectivity(curve);
  tuning.preferred_orientation_deg = preferred_orientation_deg(curve);
  tuning.half_width_deg = half_width_deg(curve);
  return tuning;
}

}  // namespace ebsnn
