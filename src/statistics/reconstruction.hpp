#pragma once
// What a population tells of its input.

#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// sum over neurons j of r_j w_j: spike counts r [neuron], weights w [neuron, channel]. Throws
/// InputError if there is not one row of weights for each neuron.
[[nodiscard]] std::vector<double> reconstruction(std::span<const std::uint16_t> counts,
                                                 std::span<const double> weights);

/// Image reconstruction error sqrt(2 - 2 r) for Pearson's r of input and reconstruction: the root
/// mean square difference of both in units of their SD (Larisch et al., PLOS Comput. Biol. 2021, doi
/// 10.1371/journal.pcbi.1009566). 0 .. 2; NaN for NaN.
[[nodiscard]] double reconstruction_error(double r);

}  // namespace ebsnn
