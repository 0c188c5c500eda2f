#include "core/elementary.hpp"
#include "corruption/moved_events.hpp"
#include "corruption/table.hpp"

#include <array>
#include <numbers>

namespace ebsnn {
namespace {

/// Rotates all events about the centre by plus or minus `angle_rad`; plus turns x toward y.
void rotate(std::vector<Event>& events, double angle_rad, const CorruptionContext& context,
            RandomSequence& random) {
  const double cosine = portable_cos(angle_rad);
  const double sine = random.coin() ? portable_sin(angle_rad) : -portable_sin(angle_rad);
  const Position centre = centre_of(context.sensor);
  move_events(events, context.sensor, [&](const Position& from) {
    const double x = from.x_px - centre.x_px;
    const double y = from.y_px - centre.y_px;
    return Position{centre.x_px + (cosine * x - sine * y), centre.y_px + (sine * x + cosine * y)};
  });
}

constexpr std::array kSeverities = {0.2, 0.4, 0.6, 0.8, 1.0};

}  // namespace

constinit const Corruption kRotate{
    .name = "rotate",
    .unit = "rad",
    .summary = "rotates all events by this angle about the centre, one way or the other",
    .title = "Rotation",
    .axis = "Angle (rad)",
    .min_level = 0.0,
    .max_level = std::numbers::pi,
    .severities = kSeverities,
    .stream = Stream{28},
    .apply = rotate};

}  // namespace ebsnn
