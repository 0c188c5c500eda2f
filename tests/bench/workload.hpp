#pragma once
// Patches for the benchmarks: windows of synthetic recordings, as dense as real ones, and a network
// trained on such windows. Only for benchmarks.

#include "encoding/spike_raster.hpp"
#include "network/parameters.hpp"
#include "network/weights.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn::bench {

struct Workload {
  ModelParameters model;  ///< the published ones
  NetworkWeights weights;
  std::vector<SpikeRaster> evaluation;  ///< quadrants, four per recording
  std::vector<SpikeRaster> training;    ///< windows, which follow those the network has learned
};

/// A network trained on `learned` windows, then `windows` more of them, and the quadrants of
/// `recordings` test recordings. Depends only on its arguments; takes about 2 ms per window.
[[nodiscard]] Workload make_workload(std::uint64_t learned, std::uint64_t windows,
                                     std::uint64_t recordings);

/// Mean number of LGN spikes per patch: events early enough to cause one.
[[nodiscard]] double mean_lgn_spikes(std::span<const SpikeRaster> patches);

}  // namespace ebsnn::bench
