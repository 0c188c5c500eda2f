#pragma once
// ebsnn_measure --what sta: spike-triggered averages of V1 neurons, over --noise-patches (50,000)
// patches of noise. In each patch every channel has a rate of its own, drawn from N(10, 30) Hz and
// clipped to 0 .. 100 Hz, and Poisson events of this rate (noise as in Larisch et al., PLOS Comput.
// Biol. 2021, doi 10.1371/journal.pcbi.1009566; numbers are the project's own). The average is that
// of the events that were presented, weighted by the neuron's spikes, less their mean over all
// patches (statistics/spike_triggered_average.hpp). Datasets below /sta, for each V1 neuron:
//   average [.., row, column, polarity]   Hz; polarity: ON, OFF; NaN: no spikes
//   spikes                                over all patches
//   rate_hz                               mean rate
//   weight_correlation                    Pearson's r of the average and the LGN weights

#include "analysis/measurement.hpp"
#include "core/random.hpp"

#include <cstddef>
#include <vector>

namespace ebsnn {

[[nodiscard]] Measured measure_sta(const RunContext& run, const MeasureInput& input);

/// Draws the rates in Hz of the channels in a noise patch.
[[nodiscard]] std::vector<double> noise_rates_hz(std::size_t channels, RandomSequence& random);

}  // namespace ebsnn
