#include "corruption/moved_events.hpp"
#include "corruption/table.hpp"

#include <array>

namespace ebsnn {
namespace {

/// Shrinks the picture about the centre of the sensor.
void scale(std::vector<Event>& events, double factor, const CorruptionContext& context,
           RandomSequence& /*random*/) {
  const Position centre = centre_of(context.sensor);
  move_events(events, context.sensor, [&](const Position& from) {
    return Position{centre.x_px + factor * (from.x_px - centre.x_px),
                    centre.y_px + factor * (from.y_px - centre.y_px)};
  });
}

constexpr std::array kSeverities = {0.9, 0.8, 0.7, 0.6, 0.5};

}  // namespace

constinit const Corruption kScale{
    .name = "scale",
    .unit = "factor",
    .summary = "shrinks the picture to this fraction of its sides, about the centre",
    .title = "Scale",
    .axis = "Relative size",
    .min_level = 0.01,
    .max_level = 1.0,
    .severities = kSeverities,
    .apply = scale};

}  // namespace ebsnn
