#include "analysis/measure_gabor.hpp"

#include "analysis/measured_table.hpp"
#include "analysis/results_of_ranks.hpp"
#include "statistics/gabor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

/// Fits of this quality or better are counted.
constexpr double kGoodQuality = 0.5;

struct GaborColumn {
  const char* name;
  const char* units;
  const char* long_name;
  int decimals;
};

constexpr std::array<GaborColumn, 11> kColumns{{
    {"quality", "1", "share of the squares that the Gabor function explains", 3},
    {"n_x", "1", "width of the envelope in cycles", 3},
    {"n_y", "1", "length of the envelope in cycles", 3},
    {"orientation_deg", "deg", "orientation across the stripes", 1},
    {"frequency", "cycles/patch", "spatial frequency", 2},
    {"phase_deg", "deg", "phase at the centre of the envelope", 1},
    {"amplitude", "1", "amplitude", 3},
    {"x0_px", "px", "centre, to the right of the patch's centre", 2},
    {"y0_px", "px", "centre, below the patch's centre", 2},
    {"sigma_x_px", "px", "SD of the envelope across the stripes", 2},
    {"sigma_y_px", "px", "SD of the envelope along the stripes", 2},
}};

/// In the order of kColumns.
std::vector<double> values_of(const GaborFit& fit, std::size_t side) {
  const Gabor& g = fit.gabor;
  constexpr double kDegrees = 180.0 / std::numbers::pi;
  std::vector<double> values{fit.quality,
                             g.n_x(),
                             g.n_y(),
                             g.theta_rad * kDegrees,
                             g.frequency_px * static_cast<double>(side),
                             g.phase_rad * kDegrees,
                             g.amplitude,
                             g.x0_px,
                             g.y0_px,
                             g.sigma_x_px,
                             g.sigma_y_px};
  if (std::isnan(fit.quality)) std::ranges::fill(values, fit.quality);
  return values;
}

}  // namespace

std::vector<double> receptive_field(const NetworkWeights& weights, std::size_t neuron) {
  std::vector<double> field(weights.v1weight.pres / 2);
  for (std::size_t pixel = 0; pixel < field.size(); ++pixel) {
    field[pixel] =
        weights.v1weight.at(neuron, 2 * pixel) - weights.v1weight.at(neuron, 2 * pixel + 1);
  }
  return field;
}

Measured measure_gabor(const RunContext& run, const MeasureInput& input) {
  const auto neurons = static_cast<std::size_t>(input.parameters.shape.v1);
  const auto side = static_cast<std::size_t>(input.parameters.shape.patch_side);
  const std::vector<std::vector<double>> fits =
      results_of_ranks<std::vector<double>>(run, neurons, [&](std::size_t neuron) {
        return values_of(fit_gabor(receptive_field(input.weights, neuron), side), side);
      });
  MeasuredTable table = MeasuredTable::of_neurons(neurons);
  for (std::size_t column = 0; column < kColumns.size(); ++column) {
    std::vector<double> values;
    values.reserve(fits.size());
    for (const std::vector<double>& fit : fits) values.push_back(fit[column]);
    const GaborColumn& c = kColumns[column];
    table.add(c.name, c.units, c.long_name, c.name, c.decimals, std::move(values));
  }
  MeasuredArray fields{
      "receptive_field",     "1", "ON - OFF of the LGN weights", "neuron, row, column",
      {neurons, side, side}, {}};
  for (std::size_t neuron = 0; neuron < neurons; ++neuron) {
    const std::vector<double> field = receptive_field(input.weights, neuron);
    fields.values.insert(fields.values.end(), field.begin(), field.end());
  }
  const auto good = std::ranges::count_if(
      fits, [](const std::vector<double>& fit) { return fit.front() >= kGoodQuality; });
  Measured measured{table.arrays(), table.csv(),
                    table.quartiles_text() + fmt::format("quality of {} or better: {} of {}\n",
                                                         kGoodQuality, good, neurons)};
  measured.arrays.push_back(std::move(fields));
  return measured;
}

}  // namespace ebsnn
