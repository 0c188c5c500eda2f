// Fused multiply-add and powers of two for the instruction set at hand. Included anew for each by
// Highway's foreach_target. Only for src/kernels.

#if defined(EBSNN_VECTOR_MATH_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef EBSNN_VECTOR_MATH_INL_HPP
#undef EBSNN_VECTOR_MATH_INL_HPP
#else
#define EBSNN_VECTOR_MATH_INL_HPP
#endif

#include "kernels/model_constants.hpp"

#include <hwy/highway.h>

#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace ebsnn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::CappedTag<double, 8>;
using V = hn::Vec<D>;
using M = hn::Mask<D>;

/// a * b + c, rounded once on every instruction set: where there is no such instruction, lane by
/// lane.
HWY_INLINE V fused(D d, V a, V b, V c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulAdd(a, b, c);
#else
  HWY_ALIGN double x[hn::MaxLanes(D())];
  HWY_ALIGN double y[hn::MaxLanes(D())];
  HWY_ALIGN double z[hn::MaxLanes(D())];
  hn::Store(a, d, x);
  hn::Store(b, d, y);
  hn::Store(c, d, z);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) {
    z[i] = std::fma(x[i], y[i], z[i]);
  }
  return hn::Load(d, z);
#endif
}

/// a * b - c, rounded once.
HWY_INLINE V fused_minus(D d, V a, V b, V c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulSub(a, b, c);
#else
  return fused(d, a, b, hn::Neg(c));
#endif
}

HWY_INLINE V power_of_two(D d, V x) {
  using namespace model;
  const hn::RebindToUnsigned<D> du;
  const auto c = [&](int i) HWY_ATTR { return hn::Set(d, kPowerOfTwo[i]); };
  const V round = hn::Set(d, kRoundToInteger);
  x = hn::Min(hn::Max(x, hn::Set(d, -kPowerLimit)), hn::Set(d, kPowerLimit));
  const V shifted = hn::Add(x, round);
  const V f = hn::Sub(x, hn::Sub(shifted, round));
  const V f2 = hn::Mul(f, f);
  V even = fused(d, c(10), f2, c(8));
  V odd = fused(d, c(11), f2, c(9));
  for (int i = 6; i >= 0; i -= 2) {
    even = fused(d, even, f2, c(i));
    odd = fused(d, odd, f2, c(i + 1));
  }
  const auto bits = hn::BitCast(du, fused(d, odd, f, even));
  return hn::BitCast(d, hn::Add(bits, hn::ShiftLeft<52>(hn::BitCast(du, shifted))));
}

}  // namespace ebsnn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
