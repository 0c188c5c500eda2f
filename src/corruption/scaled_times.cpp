#include "corruption/scaled_times.hpp"

#include <cstdint>

namespace ebsnn {

void scale_times(std::vector<Event>& events, double factor, const CorruptionContext& context,
                 RandomSequence& /*random*/) {
  const std::int64_t duration_us = std::int64_t{context.duration_ms} * 1000;
  auto kept = events.begin();
  for (Event event : events) {
    // The cast is floor, because times are not negative.
    const auto t_us = static_cast<std::int64_t>(factor * event.t_us);
    if (t_us >= duration_us) continue;
    event.t_us = static_cast<std::uint32_t>(t_us);
    *kept++ = event;
  }
  events.erase(kept, events.end());
}

}  // namespace ebsnn
