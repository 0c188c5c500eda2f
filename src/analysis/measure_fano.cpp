#include "analysis/measure_fano.hpp"

#include "analysis/draw_means.hpp"
#include "statistics/fano_factor.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

std::vector<double> fano_factors(const DrawnPresentation& presentation) {
  std::vector<double> factors;
  std::vector<std::uint16_t> counts(presentation.counts.size());
  for (std::size_t neuron = 0; neuron < presentation.counts.front().v1.size(); ++neuron) {
    for (std::size_t draw = 0; draw < counts.size(); ++draw) {
      counts[draw] = presentation.counts[draw].v1[neuron];
    }
    factors.push_back(fano_factor(counts));
  }
  return factors;
}

}  // namespace

Measured measure_fano(const RunContext& run, const MeasureInput& input) {
  return measure_draws(
      run, input,
      {"fano_factor", "Fano factor over draws of the corruption", "Fano factor", fano_factors});
}

}  // namespace ebsnn
