#pragma once
// From events to the input of the network: windows of the sensor and rasters of channels over ms.

#include "core/geometry.hpp"
#include "events/event.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// Which channels receive an event in which ms of one patch presentation. channel = (row * side +
/// column) * 2 + (0 for ON, 1 for OFF). Channels of one ms are ascending and occur at most once. A
/// pixel is ON or OFF in a ms, never both.
class SpikeRaster {
 public:
  explicit SpikeRaster(int steps) : offsets_(static_cast<std::size_t>(steps) + 1, 0) {}

  /// From pairs (step[i], channel[i]) in any order. Pairs with step >= `steps` are left out;
  /// duplicates are kept once.
  static SpikeRaster from_pairs(int steps, std::span<const std::uint16_t> step,
                                std::span<const std::uint16_t> channel);

  [[nodiscard]] int steps() const { return static_cast<int>(offsets_.size()) - 1; }
  /// Channels with an event in ms `step`, ascending.
  [[nodiscard]] std::span<const std::uint16_t> at(int step) const;
  [[nodiscard]] std::size_t event_count() const { return channels_.size(); }
  /// All channels, step by step; those of step s are at offsets()[s] .. offsets()[s + 1] - 1.
  [[nodiscard]] std::span<const std::uint16_t> channels() const { return channels_; }
  [[nodiscard]] std::span<const std::uint32_t> offsets() const { return offsets_; }

 private:
  friend class RasterBuilder;
  std::vector<std::uint32_t> offsets_;   // steps + 1
  std::vector<std::uint16_t> channels_;  // events of step s: offsets_[s] .. offsets_[s + 1] - 1
};

/// A square part of the sensor as the network sees it: rows top .. top + side - 1, columns left ..
/// left + side - 1, then mirrored left-right, mirrored up-down and transposed, in this order.
struct Window {
  int top = 0;
  int left = 0;
  int side = kDefaultPatchSide;
  bool mirror_left_right = false;
  bool mirror_up_down = false;
  bool transpose = false;
  bool skip_first_ms = false;  ///< leave out events at t = 0 ms, as training does
};

/// The raster of `window` over `steps` > 0 ms. Time in ms =
/// floor(t_us / 1000). If several events of a pixel fall into one ms, the last in file order wins.
/// Times of `steps` ms and more are left out. Reuses `scratch` between calls (its contents do not
/// matter).
SpikeRaster encode(std::span<const Event> events, const Window& window, int steps,
                   std::vector<std::uint8_t>& scratch);

/// The rasters of several windows in one pass over the events. The windows must not overlap and
/// must have the same side and skip_first_ms.
std::vector<SpikeRaster> encode(std::span<const Event> events, std::span<const Window> windows,
                                int steps, std::vector<std::uint8_t>& scratch);

}  // namespace ebsnn
