#pragma once
// One address event of the camera, and a recording as a list of events.

#include "core/label.hpp"

#include <cstdint>
#include <vector>

namespace ebsnn {

/// A change of brightness at one pixel. Row = y, column = x.
struct Event {
  std::uint32_t t_us = 0;  ///< time since the start of the recording
  std::uint16_t x = 0;     ///< column, 0 .. width of the sensor - 1
  std::uint16_t y = 0;     ///< row, 0 .. height of the sensor - 1
  bool on = false;         ///< true: brighter (ON); false: darker (OFF)
  friend bool operator==(const Event&, const Event&) = default;
};

/// The events of one presentation, in file order (not necessarily sorted by time).
struct Recording {
  std::vector<Event> events;
  Label label = 0;  ///< class shown
};

/// True if an event is earlier than the one before it in file order. Such recordings are used as
/// they are.
[[nodiscard]] bool time_goes_back(const std::vector<Event>& events);

}  // namespace ebsnn
