#include "core/geometry.hpp"
#include "corruption/transforms.hpp"

#include <cstdint>

namespace ebsnn {

void drop_area(std::vector<Event>& events, double fraction, int /*duration_ms*/,
               RandomSequence& random) {
  const auto side = static_cast<std::uint32_t>(kSensorSide * fraction);
  const std::uint32_t left = random.below(kSensorSide - side);
  const std::uint32_t top = random.below(kSensorSide - side);
  // Below `left` or `top` the unsigned difference wraps around and is at least `side`.
  auto kept = events.begin();
  for (const Event event : events) {
    *kept = event;
    kept += static_cast<int>(event.x - left >= side) | static_cast<int>(event.y - top >= side);
  }
  events.erase(kept, events.end());
}

}  // namespace ebsnn
