#include "corruption/transforms.hpp"

#include <cmath>
#include <cstdint>

namespace ebsnn {

void drop_event(std::vector<Event>& events, double fraction, int /*duration_ms*/,
                RandomSequence& random) {
  auto unseen = static_cast<std::uint32_t>(events.size());
  auto to_drop = static_cast<std::uint32_t>(std::floor(fraction * unseen + 0.5));
  // Selection sampling (Knuth, TAOCP 2, 3.4.2, algorithm S): every subset of that size is equally
  // likely.
  auto kept = events.begin();
  for (const Event event : events) {
    // No branch: the processor cannot predict which events are dropped.
    const bool goes = random.below(unseen) < to_drop;
    to_drop -= static_cast<std::uint32_t>(goes);
    *kept = event;
    kept += static_cast<int>(!goes);
    --unseen;
  }
  events.erase(kept, events.end());
}

}  // namespace ebsnn
