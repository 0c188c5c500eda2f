#pragma once
// ebsnn_measure --what ei. Datasets below /ei, for each condition and population (V1, Inh):
//   ratio                             R = sum of g_exc / sum of g_inh over steps, neurons, windows
//                                     and recordings; infinity if the sum of g_inh is 0
//   ratio_{lower_quartile,median,upper_quartile}   of the ratios of the neurons
//   rate_hz, mean_g_{exc,inh}         means over neurons, steps, windows and recordings
//   peak_lag_ms, peak_height          of correlation; NaN for constant series
//   correlation [.., lag]             cross-correlation of the population's mean g_exc and g_inh
//                                     (cross_covariance.hpp)
// and for each condition and neuron (V1, then Inh): neuron_mean_g_{exc,inh}, neuron_ratio.

#include "analysis/measurement.hpp"

namespace ebsnn {

[[nodiscard]] Measured measure_ei(const RunContext& run, const MeasureInput& input);

}  // namespace ebsnn
