#pragma once
// Source of the training patches: patch i is a function of (seed, i) and the data.

#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"
#include "events/dataset.hpp"
#include "network/parameters.hpp"
#include "pipeline/data_warnings.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn {

/// Draws training patches: a random recording; a random window inside the block of windows of an
/// evaluation (evaluation_layout.hpp); random mirroring left-right and up-down, and random
/// transposing, each with probability 1/2. Events at t = 0 ms are left out.
///
/// The top row is uniform on r .. r + (n - 1) side - 1, where r is the first row of the block and n
/// the number of windows above each other (r if n is 1): 5 .. 16 as published. Likewise for columns.
class PatchSource {
 public:
  /// `data` must outlive the object and not be empty.
  /// Throws InputError if windows of this `layout` do not fit on its sensor.
  PatchSource(const Dataset& data, const std::string& layout, const NetworkShape& shape,
              std::uint64_t seed);

  /// Patch number `patch`. Throws InputError if its recording cannot be read.
  [[nodiscard]] SpikeRaster patch(std::uint64_t patch);
  [[nodiscard]] const DataWarnings& warnings() const { return warnings_; }

 private:
  const Dataset& data_;
  EvaluationLayout layout_;
  NetworkShape shape_;
  std::uint64_t seed_;
  std::vector<std::uint8_t> scratch_;
  DataWarnings warnings_;
};

}  // namespace ebsnn
