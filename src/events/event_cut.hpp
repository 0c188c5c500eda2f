#pragma once
// A part of recordings: of a time, of a region of the sensor, with fewer pixels. For recordings
// that are longer than a presentation, or have many pixels.

#include "core/geometry.hpp"
#include "events/dataset.hpp"
#include "events/event.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// Events with from_us <= t < until_us stay. Time then counts from from_us.
struct TimeWindow {
  std::uint32_t from_us = 0;
  std::uint32_t until_us = 0;
  friend bool operator==(const TimeWindow&, const TimeWindow&) = default;
};

/// Events with left <= x < left + width and top <= y < top + height stay. Coordinates then count
/// from (left, top).
struct CropRegion {
  int left = 0;    ///< px
  int top = 0;     ///< px
  int width = 0;   ///< px
  int height = 0;  ///< px
  friend bool operator==(const CropRegion&, const CropRegion&) = default;
};

/// Applied in this order: time window, crop, downsampling. Events keep their order.
struct EventCut {
  std::optional<TimeWindow> window;
  std::optional<CropRegion> crop;
  /// Number n of columns, and of rows, that become one: x -> floor(x / n), y -> floor(y / n). All
  /// events stay, except those in the columns and rows that are left over at the right and lower
  /// edge.
  int downsample = 1;
  friend bool operator==(const EventCut&, const EventCut&) = default;
};

/// Reads "500:850": the start and the end of a window in ms, at most three decimals (1 us), the
/// start before the end. Throws InputError naming the text and what is expected.
[[nodiscard]] TimeWindow parse_time_window(std::string_view text);

/// Reads "5,5,24,24": left, top, width, height in px. Throws InputError naming the text and what is
/// expected.
[[nodiscard]] CropRegion parse_crop_region(std::string_view text);

/// The sensor after the cut. Throws InputError if the crop is not on `sensor`, or if no pixel is
/// left.
[[nodiscard]] SensorGeometry cut_sensor(const SensorGeometry& sensor, const EventCut& cut);

/// The events after the cut. `sensor`: after the cut.
[[nodiscard]] std::vector<Event> cut_events(const std::vector<Event>& events, const EventCut& cut,
                                            const SensorGeometry& sensor);

/// `dataset` after the cut; classes, labels, order, names and sources stay. Throws InputError like
/// cut_sensor().
[[nodiscard]] std::unique_ptr<Dataset> cut_dataset(std::unique_ptr<Dataset> dataset,
                                                   const EventCut& cut);

}  // namespace ebsnn
