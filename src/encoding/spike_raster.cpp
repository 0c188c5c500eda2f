#include "encoding/spike_raster.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <numeric>
#include <utility>

namespace ebsnn {
namespace {

// Grid of a window: one bit per channel for each ms. ON and OFF of a pixel are neighbours in one
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

/// The smallest part of the sensor that holds all windows.
struct Box {
  unsigned top = 0;
  unsigned left = 0;
  unsigned rows = 0;
  unsigned columns = 0;

  /// Number of a pixel in the box; the number of pixels for a pixel outside.
  [[nodiscard]] std::size_t place_of(unsigned row, unsigned column) const {
    // Unsigned: what lies before the first row or column becomes huge.
    const unsigned y = row - top;
    const unsigned x = column - left;
    // No branch: the processor cannot predict whether the next event lies inside.
    const bool inside =
        static_cast<bool>(static_cast<int>(y < rows) & static_cast<int>(x < columns));
    return inside ? std::size_t{y} * columns + x : pixels();
  }
  [[nodiscard]] std::size_t pixels() const { return std::size_t{rows} * columns; }
};

Box box_around(std::span<const Window> windows) {
  int top = windows[0].top;
  int left = windows[0].left;
  int bottom = top;
  int right = left;
  for (const Window& window : windows) {
    top = std::min(top, window.top);
    left = std::min(left, window.left);
    bottom = std::max(bottom, window.top + window.side);
    right = std::max(right, window.left + window.side);
  }
  return {static_cast<unsigned>(top), static_cast<unsigned>(left),
          static_cast<unsigned>(bottom - top), static_cast<unsigned>(right - left)};
}

/// Where the events of a pixel go in the grids of several windows, which are stored one after the
/// other.
struct Place {
  std::uint32_t word = 0;    // of the first ms
  std::uint16_t stride = 0;  // words per ms; 0 for pixels in no window
  std::uint8_t on_bit = 0;
};

/// Of each pixel of a box, and of all pixels outside it. Events of pixels in no window go to an
/// extra word after the grids, which is never read. The processor cannot predict whether the next
/// event lies inside a window, so a branch would cost more than this write.
std::vector<Place> places_of(std::span<const Window> windows, const Box& box,
                             std::size_t words_a_window, std::size_t outside) {
  std::vector<Place> places(box.pixels() + 1, {.word = static_cast<std::uint32_t>(outside)});
  for (std::size_t w = 0; w < windows.size(); ++w) {
    const Window& window = windows[w];
    const ChannelMap map = channel_map(window);
    for (int row = 0; row < window.side; ++row) {
      for (int column = 0; column < window.side; ++column) {
        const auto on_channel =
            static_cast<unsigned>(map.origin + row * map.row_stride + column * map.column_stride);
        Place& place = places[box.place_of(static_cast<unsigned>(window.top + row),
                                           static_cast<unsigned>(window.left + column))];
        assert(place.stride == 0);  // windows do not overlap
        place.word = static_cast<std::uint32_t>(w * words_a_window + on_channel / kWordBits);
        place.stride = static_cast<std::uint16_t>(words_a_step(window.side));
        place.on_bit = static_cast<std::uint8_t>(on_channel % kWordBits);
      }
    }
  }
  return places;
}

/// Marks events of first_us <= t_us < end_us in the grids.
void mark(std::span<const Event> events, const Box& box, std::span<const Place> places,
          std::uint32_t first_us, std::uint32_t end_us, std::size_t outside,
          std::vector<std::uint8_t>& grids) {
  for (const Event& event : events) {
    const Place place = places[box.place_of(event.y, event.x)];
    // Unsigned: a time before first_us becomes huge.
    const bool in_time = event.t_us - first_us < end_us - first_us;
    const std::size_t index =
        in_time ? place.word + std::size_t{event.t_us / 1000U} * place.stride : outside;
    const Word others = load(grids, index) & ~(Word{3} << place.on_bit);
    store(grids, index, others | (Word{event.on ? 1U : 2U} << place.on_bit));
  }
}

}  // namespace

/// Fills the private arrays of a raster.
class RasterBuilder {
 public:
  static SpikeRaster from_grid(int steps, std::size_t stride, std::size_t first_word,
                               std::size_t max_events, const std::vector<std::uint8_t>& grids) {
    SpikeRaster raster(steps);
    raster.channels_.resize(max_events + kUnseen);
    std::uint16_t* const first = raster.channels_.data();
    std::uint16_t* end = first;
    for (std::size_t step = 0; step < static_cast<std::size_t>(steps); ++step) {
      for (std::size_t i = 0; i < stride; ++i) {
        end = append_bits(load(grids, first_word + step * stride + i), i * kWordBits, end);
      }
      raster.offsets_[step + 1] = static_cast<std::uint32_t>(end - first);
    }
    raster.channels_.resize(static_cast<std::size_t>(end - first));
    return raster;
  }

 private:
  /// Number of bits of a word that are written without checking whether they are set.
  static constexpr std::size_t kUnseen = 2;

  /// Returns the end of what it has written; it uses up to kUnseen elements after that. Most words
  /// have no bit, one or two: a branch on that would cost more than unneeded writes.
  static std::uint16_t* append_bits(Word word, std::size_t first, std::uint16_t* channels) {
    constexpr Word kHighest = Word{1} << (kWordBits - 1);
    for (std::size_t i = 0; i < kUnseen; ++i) {
      *channels = channel_of(first, word | kHighest);
      channels += static_cast<int>(word != 0);
      word &= word - 1;  // clears the lowest bit
    }
    for (; word != 0; word &= word - 1) *channels++ = channel_of(first, word);
    return channels;
  }
  static std::uint16_t channel_of(std::size_t first, Word word) {
    return static_cast<std::uint16_t>(first + static_cast<unsigned>(std::countr_zero(word)));
  }
};

SpikeRaster SpikeRaster::from_pairs(int steps, std::span<const std::uint16_t> step,
                                    std::span<const std::uint16_t> channel) {
  assert(step.size() == channel.size());
  // One number per pair, ordered by step, then channel.
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

std::vector<SpikeRaster> encode(std::span<const Event> events, std::span<const Window> windows,
                                int steps, std::vector<std::uint8_t>& scratch) {
  assert(steps > 0 && !windows.empty());
  for ([[maybe_unused]] const Window& window : windows) {
    assert(window.side == windows[0].side && window.skip_first_ms == windows[0].skip_first_ms);
    assert(window.side > 0 && window.top >= 0 && window.left >= 0);
  }
  const std::size_t stride = words_a_step(windows[0].side);
  const std::size_t words_a_window = static_cast<std::size_t>(steps) * stride;
  const std::size_t outside = windows.size() * words_a_window;
  scratch.assign((outside + 1) * sizeof(Word), 0);
  const Box box = box_around(windows);
  mark(events, box, places_of(windows, box, words_a_window, outside),
       windows[0].skip_first_ms ? 1000U : 0U, static_cast<std::uint32_t>(steps) * 1000U, outside,
       scratch);
  std::vector<SpikeRaster> rasters;
  rasters.reserve(windows.size());
  for (std::size_t w = 0; w < windows.size(); ++w) {
    rasters.push_back(
        RasterBuilder::from_grid(steps, stride, w * words_a_window, events.size(), scratch));
  }
  return rasters;
}

SpikeRaster encode(std::span<const Event> events, const Window& window, int steps,
                   std::vector<std::uint8_t>& scratch) {
  return std::move(encode(events, std::span(&window, 1), steps, scratch).front());
}

}  // namespace ebsnn
