#include "core/geometry.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

namespace ebsnn {
namespace {

/// 0 unless all of `text` is a number within the bounds of a side.
int side_of(std::string_view text) {
  const int side = number_in<int>(text).value_or(0);
  return side >= 1 && side <= kMaxSensorSide ? side : 0;
}

}  // namespace

std::string text_of(const SensorGeometry& sensor) {
  return fmt::format("{}x{}", sensor.width, sensor.height);
}

SensorGeometry parse_sensor(std::string_view text) {
  const std::size_t cross = text.find('x');
  SensorGeometry sensor;
  if (cross != std::string_view::npos) {
    sensor = {side_of(text.substr(0, cross)), side_of(text.substr(cross + 1))};
  }
  if (sensor.pixels() == 0) {
    throw InputError(
        fmt::format("sensor '{}': expected WIDTHxHEIGHT in pixels, each 1 .. {}, such as 34x34",
                    excerpt(text), kMaxSensorSide));
  }
  return sensor;
}

}  // namespace ebsnn
