#include "encoding/event_codes.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace ebsnn {
namespace {

constexpr std::size_t kPolarities = 2;

void require_rasters(std::span<const SpikeRaster> rasters, const EvaluationLayout& layout) {
  if (rasters.size() != layout.size()) {
    throw InputError(fmt::format("events of {} windows: {} rasters, must be equal", layout.size(),
                                 rasters.size()));
  }
}

/// Place of a channel of a window in [row, column, (ON, OFF)] of the whole block.
std::size_t place_in_block(std::size_t window, std::size_t channel,
                           const EvaluationLayout& layout) {
  const auto side = static_cast<std::size_t>(layout.side());
  const auto columns = static_cast<std::size_t>(layout.columns());
  const std::size_t pixel = channel / kPolarities;
  const std::size_t row = window / columns * side + pixel / side;
  const std::size_t column = window % columns * side + pixel % side;
  return (row * columns * side + column) * kPolarities + channel % kPolarities;
}

}  // namespace

std::vector<std::uint16_t> lgn_spikes(std::span<const SpikeRaster> rasters,
                                      const EvaluationLayout& layout) {
  require_rasters(rasters, layout);
  const auto side = static_cast<std::size_t>(layout.side());
  const std::size_t channels = kPolarities * side * side;
  std::vector<std::uint16_t> counts(rasters.size() * channels, 0);
  for (std::size_t w = 0; w < rasters.size(); ++w) {
    for (int step = 0; step + 1 < rasters[w].steps(); ++step) {
      for (const std::uint16_t channel : rasters[w].at(step)) ++counts[w * channels + channel];
    }
  }
  return counts;
}

std::vector<std::uint16_t> events_polarity(std::span<const SpikeRaster> rasters,
                                           const EvaluationLayout& layout) {
  require_rasters(rasters, layout);
  const auto pixels =
      static_cast<std::size_t>(layout.height()) * static_cast<std::size_t>(layout.width());
  std::vector<std::uint16_t> counts(pixels * kPolarities, 0);
  for (std::size_t w = 0; w < rasters.size(); ++w) {
    for (const std::uint16_t channel : rasters[w].channels()) {
      ++counts[place_in_block(w, channel, layout)];
    }
  }
  return counts;
}

std::vector<std::uint16_t> events_merged(std::span<const SpikeRaster> rasters,
                                         const EvaluationLayout& layout) {
  const std::vector<std::uint16_t> polarity = events_polarity(rasters, layout);
  std::vector<std::uint16_t> counts(polarity.size() / kPolarities, 0);
  for (std::size_t i = 0; i < polarity.size(); ++i) {
    counts[i / kPolarities] = static_cast<std::uint16_t>(counts[i / kPolarities] + polarity[i]);
  }
  return counts;
}

std::vector<std::uint16_t> events_pool2(std::span<const SpikeRaster> rasters,
                                        const EvaluationLayout& layout) {
  const std::vector<std::uint16_t> polarity = events_polarity(rasters, layout);
  const auto width = static_cast<std::size_t>(layout.width());
  const std::size_t pools_down = (static_cast<std::size_t>(layout.height()) + 1) / 2;
  const std::size_t pools_across = (width + 1) / 2;
  std::vector<std::uint16_t> counts(pools_down * pools_across * kPolarities, 0);
  for (std::size_t i = 0; i < polarity.size(); ++i) {
    const std::size_t row = i / kPolarities / width;
    const std::size_t column = i / kPolarities % width;
    const std::size_t pool = (row / 2 * pools_across + column / 2) * kPolarities + i % kPolarities;
    counts[pool] = static_cast<std::uint16_t>(counts[pool] + polarity[i]);
  }
  return counts;
}

}  // namespace ebsnn
