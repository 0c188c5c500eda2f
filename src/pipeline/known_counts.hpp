#pragma once
// Spike counts that need no simulation, since the same input was presented before.

#include "encoding/spike_raster.hpp"
#include "network/parameters.hpp"
#include "network/simulator.hpp"
#include "pipeline/recordable.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

namespace ebsnn {

/// A presentation starts from rest, so that its counts depend only on its raster (see Simulator).
/// Two kinds of rasters come again and again: those without events, and those of windows that a
/// corruption leaves as they are, such as windows beside the box of drop_area. Rasters count as equal
/// if two 64-bit checksums, of their channels and of their offsets, are.
class KnownCounts {
 public:
  /// Counts of so many windows are kept at most: about 50 MB for the published network. Others are
  /// simulated each time.
  static constexpr std::size_t kMostWindows = 100'000;

  /// Of an empty raster, or of one that equals that of the same window of the uncorrupted recording.
  /// nullptr: the raster has to be simulated.
  [[nodiscard]] const SpikeCounts* find(const Presented& presented,
                                        const SpikeRaster& raster) const;
  /// Keeps the counts of a raster if it is empty, or if the recording is uncorrupted.
  void add(const Presented& presented, const SpikeRaster& raster, bool is_uncorrupted,
           const SpikeCounts& counts);

  /// Memory that the counts of `windows` windows take, about.
  [[nodiscard]] static std::uint64_t bytes(std::uint64_t windows, const NetworkShape& shape);

 private:
  struct Known {
    std::uint64_t channels = 0;  ///< checksums of the raster
    std::uint64_t offsets = 0;
    SpikeCounts counts = {};
  };
  [[nodiscard]] static std::uint64_t key_of(const Presented& presented);

  std::optional<SpikeCounts> of_empty_;
  std::unordered_map<std::uint64_t, Known> of_uncorrupted_;  ///< by recording and window
};

}  // namespace ebsnn
