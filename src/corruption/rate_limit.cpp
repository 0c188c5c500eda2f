#include "corruption/table.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ebsnn {
namespace {

/// Keeps the first `limit` events of each ms, in file order.
void rate_limit(std::vector<Event>& events, double limit, const CorruptionContext& /*context*/,
                RandomSequence& /*random*/) {
  if (events.empty()) return;
  const std::uint32_t latest_us = std::ranges::max_element(events, {}, &Event::t_us)->t_us;
  std::vector<std::uint32_t> kept_in_ms(latest_us / 1000U + 1U);
  auto kept = events.begin();
  for (const Event event : events) {
    std::uint32_t& count = kept_in_ms[event.t_us / 1000U];
    if (count >= limit) continue;
    ++count;
    *kept++ = event;
  }
  events.erase(kept, events.end());
}

constexpr std::array kSeverities = {20.0, 10.0, 5.0, 2.0, 1.0};

}  // namespace

constinit const Corruption kRateLimit{.name = "rate_limit",
                                      .unit = "events/ms",
                                      .summary = "keeps this many events of each ms",
                                      .title = "Limited rate",
                                      .axis = "Events kept per ms",
                                      .min_level = 1.0,
                                      .max_level = 1e6,
                                      .integral = true,
                                      .severities = kSeverities,
                                      .apply = rate_limit};

}  // namespace ebsnn
