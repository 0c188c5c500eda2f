#pragma once
// ebsnn_measure --what sparseness: how unevenly spikes are spread over neurons and over
// presentations. For n spike counts r, not all 0,
//   a = (sum r / n)^2 / (sum r^2 / n)        (Rolls & Tovee 1995, doi 10.1152/jn.1995.73.2.713)
//   S = (1 - a) / (1 - 1/n)                  (Vinje & Gallant 2000, doi 10.1126/science.287.5456.1273)
// S is 0 if all counts are equal and 1 if all but one are 0. Datasets below /sparseness, for each
// condition and population (V1, Inh):
//   population_{sparseness,a}   over the neurons in a presentation, mean over presentations
//   lifetime_{sparseness,a}     over the presentations of a neuron, mean over neurons
//   population_skipped, lifetime_skipped   how many presentations and neurons are left out of the
//                                          means: without spikes
// and for each condition and neuron (V1, then Inh): neuron_lifetime_sparseness; NaN: skipped.

#include "analysis/measurement.hpp"

#include <cstdint>

namespace ebsnn {

[[nodiscard]] Measured measure_sparseness(const RunContext& run, const MeasureInput& input);

/// S and a of n counts, from their sum and the sum of their squares; both NaN if the sum is 0, S
/// also if n is 1.
struct Sparseness {
  double s;
  double a;
};
[[nodiscard]] Sparseness sparseness_of(std::uint64_t sum, std::uint64_t sum_of_squares,
                                       std::uint64_t n);

}  // namespace ebsnn
