#include "corruption/table.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace ebsnn {
namespace {

/// Removes events that follow the last kept one of their pixel, of either polarity, by less than
/// `dead_time_ms`.
void refractory(std::vector<Event>& events, double dead_time_ms, const CorruptionContext& context,
                RandomSequence& /*random*/) {
  const double dead_time_us = dead_time_ms * 1000.0;
  const auto width = static_cast<std::size_t>(context.sensor.width);
  std::vector<std::optional<std::uint32_t>> last_kept_us(context.sensor.pixels());
  auto kept = events.begin();
  for (const Event event : events) {
    std::optional<std::uint32_t>& last_us = last_kept_us[event.y * width + event.x];
    // An event earlier than the last kept one is kept: time starts again there.
    if (last_us && event.t_us >= *last_us && event.t_us - *last_us < dead_time_us) continue;
    last_us = event.t_us;
    *kept++ = event;
  }
  events.erase(kept, events.end());
}

constexpr std::array kSeverities = {2.0, 5.0, 10.0, 20.0, 50.0};

}  // namespace

constinit const Corruption kRefractory{
    .name = "refractory",
    .unit = "ms",
    .summary = "removes events that follow the last kept one of their pixel within this time",
    .title = "Refractory pixels",
    .axis = "Refractory time (ms)",
    .min_level = 0.0,
    .max_level = 1000.0,
    .severities = kSeverities,
    .apply = refractory};

}  // namespace ebsnn
