#pragma once
// ebsnn_measure --what fano: how variable spike counts of V1 are over --draws (20) draws of a
// corruption, for the same recording and window (statistics/fano_factor.hpp). Draw k has the seed
// seed + k. Without corruption all draws are equal, and the factor is 0. Datasets below /fano, for
// each condition:
//   fano_factor              mean over neurons and presentations that have spikes
//   skipped                  pairs of neuron and presentation without spikes in any draw
//   neuron_fano_factor [.., neuron]   mean over the presentations of a V1 neuron; NaN: none

#include "analysis/measurement.hpp"

namespace ebsnn {

[[nodiscard]] Measured measure_fano(const RunContext& run, const MeasureInput& input);

}  // namespace ebsnn
