#include "corruption/sensor_pattern.hpp"
#include "corruption/table.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace ebsnn {
namespace {

constexpr Stream kStream{22};

/// Removes the events of floor(pixels fraction + 0.5) pixels of the sensor.
void dead_pixels(std::vector<Event>& events, double fraction, const CorruptionContext& context,
                 RandomSequence& /*random*/) {
  const std::size_t pixels = context.sensor.pixels();
  const auto count =
      static_cast<std::size_t>(std::floor(static_cast<double>(pixels) * fraction + 0.5));
  std::vector<bool> dead(pixels);
  for (const std::uint32_t pixel : first_pixels(count, kStream, context)) dead[pixel] = true;
  const auto width = static_cast<std::size_t>(context.sensor.width);
  std::erase_if(events, [&](const Event& event) { return dead[event.y * width + event.x]; });
}

constexpr std::array kSeverities = {0.05, 0.1, 0.2, 0.3, 0.5};

}  // namespace

constinit const Corruption kDeadPixels{
    .name = "dead_pixels",
    .unit = "fraction",
    .summary = "removes the events of this fraction of the pixels, the same in all recordings",
    .title = "Dead pixels",
    .axis = "Share of pixels dead",
    .min_level = 0.0,
    .max_level = 1.0,
    .severities = kSeverities,
    .stream = kStream,
    .apply = dead_pixels};

}  // namespace ebsnn
