#pragma once
// Normally distributed noise by one look-up. Only for events and its tests.
//
// 4096 equally likely values: the quantiles (i + 1/2) / 4096 of N(0, 1), scaled to unit variance.
// This is fine enough for noise that is added to noise; RandomSequence::normal() has finer steps
// and the tails beyond 3.7.

#include "core/random.hpp"

#include <array>
#include <cstddef>

namespace ebsnn {

class NormalTable {
 public:
  static constexpr unsigned kBits = 12;
  static constexpr std::size_t kSize = std::size_t{1} << kBits;

  NormalTable();

  /// One value, drawn with 32 bits of `random`.
  float draw(RandomSequence& random) const { return values_[random.bits() >> (32U - kBits)]; }

  [[nodiscard]] const std::array<float, kSize>& values() const { return values_; }

 private:
  std::array<float, kSize> values_{};
};

}  // namespace ebsnn
