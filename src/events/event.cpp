#include "events/event.hpp"

#include <algorithm>

namespace ebsnn {

bool time_goes_back(const std::vector<Event>& events) {
  const auto earlier = [](const Event& a, const Event& b) { return a.t_us < b.t_us; };
  return !std::is_sorted(events.begin(), events.end(), earlier);
}

}  // namespace ebsnn
