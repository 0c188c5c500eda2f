#pragma once
// Input of the readout: counts of spikes (or events), one row per recording, and how they are
// scaled. The published code has 576 of V1: quadrant, then neuron; they are not scaled.

#include "core/error.hpp"
#include "readout/scaling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ebsnn {

/// View of counts [samples, features], row-major, and of their scaling; both must outlive it. It may
/// have no samples.
class FeatureMatrix {
 public:
  /// Throws InputError if `counts` is not a whole number of rows of `features` (> 0) counts.
  FeatureMatrix(std::span<const std::uint16_t> counts, std::size_t features,
                const Scaling* scaling = nullptr)
      : counts_(counts), features_(features), scaling_(scaling) {
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
  /// nullptr: the counts are not scaled.
  [[nodiscard]] const Scaling* scaling() const { return scaling_; }
  /// Writes the scaled features of a sample and the bias feature, 1, to `values` [features + 1].
  void load_with_bias(std::size_t sample, double* values) const {
    const auto counts = row(sample);
    if (scaling_ == nullptr) {
      std::copy(counts.begin(), counts.end(), values);
    } else {
      scaling_->apply(counts, values);
    }
    values[features_] = 1.0;
  }

 private:
  std::span<const std::uint16_t> counts_;
  std::size_t features_;
  const Scaling* scaling_;
};

}  // namespace ebsnn
