#include "encoding/spike_raster.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <numeric>
#include <utility>

namespace ebsnn {
namespace {

// A grid of the window: for each ms one bit a channel. ON and OFF of a pixel are neighbours in one
// word, so that an event replaces an earlier one in one step, and the set bits in ascending order
// are the channels of the raster.
using Word = std::uint64_t;
constexpr unsigned kWordBits = 64;

constexpr std::size_t words_a_step(int side) {
  return (2U * static_cast<std::size_t>(side * side) + kWordBits - 1) / kWordBits;
}

Word load(const std::vector<std::uint8_t>& grid, std::size_t index) {
  Word word = 0;
  std::memcpy(&word, grid.data() + index * sizeof(Word), sizeof(Word));
  return word;
}

void store(std::vector<std::uint8_t>& grid, std::size_t index, Word word) {
  std::memcpy(grid.data() + index * sizeof(Word), &word, sizeof(Word));
}

/// ON channel of a pixel (row, column in the window): origin + row * row_stride + column *
/// column_stride.
struct ChannelMap {
  int origin = 0;
  int row_stride = 0;
  int column_stride = 0;
};

ChannelMap channel_map(const Window& window) {
  ChannelMap map{.origin = 0, .row_stride = 2 * window.side, .column_stride = 2};
  if (window.transpose) {
    std::swap(map.row_stride, map.column_stride);
  }
  if (window.mirror_left_right) {
    map.origin += (window.side - 1) * map.column_stride;
    map.column_stride = -map.column_stride;
  }
  if (window.mirror_up_down) {
    map.origin += (window.side - 1) * map.row_stride;
    map.row_stride = -map.row_stride;
  }
  return map;
}

/// Marks the events of `window` in `grid`; returns how many there were. Events outside go to the
/// grid's last word, which nobody reads: whether the next event lies inside is anyone's guess, and
/// a branch on it would cost more than the work.
std::size_t mark(std::span<const Event> events, const Window& window, int steps,
                 std::vector<std::uint8_t>& grid) {
  const ChannelMap map = channel_map(window);
  const auto side = static_cast<unsigned>(window.side);
  const std::size_t stride = words_a_step(window.side);
  const std::size_t outside = static_cast<std::size_t>(steps) * stride;
  const std::uint32_t first_us = window.skip_first_ms ? 1000U : 0U;
  const std::uint32_t span_us = static_cast<std::uint32_t>(steps) * 1000U - first_us;
  std::size_t marked = 0;
  for (const Event& event : events) {
    // Unsigned, what lies before the first row, column or time is huge.
    const int row = event.y - window.top;
    const int column = event.x - window.left;
    const bool inside = (static_cast<unsigned>(row) < side) &
                        (static_cast<unsigned>(column) < side) & (event.t_us - first_us < span_us);
    const auto on_channel =
        static_cast<unsigned>(map.origin + row * map.row_stride + column * map.column_stride);
    const std::size_t index =
        inside ? event.t_us / 1000U * stride + on_channel / kWordBits : outside;
    const unsigned on_bit = on_channel % kWordBits;
    const Word others = load(grid, index) & ~(Word{3} << on_bit);
    store(grid, index, others | (Word{event.on ? 1U : 2U} << on_bit));
    marked += inside ? 1U : 0U;
  }
  return marked;
}

}  // namespace

/// Fills the private arrays of a raster.
class RasterBuilder {
 public:
  static SpikeRaster from_grid(int steps, std::size_t stride, std::size_t max_events,
                               const std::vector<std::uint8_t>& grid) {
    SpikeRaster raster(steps);
    raster.channels_.reserve(max_events);
    for (std::size_t step = 0; step < static_cast<std::size_t>(steps); ++step) {
      for (std::size_t i = 0; i < stride; ++i) {
        append_bits(load(grid, step * stride + i), i * kWordBits, raster.channels_);
      }
      raster.offsets_[step + 1] = static_cast<std::uint32_t>(raster.channels_.size());
    }
    return raster;
  }

 private:
  static void append_bits(Word word, std::size_t first, std::vector<std::uint16_t>& channels) {
    for (; word != 0; word &= word - 1) {  // takes the lowest bit away
      channels.push_back(
          static_cast<std::uint16_t>(first + static_cast<unsigned>(std::countr_zero(word))));
    }
  }
};

SpikeRaster SpikeRaster::from_pairs(int steps, std::span<const std::uint16_t> step,
                                    std::span<const std::uint16_t> channel) {
  assert(step.size() == channel.size());
  // One number a pair, ordered by step, then channel.
  std::vector<std::uint32_t> pairs;
  pairs.reserve(step.size());
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] < steps) {
      pairs.push_back((std::uint32_t{step[i]} << 16U) | channel[i]);
    }
  }
  std::ranges::sort(pairs);
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());

  SpikeRaster raster(steps);
  raster.channels_.reserve(pairs.size());
  for (const std::uint32_t pair : pairs) {
    raster.channels_.push_back(static_cast<std::uint16_t>(pair));
    ++raster.offsets_[(pair >> 16U) + 1];
  }
  std::partial_sum(raster.offsets_.begin(), raster.offsets_.end(), raster.offsets_.begin());
  return raster;
}

std::span<const std::uint16_t> SpikeRaster::at(int step) const {
  const auto s = static_cast<std::size_t>(step);
  return std::span(channels_).subspan(offsets_[s], offsets_[s + 1] - offsets_[s]);
}

SpikeRaster encode(std::span<const Event> events, const Window& window, int steps,
                   std::vector<std::uint8_t>& scratch) {
  assert(steps > 0 && window.side > 0 && window.top >= 0 &&
         window.top + window.side <= kSensorSide);
  assert(window.left >= 0 && window.left + window.side <= kSensorSide);
  const std::size_t stride = words_a_step(window.side);
  scratch.assign((static_cast<std::size_t>(steps) * stride + 1) * sizeof(Word), 0);
  const std::size_t marked = mark(events, window, steps, scratch);
  return RasterBuilder::from_grid(steps, stride, marked, scratch);
}

std::array<Window, 4> evaluation_quadrants(int side) {
  const int first = central_margin(side);
  const int second = first + side;
  return {Window{.top = first, .left = first, .side = side},
          Window{.top = first, .left = second, .side = side},
          Window{.top = second, .left = first, .side = side},
          Window{.top = second, .left = second, .side = side}};
}

}  // namespace ebsnn
