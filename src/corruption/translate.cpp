#include "core/elementary.hpp"
#include "corruption/moved_events.hpp"
#include "corruption/table.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace ebsnn {
namespace {

/// Moves all events by `distance_px` in one random direction.
void translate(std::vector<Event>& events, double distance_px, const CorruptionContext& context,
               RandomSequence& random) {
  const double angle = 2.0 * std::numbers::pi * random.uniform();
  // std::round rounds half away from 0.
  const double dx_px = std::round(distance_px * portable_cos(angle));
  const double dy_px = std::round(distance_px * portable_sin(angle));
  move_events(events, context.sensor, [&](const Position& from) {
    return Position{from.x_px + dx_px, from.y_px + dy_px};
  });
}

constexpr std::array kSeverities = {1.0, 2.0, 3.0, 4.0, 5.0};

}  // namespace

constinit const Corruption kTranslate{
    .name = "translate",
    .unit = "px",
    .summary = "moves all events by this distance in a direction of the recording",
    .title = "Translation",
    .axis = "Distance (px)",
    .min_level = 0.0,
    .max_level = 65535.0,  // the largest side of a sensor
    .severities = kSeverities,
    .stream = Stream{27},
    .apply = translate};

}  // namespace ebsnn
