#include "corruption/table.hpp"
#include "kernels/normals.hpp"

#include <array>
#include <cmath>
#include <cstdint>

namespace ebsnn {
namespace {

/// Shifts x and y by N(0, variance_px2); removes events that leave the sensor.
void spatial_jitter(std::vector<Event>& events, double variance_px2,
                    const CorruptionContext& context, RandomSequence& random) {
  const double deviation_px = std::sqrt(variance_px2);
  const auto width = static_cast<unsigned>(context.sensor.width);
  const auto height = static_cast<unsigned>(context.sensor.height);
  NormalStream normals(random);
  const auto shifted = [&](std::uint16_t coordinate) {
    // The cast truncates toward zero, as in the published study: -0.9 px becomes 0 and stays on the
    // sensor.
    return static_cast<int>(coordinate + deviation_px * normals.next());
  };
  auto kept = events.begin();
  for (Event event : events) {
    const int x = shifted(event.x);
    const int y = shifted(event.y);
    event.x = static_cast<std::uint16_t>(x);
    event.y = static_cast<std::uint16_t>(y);
    // No branch: the processor cannot predict which events stay.
    *kept = event;
    kept += static_cast<int>(static_cast<unsigned>(x) < width) &
            static_cast<int>(static_cast<unsigned>(y) < height);
  }
  events.erase(kept, events.end());
}

constexpr std::array kLevels = {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0};
constexpr std::array kSeverities = {0.5, 1.0, 2.0, 4.0, 8.0};

}  // namespace

constinit const Corruption kSpatialJitter{
    .name = "spatial_jitter",
    .unit = "px^2",
    .summary = "shifts x and y of every event by normal noise of this variance",
    .title = "Spatial jitter",
    .axis = "Variance (px²)",
    .min_level = 0.0,
    .max_level = 1156.0,  // a standard deviation of the full side of N-MNIST's sensor, 34 px
    .published = true,
    .levels = kLevels,
    .severities = kSeverities,
    .stream = Stream::spatial_jitter,
    .apply = spatial_jitter};

}  // namespace ebsnn
