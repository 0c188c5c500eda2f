#include "analysis/measure_tuning.hpp"

#include "analysis/exact_sums.hpp"
#include "analysis/grating_tuning.hpp"
#include "analysis/measured_table.hpp"
#include "analysis/poisson_raster.hpp"
#include "analysis/streams.hpp"
#include "network/simulator.hpp"
#include "statistics/tuning_curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

/// Mean rates in Hz of V1 neurons [place in the set, neuron].
std::vector<double> grating_rates(const RunContext& run, const MeasureInput& input,
                                  const GratingSet& set) {
  const NetworkShape& shape = input.parameters.shape;
  const auto neurons = static_cast<std::size_t>(shape.v1);
  const std::size_t repeats = input.settings.repeats;
  Simulator simulator(input.parameters, input.weights);
  const ExactSums sizes{set.size() * neurons, set.size(), "gratings"};
  const std::vector<std::int64_t> spikes =
      exact_sums(run, sizes, [&](std::size_t place, std::span<std::int64_t> sums) {
        const std::vector<double> rates_hz = grating_rates_hz(set.grating(place), shape.patch_side);
        for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
          RandomSequence random(input.settings.seed, kGratingStream, place, repeat);
          const SpikeCounts counts =
              simulator.present(poisson_raster(rates_hz, shape.steps, random));
          for (std::size_t n = 0; n < neurons; ++n) sums[place * neurons + n] += counts.v1[n];
        }
      });
  std::vector<double> rates_hz;
  rates_hz.reserve(spikes.size());
  const double presented_s = static_cast<double>(repeats) * shape.steps / 1000.0;
  for (const std::int64_t count : spikes) {
    rates_hz.push_back(static_cast<double>(count) / presented_s);
  }
  return rates_hz;
}

/// What one neuron did in each place of a set.
std::vector<double> of_neuron(const std::vector<double>& rates_hz, std::size_t neuron,
                              std::size_t neurons) {
  std::vector<double> result;
  for (std::size_t i = neuron; i < rates_hz.size(); i += neurons) result.push_back(rates_hz[i]);
  return result;
}

/// Rates [direction] at the frequency of the largest one.
std::vector<double> direction_curve(const std::vector<double>& rates_hz, std::size_t directions) {
  const auto largest = std::ranges::max_element(rates_hz);
  const auto row = static_cast<std::size_t>(largest - rates_hz.begin()) / directions;
  const std::span<const double> curve = std::span(rates_hz).subspan(row * directions, directions);
  return {curve.begin(), curve.end()};
}

/// The columns of the table, a value for each neuron, and the curves.
struct TuningColumns {
  std::vector<double> osi, half_width, orientation, frequency, phase, rate, dsi;
  std::vector<double> curves, direction_curves;

  void add(const GratingTuning& t, const std::vector<double>& of_directions,
           const GratingSet& set) {
    const bool silent = std::isnan(t.osi);
    osi.push_back(t.osi);
    half_width.push_back(t.half_width_deg);
    orientation.push_back(t.preferred_orientation_deg);
    frequency.push_back(silent ? t.osi : set.cycles[t.frequency]);
    phase.push_back(
        silent ? t.osi : 360.0 * static_cast<double>(t.phase) / static_cast<double>(set.phases));
    rate.push_back(t.largest_rate_hz);
    dsi.push_back(direction_selectivity(of_directions));
    curves.insert(curves.end(), t.curves_hz.begin(), t.curves_hz.end());
    direction_curves.insert(direction_curves.end(), of_directions.begin(), of_directions.end());
  }
};

Measured measured_of(TuningColumns columns, const TuningStimuli& stimuli, std::size_t neurons) {
  MeasuredTable table = MeasuredTable::of_neurons(neurons);
  table.add("osi", "1", "orientation selectivity index", "OSI", 3, std::move(columns.osi));
  table.add("half_width_deg", "deg", "half width of the tuning curve", "half width, deg", 1,
            std::move(columns.half_width));
  table.add("preferred_orientation_deg", "deg", "preferred orientation",
            "preferred orientation, deg", 1, std::move(columns.orientation));
  table.add("preferred_frequency", "cycles/patch", "preferred spatial frequency",
            "preferred frequency, cycles/patch", 1, std::move(columns.frequency));
  table.add("preferred_phase_deg", "deg", "preferred phase", "preferred phase, deg", 0,
            std::move(columns.phase));
  table.add("largest_rate_hz", "Hz", "largest mean rate for a grating", "largest rate, Hz", 1,
            std::move(columns.rate));
  table.add("dsi", "1", "direction selectivity index", "DSI", 3, std::move(columns.dsi));
  Measured measured{table.arrays(), table.csv(), table.quartiles_text()};
  measured.arrays.push_back({"curve",
                             "Hz",
                             "mean rate at the preferred frequency and phase",
                             "neuron, contrast, orientation",
                             {neurons, stimuli.still.contrasts, stimuli.still.orientations},
                             std::move(columns.curves)});
  measured.arrays.push_back({"direction_curve",
                             "Hz",
                             "mean rate for moving gratings of the preferred frequency",
                             "neuron, direction",
                             {neurons, stimuli.moving.directions},
                             std::move(columns.direction_curves)});
  return measured;
}

}  // namespace

Measured measure_tuning_with(const RunContext& run, const MeasureInput& input,
                             const TuningStimuli& stimuli) {
  const auto neurons = static_cast<std::size_t>(input.parameters.shape.v1);
  const std::vector<double> still_hz = grating_rates(run, input, stimuli.still);
  const std::vector<double> moving_hz = moving_grating_rates_hz(run, input, stimuli.moving);
  TuningColumns columns;
  for (std::size_t neuron = 0; neuron < neurons; ++neuron) {
    columns.add(grating_tuning(of_neuron(still_hz, neuron, neurons), stimuli.still),
                direction_curve(of_neuron(moving_hz, neuron, neurons), stimuli.moving.directions),
                stimuli.still);
  }
  return measured_of(std::move(columns), stimuli, neurons);
}

Measured measure_tuning(const RunContext& run, const MeasureInput& input) {
  return measure_tuning_with(run, input, {});
}

}  // namespace ebsnn
