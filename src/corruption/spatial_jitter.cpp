#include "core/geometry.hpp"
#include "corruption/transforms.hpp"

#include <cmath>
#include <cstdint>

namespace ebsnn {
namespace {

constexpr bool on_sensor(int coordinate) { return coordinate >= 0 && coordinate < kSensorSide; }

}  // namespace

void spatial_jitter(std::vector<Event>& events, double variance_px2, int /*duration_ms*/,
                    RandomSequence& random) {
  const double deviation_px = std::sqrt(variance_px2);
  const auto shifted = [&](std::uint8_t coordinate) {
    // The cast truncates toward zero, as the published study did: -0.9 px becomes 0 and stays on
    // the sensor.
    return static_cast<int>(coordinate + deviation_px * random.normal());
  };
  auto kept = events.begin();
  for (Event event : events) {
    const int x = shifted(event.x);
    const int y = shifted(event.y);
    if (on_sensor(x) && on_sensor(y)) {
      event.x = static_cast<std::uint8_t>(x);
      event.y = static_cast<std::uint8_t>(y);
      *kept++ = event;
    }
  }
  events.erase(kept, events.end());
}

}  // namespace ebsnn
