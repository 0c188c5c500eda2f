#pragma once
// Input of the readout: V1 spike counts, one row per recording, in file order (quadrant, then
// neuron; 576 for the published network), not scaled.

#include "core/error.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace ebsnn {

/// View of spike counts [samples, features], row-major; the counts must outlive it. It may have no
/// samples.
class FeatureMatrix {
 public:
  /// Throws InputError if `counts` is not a whole number of rows of `features` (> 0) counts.
  FeatureMatrix(std::span<const std::uint16_t> counts, std::size_t features)
      : counts_(counts), features_(features) {
    if (features == 0) throw InputError("spike counts: 0 features per sample, must be at least 1");
    if (counts.size() % features != 0) {
      throw InputError(
          fmt::format("spike counts: {} values are not a whole number of rows of {} features",
                      counts.size(), features));
    }
  }

  [[nodiscard]] std::size_t samples() const { return counts_.size() / features_; }
  [[nodiscard]] std::size_t features() const { return features_; }
  [[nodiscard]] std::span<const std::uint16_t> counts() const { return counts_; }
  [[nodiscard]] std::span<const std::uint16_t> row(std::size_t sample) const {
    return counts_.subspan(sample * features_, features_);
  }

 private:
  std::span<const std::uint16_t> counts_;
  std::size_t features_;
};

}  // namespace ebsnn
