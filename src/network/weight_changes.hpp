#pragma once
// Changes of weights, summed exactly: the sum does not depend on the order or on the rank that adds
// them.
//
// Each change is rounded to a multiple of quantum() = 2^(m - 49), where 2^m is above every upper
// bound (published bounds: 2^-46 = 1.4e-14), and summed as an integer. Up to kMostPatches changes
// cannot overflow, because none exceeds twice the bound.

#include "network/parameters.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

class WeightChanges {
 public:
  static constexpr std::uint64_t kMostPatches = 8192;

  /// Sums of `count` weights, all 0. Weights lie within the bounds of `parameters`.
  WeightChanges(const ModelParameters& parameters, std::size_t count);

  /// Makes all sums 0 again.
  void clear();
  /// Adds now[i] - before[i] to sum first + i. Both spans have the same size.
  void add(std::size_t first, std::span<const double> now, std::span<const double> before);
  /// weights[i] += sum first + i.
  void apply(std::size_t first, std::span<double> weights) const;

  [[nodiscard]] double quantum() const { return quantum_; }
  /// Sums as multiples of quantum(), to add those of other ranks.
  [[nodiscard]] std::span<std::int64_t> multiples() { return sums_; }

 private:
  double quantum_;
  std::vector<std::int64_t> sums_;
};

}  // namespace ebsnn
