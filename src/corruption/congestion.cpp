#include "corruption/table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace ebsnn {
namespace {

/// Delays every event to the last us of its interval of `interval_ms`, or of the presentation.
void congestion(std::vector<Event>& events, double interval_ms, const CorruptionContext& context,
                RandomSequence& /*random*/) {
  const auto interval_us = static_cast<std::uint32_t>(std::floor(interval_ms * 1000.0 + 0.5));
  const auto duration_us = static_cast<std::uint32_t>(context.duration_ms) * 1000U;
  for (Event& event : events) {
    const std::uint64_t next_us = (event.t_us / interval_us + std::uint64_t{1}) * interval_us;
    event.t_us = static_cast<std::uint32_t>(std::min<std::uint64_t>(next_us, duration_us) - 1U);
  }
}

constexpr std::array kSeverities = {5.0, 10.0, 20.0, 50.0, 100.0};

}  // namespace

constinit const Corruption kCongestion{
    .name = "congestion",
    .unit = "ms",
    .summary = "delivers events in packets, one at the end of each interval of this length",
    .title = "Congestion",
    .axis = "Interval (ms)",
    .min_level = 0.001,
    .max_level = 60000.0,  // the longest presentation
    .severities = kSeverities,
    .apply = congestion};

}  // namespace ebsnn
