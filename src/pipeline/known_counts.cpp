#include "pipeline/known_counts.hpp"

#include "core/checksum.hpp"

#include <algorithm>

namespace ebsnn {

std::uint64_t KnownCounts::key_of(const Presented& presented) {
  return presented.recording << 16U | presented.window;
}

const SpikeCounts* KnownCounts::find(const Presented& presented, const SpikeRaster& raster) const {
  if (raster.event_count() == 0) return of_empty_ ? &*of_empty_ : nullptr;
  const auto found = of_uncorrupted_.find(key_of(presented));
  if (found == of_uncorrupted_.end()) return nullptr;
  const Known& known = found->second;
  const bool equal = known.channels == checksum_of(raster.channels()) &&
                     known.offsets == checksum_of(raster.offsets());
  return equal ? &known.counts : nullptr;
}

void KnownCounts::add(const Presented& presented, const SpikeRaster& raster, bool is_uncorrupted,
                      const SpikeCounts& counts) {
  if (raster.event_count() == 0) {
    if (!of_empty_) of_empty_ = counts;
  } else if (is_uncorrupted && of_uncorrupted_.size() < kMostWindows) {
    of_uncorrupted_[key_of(presented)] = {checksum_of(raster.channels()),
                                          checksum_of(raster.offsets()), counts};
  }
}

std::uint64_t KnownCounts::bytes(std::uint64_t windows, const NetworkShape& shape) {
  constexpr std::uint64_t kNode = 48;  // of the table, and of the two vectors on the heap
  const auto neurons = static_cast<std::uint64_t>(shape.neurons());
  return std::min<std::uint64_t>(windows, kMostWindows) *
         (sizeof(Known) + kNode + neurons * sizeof(std::uint16_t));
}

}  // namespace ebsnn
