#pragma once
// The corruptions, one .cpp file each. Only for this folder: others use the table in
// corruption.hpp.
//
// All act in place, keep the order of the remaining events, and draw from `random` in that order.
// Levels and events are valid (check_level, sensor 34 x 34). README.md beside this file has
// formulas, side effects and sources.

#include "core/random.hpp"
#include "events/event.hpp"

#include <vector>

namespace ebsnn {

/// Removes exactly floor(fraction n + 0.5) of the n events.
void drop_event(std::vector<Event>& events, double fraction, int duration_ms,
                RandomSequence& random);
/// Removes the events of one box of floor(34 fraction) x floor(34 fraction) pixels.
void drop_area(std::vector<Event>& events, double fraction, int duration_ms,
               RandomSequence& random);
/// Appends `count` events in empty voxels. InputError if fewer are empty.
void uniform_noise(std::vector<Event>& events, double count, int duration_ms,
                   RandomSequence& random);
/// Shifts x and y by N(0, variance_px2); removes events that leave the sensor.
void spatial_jitter(std::vector<Event>& events, double variance_px2, int duration_ms,
                    RandomSequence& random);
/// Shifts t by N(0, deviation_ms^2); removes events that leave 0 .. duration_ms.
void time_jitter(std::vector<Event>& events, double deviation_ms, int duration_ms,
                 RandomSequence& random);

}  // namespace ebsnn
