#include "core/geometry.hpp"
#include "corruption/transforms.hpp"
#include "kernels/normals.hpp"

#include <cmath>
#include <cstdint>

namespace ebsnn {
namespace {

constexpr bool on_sensor(int coordinate) {
  return static_cast<unsigned>(coordinate) < unsigned{kSensorSide};
}

}  // namespace

void spatial_jitter(std::vector<Event>& events, double variance_px2, int /*duration_ms*/,
                    RandomSequence& random) {
  const double deviation_px = std::sqrt(variance_px2);
  NormalStream normals(random);
  const auto shifted = [&](std::uint8_t coordinate) {
    // The cast truncates toward zero, as in the published study: -0.9 px becomes 0 and stays on the
    // sensor.
    return static_cast<int>(coordinate + deviation_px * normals.next());
  };
  auto kept = events.begin();
  for (Event event : events) {
    const int x = shifted(event.x);
    const int y = shifted(event.y);
    event.x = static_cast<std::uint8_t>(x);
    event.y = static_cast<std::uint8_t>(y);
    // No branch: the processor cannot predict which events stay.
    *kept = event;
    kept += static_cast<int>(on_sensor(x)) & static_cast<int>(on_sensor(y));
  }
  events.erase(kept, events.end());
}

}  // namespace ebsnn
