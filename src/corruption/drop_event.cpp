#include "corruption/table.hpp"

#include <array>
#include <cmath>
#include <cstdint>

namespace ebsnn {
namespace {

/// Removes exactly floor(fraction n + 0.5) of the n events.
void drop_event(std::vector<Event>& events, double fraction, const CorruptionContext& /*context*/,
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

// Literals, not computed: 3 * 0.1 is another double than 0.3, and the level is part of the key of
// the draws.
constexpr std::array kLevels = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
constexpr std::array kSeverities = {0.2, 0.4, 0.6, 0.8, 0.9};

}  // namespace

constinit const Corruption kDropEvent{.name = "drop_event",
                                      .unit = "fraction",
                                      .summary = "removes this fraction of the events",
                                      .title = "Dropped events",
                                      .axis = "Share of events dropped",
                                      .min_level = 0.0,
                                      .max_level = 1.0,
                                      .published = true,
                                      .levels = kLevels,
                                      .severities = kSeverities,
                                      .stream = Stream::drop_event,
                                      .apply = drop_event};

}  // namespace ebsnn
