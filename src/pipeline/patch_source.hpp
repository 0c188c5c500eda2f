#pragma once
// Source of the training patches: patch i is a function of (seed, i) and the data.

#include "encoding/spike_raster.hpp"
#include "events/dataset.hpp"
#include "network/parameters.hpp"
#include "pipeline/data_warnings.hpp"

#include <cstdint>
#include <vector>

namespace ebsnn {

/// Draws training patches: a random recording; a random window whose top row and left column are
/// each uniform in 17 - side .. 16 (5 .. 16 for side 12); random mirroring left-right and up-down,
/// and random transposing, each with probability 1/2. Events at t = 0 ms are left out.
class PatchSource {
 public:
  /// `data` must outlive the object and not be empty.
  PatchSource(const Dataset& data, const NetworkShape& shape, std::uint64_t seed);

  /// Patch number `patch`. Throws InputError if its recording cannot be read.
  [[nodiscard]] SpikeRaster patch(std::uint64_t patch);
  [[nodiscard]] const DataWarnings& warnings() const { return warnings_; }

 private:
  const Dataset& data_;
  NetworkShape shape_;
  std::uint64_t seed_;
  std::vector<std::uint8_t> scratch_;
  DataWarnings warnings_;
};

}  // namespace ebsnn
