#include "analysis/moving_gratings.hpp"

#include "analysis/exact_sums.hpp"
#include "analysis/streams.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "emulator/camera.hpp"
#include "encoding/spike_raster.hpp"
#include "network/simulator.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <numbers>
#include <span>

namespace ebsnn {

MovingGrating MovingGratingSet::grating(std::size_t place, int patch_side) const {
  const double share = static_cast<double>(place % directions) / static_cast<double>(directions);
  return {2.0 * std::numbers::pi * share, cycles[place / directions] / patch_side, speed_px_ms};
}

std::vector<double> moving_grating_rates_hz(const RunContext& run, const MeasureInput& input,
                                            const MovingGratingSet& set) {
  const NetworkShape& shape = input.parameters.shape;
  const auto neurons = static_cast<std::size_t>(shape.v1);
  if (shape.patch_side > kCameraSide) {
    throw InputError(
        fmt::format("moving gratings: patch-side {} px, must be at most the {} px of the "
                    "emulated camera",
                    shape.patch_side, kCameraSide));
  }
  const int first = (kCameraSide - shape.patch_side) / 2;
  const Window window{.top = first, .left = first, .side = shape.patch_side};
  const Camera camera(CameraParameters{}, input.settings.seed);
  Simulator simulator(input.parameters, input.weights);
  std::vector<std::uint8_t> scratch;
  const std::size_t repeats = input.settings.repeats;
  const ExactSums sizes{set.size() * neurons, set.size() * repeats, "moving gratings"};
  const std::vector<std::int64_t> spikes =
      exact_sums(run, sizes, [&](std::size_t item, std::span<std::int64_t> sums) {
        const std::size_t place = item / repeats;
        RandomSequence random(input.settings.seed, kMovingGratingStream, place, item % repeats);
        GratingScene scene(set.grating(place, shape.patch_side), random);
        const std::vector<Event> events = camera.record(scene, random);
        const SpikeCounts counts = simulator.present(encode(events, window, shape.steps, scratch));
        for (std::size_t n = 0; n < neurons; ++n) sums[place * neurons + n] += counts.v1[n];
      });
  std::vector<double> rates_hz;
  rates_hz.reserve(spikes.size());
  const double presented_s = static_cast<double>(repeats) * shape.steps / 1000.0;
  for (const std::int64_t count : spikes) {
    rates_hz.push_back(static_cast<double>(count) / presented_s);
  }
  return rates_hz;
}

}  // namespace ebsnn
