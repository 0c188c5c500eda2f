#pragma once
// ebsnn_measure --what reconstruction: how much V1 tells of its input. For each presentation, the
// input is the number of events of each channel as they were presented, with corruptions, and its
// reconstruction is sum_j r_j w_j of the spike counts and LGN weights of V1
// (statistics/reconstruction.hpp). Datasets below /reconstruction, for each condition:
//   correlation   Pearson's r of input and reconstruction, mean over presentations
//   error         sqrt(2 - 2 r), mean over presentations
//   skipped       presentations without a correlation: without spikes, or with equal inputs

#include "analysis/measurement.hpp"

namespace ebsnn {

[[nodiscard]] Measured measure_reconstruction(const RunContext& run, const MeasureInput& input);

}  // namespace ebsnn
