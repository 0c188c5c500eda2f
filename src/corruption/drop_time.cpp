#include "corruption/table.hpp"

#include <algorithm>
#include <array>

namespace ebsnn {
namespace {

/// Removes the events of one interval that lasts this fraction of the recording.
void drop_time(std::vector<Event>& events, double fraction, const CorruptionContext& /*context*/,
               RandomSequence& random) {
  if (events.empty()) return;
  // Time may go back: the last event is not always the latest.
  const double latest_us = std::ranges::max_element(events, {}, &Event::t_us)->t_us;
  const double length_us = fraction * latest_us;
  const double start_us = random.uniform() * (latest_us - length_us);
  const double end_us = start_us + length_us;
  std::erase_if(events,
                [&](const Event& event) { return start_us <= event.t_us && event.t_us <= end_us; });
}

constexpr std::array kSeverities = {0.1, 0.3, 0.5, 0.7, 0.9};

}  // namespace

constinit const Corruption kDropTime{
    .name = "drop_time",
    .unit = "fraction",
    .summary = "removes the events of an interval of this fraction of the time to the latest event",
    .title = "Dropped time",
    .axis = "Relative length of interval",
    .min_level = 0.0,
    .max_level = 1.0,
    .severities = kSeverities,
    .stream = Stream{21},
    .apply = drop_time};

}  // namespace ebsnn
