#include "corruption/transforms.hpp"
#include "kernels/normals.hpp"

#include <cstdint>

namespace ebsnn {

void time_jitter(std::vector<Event>& events, double deviation_ms, int duration_ms,
                 RandomSequence& random) {
  const double deviation_us = deviation_ms * 1000.0;
  const std::int64_t duration_us = std::int64_t{duration_ms} * 1000;
  NormalStream normals(random);
  auto kept = events.begin();
  for (Event event : events) {
    // The cast truncates toward zero, as in the published study: -0.9 us becomes 0 and stays.
    const auto t_us = static_cast<std::int64_t>(event.t_us + deviation_us * normals.next());
    event.t_us = static_cast<std::uint32_t>(t_us);
    // No branch: the processor cannot predict which events stay.
    *kept = event;
    kept += static_cast<int>(t_us >= 0) & static_cast<int>(t_us < duration_us);
  }
  events.erase(kept, events.end());
}

}  // namespace ebsnn
