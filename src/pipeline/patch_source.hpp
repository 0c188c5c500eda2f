#pragma once
// What is presented in training: patch i is a function of (seed, i) and the data.

#include "encoding/spike_raster.hpp"
#include "events/dataset.hpp"
#include "network/parameters.hpp"
#include "pipeline/data_warnings.hpp"

#include <cstdint>
#include <vector>

namespace ebsnn {

/// Draws training patches: a random recording; a random window with its top row and left column
/// each uniform in 17 - side .. 16 (5 .. 16 for side 12); coin flips for mirroring left-right,
/// up-down, and transposing; events at t = 0 ms left out.
class PatchSource {
 public:
  /// `data` must outlive the object and not be empty.
  PatchSource(const Dataset& data, const NetworkShape& shape, std::uint64_t seed);

  /// Patch number `patch`. Throws InputError where its recording cannot be read.
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
