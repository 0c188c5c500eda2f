#pragma once
// The arithmetic of inference in a loop of its own: the reference of the end-to-end benchmark, and
// not a bound. The kernel arranges the same work in another way, and is faster on some processors.
// Only for benchmarks.
//
// Each step adds the rows of weights that spikes cause, and updates vm, wad, z, vt and the
// conductances of 180 neurons, one exp for each, with the arithmetic of kernels/inference.hpp: one
// pass over vectors of the widest kind, without branches, refractory state, or search for spikes.
// The rows to add are known beforehand, from a presentation to the product, so there are as many
// additions as in the product. vm is kept at vt where it would spike. Uses the instruction set that
// kernels/kernels.hpp has chosen.

#include "encoding/spike_raster.hpp"
#include "kernels/aligned.hpp"
#include "network/simulator.hpp"
#include "network/weights.hpp"

#include <cstdint>
#include <vector>

namespace ebsnn::bench {

/// Rows to add in one step, each an offset into its matrix.
struct StepRows {
  std::vector<std::uint32_t> lgn, v1, inh;
};

/// The steps of one patch: the delivered `raster`, and the spikes it caused.
[[nodiscard]] std::vector<StepRows> rows_of(const SpikeRaster& raster, const SpikeTrain& spikes,
                                            const NetworkShape& shape);

class BareLoop {
 public:
  /// Only for published sizes: 144 V1 and 36 Inh neurons.
  explicit BareLoop(const NetworkWeights& weights);
  /// One patch. Returns the sum of all state, so that the compiler cannot remove anything.
  double present(const std::vector<StepRows>& steps);

  static constexpr std::size_t kV1 = 144;
  static constexpr std::size_t kInh = 36;
  static constexpr std::size_t kLanes = padded(kV1 + kInh);
  static constexpr std::size_t kInhLanes = kLanes - kV1;

 private:
  AlignedArray lgn_, v1_, inh_;  // [pre, lane]; V1 rows only reach the lanes of Inh
  AlignedArray blocks_;
};

}  // namespace ebsnn::bench
