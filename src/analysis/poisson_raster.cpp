#include "analysis/poisson_raster.hpp"

#include "core/elementary.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn {

SpikeRaster poisson_raster(std::span<const double> rates_hz, int steps, RandomSequence& random) {
  std::vector<std::uint16_t> step;
  std::vector<std::uint16_t> channel;
  for (std::size_t c = 0; c < rates_hz.size(); ++c) {
    if (rates_hz[c] <= 0.0) continue;
    const double mean_interval_ms = 1000.0 / rates_hz[c];
    const auto interval_ms = [&] {
      return -mean_interval_ms * portable_log(1.0 - random.uniform());
    };
    double t_ms = interval_ms();
    while (t_ms < steps) {
      step.push_back(static_cast<std::uint16_t>(t_ms));
      channel.push_back(static_cast<std::uint16_t>(c));
      t_ms += interval_ms();
    }
  }
  return SpikeRaster::from_pairs(steps, step, channel);
}

}  // namespace ebsnn
