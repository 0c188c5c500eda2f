#include "corruption/table.hpp"
#include "kernels/normals.hpp"

#include <array>
#include <cstdint>

namespace ebsnn {
namespace {

/// Shifts t by N(0, deviation_ms^2); removes events that leave 0 .. duration of the presentation.
void time_jitter(std::vector<Event>& events, double deviation_ms, const CorruptionContext& context,
                 RandomSequence& random) {
  const double deviation_us = deviation_ms * 1000.0;
  const std::int64_t duration_us = std::int64_t{context.duration_ms} * 1000;
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

constexpr std::array kLevels = {0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0};
constexpr std::array kSeverities = {10.0, 20.0, 40.0, 70.0, 100.0};

}  // namespace

constinit const Corruption kTimeJitter{
    .name = "time_jitter",
    .unit = "ms",
    .summary = "shifts the time of every event by normal noise of this standard deviation",
    .title = "Time jitter",
    .axis = "Standard deviation (ms)",
    .min_level = 0.0,
    .max_level = 1000.0,
    .published = true,
    .levels = kLevels,
    .severities = kSeverities,
    .stream = Stream::time_jitter,
    .apply = time_jitter};

}  // namespace ebsnn
