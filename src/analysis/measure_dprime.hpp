#pragma once
// ebsnn_measure --what dprime: how well two classes can be told apart from the spike counts of V1
// along the difference of their means (statistics/d_prime.hpp), without a trained readout. Datasets
// below /dprime, for each condition:
//   mean, lower_quartile, median, upper_quartile   over the pairs of classes that have a d'
//   smallest                                       of these pairs
//   skipped                                        pairs without a d'
//   pairs [.., class, class]                       d' of each pair; NaN on the diagonal

#include "analysis/measurement.hpp"

namespace ebsnn {

[[nodiscard]] Measured measure_dprime(const RunContext& run, const MeasureInput& input);

}  // namespace ebsnn
