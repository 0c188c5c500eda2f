#include "analysis/measure_reliability.hpp"

#include "analysis/draw_means.hpp"
#include "statistics/spike_reliability.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

constexpr double kSigma_ms = 3.0;

/// Spike times of a neuron in each draw.
using Trains = std::vector<std::vector<std::uint16_t>>;

/// [neuron]
std::vector<Trains> trains_of(const DrawnPresentation& presentation) {
  const std::size_t neurons = presentation.counts.front().v1.size();
  std::vector<Trains> trains(neurons, Trains(presentation.trains.size()));
  for (std::size_t draw = 0; draw < presentation.trains.size(); ++draw) {
    const SpikeTrain& all = presentation.trains[draw];
    for (std::size_t i = 0; i < all.step.size(); ++i) {
      // V1 neurons come first.
      if (all.neuron[i] < neurons) trains[all.neuron[i]][draw].push_back(all.step[i]);
    }
  }
  return trains;
}

}  // namespace

Measured measure_reliability(const RunContext& run, const MeasureInput& input) {
  const SpikeReliability reliability(kSigma_ms,
                                     static_cast<std::size_t>(input.parameters.shape.steps));
  const auto of_neurons = [&](const DrawnPresentation& presentation) {
    std::vector<double> values;
    for (const Trains& trains : trains_of(presentation)) values.push_back(reliability.of(trains));
    return values;
  };
  return measure_draws(run, input,
                       {"reliability", "reliability of spike times over draws of the corruption",
                        "reliability", of_neurons});
}

}  // namespace ebsnn
