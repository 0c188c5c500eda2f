#pragma once
// Which parts of the sensor an evaluation presents to the network, one after the other.
//
//   central   2 x 2 windows around the centre of the sensor: the published layout. Of N-MNIST's
//             34 x 34 px, windows of 12 x 12 px cover rows and columns 5 .. 28.
//   grid      all whole windows that fit beside each other, as a block around the centre
//
// With w windows of side s beside each other on a sensor of width W, the first column is
// floor((W - w s) / 2); likewise for rows. Windows are numbered row by row from the top left.

#include "core/geometry.hpp"
#include "encoding/spike_raster.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ebsnn {

/// The published layout.
inline constexpr const char* kCentralLayout = "central";

/// Help text of --layout.
inline constexpr const char* kLayoutHelp =
    "Windows of the sensor that the network sees: central (2 x 2 around the centre, published) or "
    "grid (every whole one, as a block around the centre)";

/// Largest number of windows of a layout.
inline constexpr std::size_t kMaxWindows = 10000;

/// A block of windows on the sensor.
class EvaluationLayout {
 public:
  /// `kind`: "central" or "grid"; `side` > 0: of a window (px). Throws InputError naming kind,
  /// sensor, side and bound if the kind is unknown, no such block fits on the sensor, or it has
  /// more than kMaxWindows windows.
  EvaluationLayout(std::string_view kind, const SensorGeometry& sensor, int side);

  /// Number of windows.
  [[nodiscard]] std::size_t size() const { return windows_.size(); }
  [[nodiscard]] const std::vector<Window>& windows() const& { return windows_; }
  [[nodiscard]] std::vector<Window> windows() && { return std::move(windows_); }
  [[nodiscard]] int side() const { return side_; }
  /// Windows beside, and above each other.
  [[nodiscard]] int columns() const { return columns_; }
  [[nodiscard]] int rows() const { return rows_; }
  /// First row and column of the block (px), and its height and width.
  [[nodiscard]] int top() const { return top_; }
  [[nodiscard]] int left() const { return left_; }
  [[nodiscard]] int height() const { return rows_ * side_; }
  [[nodiscard]] int width() const { return columns_ * side_; }
  /// Number of events in one of the windows.
  [[nodiscard]] std::size_t count_inside(const std::vector<Event>& events) const;

 private:
  int side_;
  int columns_;
  int rows_;
  int top_;
  int left_;
  std::vector<Window> windows_;
};

/// Where a window lies, for readers: "top-left", ... of 2 x 2 windows, else "row 1, column 3", from
/// 1.
[[nodiscard]] std::string window_name(const EvaluationLayout& layout, std::size_t window);

}  // namespace ebsnn
