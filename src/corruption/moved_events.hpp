#pragma once
// Events that move on the sensor. Only for this folder.

#include "corruption/corruption.hpp"

#include <cstdint>
#include <vector>

namespace ebsnn {

/// A place on the sensor: the centre of column x, row y is (x, y).
struct Position {
  double x_px = 0.0;
  double y_px = 0.0;
};

/// The middle of the sensor: between pixels if a side is even.
[[nodiscard]] inline Position centre_of(const SensorGeometry& sensor) {
  return {(sensor.width - 1) / 2.0, (sensor.height - 1) / 2.0};
}

/// Moves every event to the pixel nearest to move(its position), floor(x + 1/2); removes it if that
/// is outside the sensor.
template <class Move>
void move_events(std::vector<Event>& events, const SensorGeometry& sensor, Move move) {
  auto kept = events.begin();
  for (Event event : events) {
    const Position moved =
        move(Position{static_cast<double>(event.x), static_cast<double>(event.y)});
    const double x = moved.x_px + 0.5;
    const double y = moved.y_px + 0.5;
    if (!(x >= 0.0 && x < sensor.width && y >= 0.0 && y < sensor.height)) continue;
    event.x = static_cast<std::uint16_t>(x);
    event.y = static_cast<std::uint16_t>(y);
    *kept++ = event;
  }
  events.erase(kept, events.end());
}

}  // namespace ebsnn
