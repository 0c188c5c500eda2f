#pragma once
// ebsnn_measure --what reliability: how alike spike times of V1 are over --draws (20) draws of a
// corruption, for the same recording and window: mean cosine of pairs of spike trains, after a
// Gaussian filter of 3 ms (statistics/spike_reliability.hpp). Draw k has the seed seed + k. Without
// corruption all draws are equal, and the reliability is 1. Datasets below /reliability, for each
// condition:
//   reliability              mean over neurons and presentations that have spikes
//   skipped                  pairs of neuron and presentation without spikes in any draw
//   neuron_reliability [.., neuron]   mean over the presentations of a V1 neuron; NaN: none

#include "analysis/measurement.hpp"

namespace ebsnn {

[[nodiscard]] Measured measure_reliability(const RunContext& run, const MeasureInput& input);

}  // namespace ebsnn
