#include "pipeline/known_counts.hpp"

#include "core/checksum.hpp"

namespace ebsnn {

const SpikeCounts* KnownCounts::find(const Presented& presented, const SpikeRaster& raster) const {
  if (raster.event_count() == 0) return of_empty_ ? &*of_empty_ : nullptr;
  const auto recording = of_recordings_.find(presented.recording);
  if (recording == of_recordings_.end() || presented.window >= recording->second.size()) {
    return nullptr;
  }
  const Known& known = recording->second[presented.window];
  const bool equal = known.channels == checksum_of(raster.channels()) &&
                     known.offsets == checksum_of(raster.offsets());
  return equal ? &known.counts : nullptr;
}

void KnownCounts::add_if_empty(const SpikeRaster& raster, const SpikeCounts& counts) {
  if (raster.event_count() == 0) of_empty_ = counts;
}

void KnownCounts::add_uncorrupted(const Presented& presented, const SpikeRaster& raster,
                                  const SpikeCounts& counts) {
  std::vector<Known>& windows = of_recordings_[presented.recording];
  if (presented.window != windows.size()) return;
  windows.push_back({checksum_of(raster.channels()), checksum_of(raster.offsets()), counts});
}

}  // namespace ebsnn
