#pragma once
// Powers of two as the vector code computes them, bit for bit. Only for src/kernels.

#include "kernels/model_constants.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace ebsnn {

/// 2^x; beyond the limits, the value at the limit.
template <class Real>
[[nodiscard]] inline Real power_of_two(Real x) {
  using Power = model::PowerOfTwo<Real>;
  using Bits = std::conditional_t<sizeof(Real) == sizeof(double), std::uint64_t, std::uint32_t>;
  x = std::min(std::max(x, -Power::kLimit), Power::kLimit);
  const Real shifted = x + Power::kRoundToInteger;
  const Real f = x - (shifted - Power::kRoundToInteger);
  Real sum = Power::kFactor[Power::kDegree];
  for (int i = Power::kDegree - 1; i >= 0; --i) sum = std::fma(sum, f, Power::kFactor[i]);
  const Bits exponent = std::bit_cast<Bits>(shifted) << Power::kExponentShift;
  return std::bit_cast<Real>(std::bit_cast<Bits>(sum) + exponent);
}

}  // namespace ebsnn
