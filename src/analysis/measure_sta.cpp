#include "analysis/measure_sta.hpp"

#include "analysis/exact_sums.hpp"
#include "analysis/measured_table.hpp"
#include "analysis/poisson_raster.hpp"
#include "analysis/streams.hpp"
#include "core/random.hpp"
#include "network/simulator.hpp"
#include "statistics/correlation.hpp"
#include "statistics/spike_triggered_average.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

constexpr double kMeanRate_hz = 10.0;
constexpr double kRateSd_hz = 30.0;
constexpr double kLargestRate_hz = 100.0;

SpikeTriggeredAverage averages_of(const RunContext& run, const MeasureInput& input) {
  const NetworkShape& shape = input.parameters.shape;
  const auto channels = static_cast<std::size_t>(shape.lgn());
  SpikeTriggeredAverage average(static_cast<std::size_t>(shape.v1), channels);
  Simulator simulator(input.parameters, input.weights);
  const ExactSums sizes{average.sums().size(), input.settings.noise_patches, "noise patches"};
  average.set_sums(exact_sums(run, sizes, [&](std::size_t patch, std::span<std::int64_t> sums) {
    RandomSequence random(input.settings.seed, kNoiseStream, 0, patch);
    const std::vector<double> rates_hz = noise_rates_hz(channels, random);
    const SpikeRaster raster = poisson_raster(rates_hz, shape.steps, random);
    std::vector<std::uint16_t> events(channels);
    for (const std::uint16_t channel : raster.channels()) ++events[channel];
    average.add(simulator.present(raster).v1, events, sums);
  }));
  return average;
}

}  // namespace

std::vector<double> noise_rates_hz(std::size_t channels, RandomSequence& random) {
  std::vector<double> rates_hz(channels);
  for (double& rate_hz : rates_hz) {
    rate_hz = std::clamp(kMeanRate_hz + kRateSd_hz * random.normal(), 0.0, kLargestRate_hz);
  }
  return rates_hz;
}

Measured measure_sta(const RunContext& run, const MeasureInput& input) {
  const NetworkShape& shape = input.parameters.shape;
  const SpikeTriggeredAverage sums = averages_of(run, input);
  const auto neurons = static_cast<std::size_t>(shape.v1);
  const auto side = static_cast<std::size_t>(shape.patch_side);
  const double patch_s = shape.steps / 1000.0;
  const double presented_s = patch_s * static_cast<double>(input.settings.noise_patches);
  MeasuredArray averages{"average",
                         "Hz",
                         "spike-triggered average of the events",
                         "neuron, row, column, polarity",
                         {neurons, side, side, 2},
                         {}};
  std::vector<double> spikes, rates_hz, correlations;
  for (std::size_t neuron = 0; neuron < neurons; ++neuron) {
    const std::vector<double> average = sums.average(neuron);
    for (const double events : average) averages.values.push_back(events / patch_s);
    spikes.push_back(static_cast<double>(sums.spikes(neuron)));
    rates_hz.push_back(spikes.back() / presented_s);
    const std::span<const double> weights =
        std::span(input.weights.v1weight.values).subspan(neuron * average.size(), average.size());
    correlations.push_back(pearson(average, weights));
  }
  const auto silent = std::ranges::count(spikes, 0.0);
  MeasuredTable table = MeasuredTable::of_neurons(neurons);
  table.add("spikes", "1", "spikes over all noise patches", "spikes", 0, std::move(spikes));
  table.add("rate_hz", "Hz", "mean firing rate", "rate, Hz", 2, std::move(rates_hz));
  table.add("weight_correlation", "1", "correlation of spike-triggered average and LGN weights",
            "correlation of average and weights", 3, std::move(correlations));
  Measured measured{
      table.arrays(), table.csv(),
      table.quartiles_text() + fmt::format("neurons without spikes: {} of {}\n", silent, neurons)};
  measured.arrays.push_back(std::move(averages));
  return measured;
}

}  // namespace ebsnn
