#pragma once
// One address event of the camera, and a recording as a list of events.

#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn {

/// A change of brightness at one pixel. Row = y, column = x.
struct Event {
  std::uint32_t t_us = 0;  ///< time since the start of the recording
  std::uint8_t x = 0;      ///< column, 0..33
  std::uint8_t y = 0;      ///< row, 0..33
  bool on = false;         ///< true: brighter (ON); false: darker (OFF)
  friend bool operator==(const Event&, const Event&) = default;
};

/// The events of one presentation of a digit, in file order (not necessarily sorted by time).
struct Recording {
  std::vector<Event> events;
  std::uint8_t label = 0;  ///< digit shown, 0..9
};

/// True if an event is earlier than the one before it in file order. Such recordings are used as
/// they are.
[[nodiscard]] bool time_goes_back(const std::vector<Event>& events);

}  // namespace ebsnn
