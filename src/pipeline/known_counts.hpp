#pragma once
// Spike counts that need no simulation, since the same input was presented before.

#include "encoding/spike_raster.hpp"
#include "network/simulator.hpp"
#include "pipeline/recordable.hpp"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ebsnn {

/// A presentation starts from rest, so that its counts depend only on its raster (see Simulator).
/// Two kinds of rasters come again and again: those without events, and those of windows that a
/// corruption leaves as they are, such as windows beside the box of drop_area. Rasters count as equal
/// if two 64-bit checksums, of their channels and of their offsets, are.
class KnownCounts {
 public:
  /// Of an empty raster, or of one that equals that of the same window of the uncorrupted recording.
  /// nullptr: the raster has to be simulated.
  [[nodiscard]] const SpikeCounts* find(const Presented& presented,
                                        const SpikeRaster& raster) const;

  /// Keeps the counts of a raster without events.
  void add_if_empty(const SpikeRaster& raster, const SpikeCounts& counts);
  /// Keeps the counts of a window of an uncorrupted recording. The windows of a recording are added
  /// in their order; those of a recording that is added again are ignored.
  void add_uncorrupted(const Presented& presented, const SpikeRaster& raster,
                       const SpikeCounts& counts);

 private:
  struct Known {
    std::uint64_t channels;  ///< checksums of the raster
    std::uint64_t offsets;
    SpikeCounts counts;
  };
  std::optional<SpikeCounts> of_empty_;
  std::unordered_map<std::uint64_t, std::vector<Known>> of_recordings_;  ///< [recording][window]
};

}  // namespace ebsnn
