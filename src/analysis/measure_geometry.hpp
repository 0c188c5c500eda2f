#pragma once
// ebsnn_measure --what geometry: how corruptions move the spike counts of V1, of all windows of a
// recording together. x are the counts without the corruption, y those with it
// (statistics/population_geometry.hpp). Datasets below /geometry, for each condition:
//   length_ratio, length_ratio_{lower,upper}_quartile   |y| / |x|: median over recordings, quartiles
//   cosine, cosine_{lower,upper}_quartile               x.y / (|x| |y|): the same
//   more_spikes, changed_spikes   sum of y - sum of x, sum of |y - x|: means over recordings
//   skipped                       recordings without spikes in x or y: not in the ratios and cosines
// For the clean condition 1, 1, 0 and 0.

#include "analysis/measurement.hpp"

namespace ebsnn {

[[nodiscard]] Measured measure_geometry(const RunContext& run, const MeasureInput& input);

}  // namespace ebsnn
