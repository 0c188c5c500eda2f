#include "encoding/evaluation_layout.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ebsnn {
namespace {

constexpr int kCentralWindows = 2;  // beside, and above each other

/// Number of windows beside each other on `extent` px.
int windows_on(std::string_view kind, int extent, int side) {
  return kind == kCentralLayout ? kCentralWindows : extent / side;
}

[[noreturn]] void throw_too_small(std::string_view kind, const SensorGeometry& sensor, int side) {
  const int needed = kind == kCentralLayout ? kCentralWindows * side : side;
  throw InputError(
      fmt::format("--layout {}: windows of {} x {} px need a sensor of at least {} x {} px, it has "
                  "{} x {}{}",
                  kind, side, side, needed, needed, sensor.width, sensor.height,
                  kind == kCentralLayout && std::min(sensor.width, sensor.height) >= side
                      ? "; --layout grid needs less"
                      : ""));
}

}  // namespace

EvaluationLayout::EvaluationLayout(std::string_view kind, const SensorGeometry& sensor, int side)
    : side_(side),
      columns_(windows_on(kind, sensor.width, side)),
      rows_(windows_on(kind, sensor.height, side)),
      top_((sensor.height - rows_ * side) / 2),
      left_((sensor.width - columns_ * side) / 2) {
  if (kind != kCentralLayout && kind != "grid") {
    throw InputError(fmt::format("--layout {}: must be central or grid", excerpt(kind)));
  }
  if (columns_ == 0 || rows_ == 0 || width() > sensor.width || height() > sensor.height) {
    throw_too_small(kind, sensor, side);
  }
  const std::size_t count = static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_);
  if (count > kMaxWindows) {
    throw InputError(fmt::format("--layout {}: {} x {} windows of {} px, at most {} are possible",
                                 kind, columns_, rows_, side, kMaxWindows));
  }
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) {
      windows_.push_back({.top = top_ + row * side, .left = left_ + column * side, .side = side});
    }
  }
}

std::size_t EvaluationLayout::count_inside(const std::vector<Event>& events) const {
  // Unsigned: what lies before the first row or column is huge.
  const auto inside = [](int coordinate, int first, int extent) {
    return static_cast<std::size_t>(static_cast<unsigned>(coordinate - first) <
                                    static_cast<unsigned>(extent));
  };
  std::size_t count = 0;
  for (const Event& event : events) {
    count += inside(event.x, left_, width()) & inside(event.y, top_, height());
  }
  return count;
}

std::string window_name(const EvaluationLayout& layout, std::size_t window) {
  const std::size_t columns = static_cast<std::size_t>(layout.columns());
  const std::size_t row = window / columns;
  const std::size_t column = window % columns;
  if (layout.rows() == kCentralWindows && layout.columns() == kCentralWindows) {
    return fmt::format("{}-{}", row == 0 ? "top" : "bottom", column == 0 ? "left" : "right");
  }
  return fmt::format("row {}, column {}", row + 1, column + 1);
}

}  // namespace ebsnn
