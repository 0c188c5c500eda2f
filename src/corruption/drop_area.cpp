#include "corruption/table.hpp"

#include <array>
#include <cstdint>

namespace ebsnn {
namespace {

/// Removes the events of one box of floor(width fraction) x floor(height fraction) pixels.
void drop_area(std::vector<Event>& events, double fraction, const CorruptionContext& context,
               RandomSequence& random) {
  const auto sensor_width = static_cast<std::uint32_t>(context.sensor.width);
  const auto sensor_height = static_cast<std::uint32_t>(context.sensor.height);
  const auto width = static_cast<std::uint32_t>(sensor_width * fraction);
  const auto height = static_cast<std::uint32_t>(sensor_height * fraction);
  const std::uint32_t left = random.below(sensor_width - width);
  const std::uint32_t top = random.below(sensor_height - height);
  // Below `left` or `top` the unsigned difference wraps around and is at least the box's side.
  auto kept = events.begin();
  for (const Event event : events) {
    *kept = event;
    kept += static_cast<int>(event.x - left >= width) | static_cast<int>(event.y - top >= height);
  }
  events.erase(kept, events.end());
}

constexpr std::array kLevels = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
constexpr std::array kSeverities = {0.2, 0.3, 0.4, 0.5, 0.6};

}  // namespace

constinit const Corruption kDropArea{
    .name = "drop_area",
    .unit = "fraction",
    .summary = "removes the events of a box with this fraction of the sensor's sides",
    .title = "Dropped area",
    .axis = "Relative side of area",
    .min_level = 0.0,
    .max_level = 1.0,
    .max_excluded = true,  // a box as large as the sensor leaves no range to draw its corner from
    .published = true,
    .levels = kLevels,
    .severities = kSeverities,
    .stream = Stream::drop_area,
    .apply = drop_area};

}  // namespace ebsnn
