// Fused multiply-add and powers of two for one instruction set. Included again for each set by
// Highway's foreach_target. Only for src/kernels and benchmarks.

#if defined(EBSNN_VECTOR_MATH_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef EBSNN_VECTOR_MATH_INL_HPP
#undef EBSNN_VECTOR_MATH_INL_HPP
#else
#define EBSNN_VECTOR_MATH_INL_HPP
#endif

#include "kernels/aligned.hpp"
#include "kernels/model_constants.hpp"

#include <hwy/highway.h>

#include <cmath>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace ebsnn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// A whole vector of Real, at most lanes_of<Real>.
template <class Real>
using TagOf = hn::CappedTag<Real, lanes_of<Real>>;
template <class Real>
using VectorOf = hn::Vec<TagOf<Real>>;
template <class Real>
using MaskOf = hn::Mask<TagOf<Real>>;

using D = TagOf<double>;
using V = VectorOf<double>;
using M = MaskOf<double>;

/// a * b + c, rounded once on every instruction set. If a set has no such instruction, it is
/// emulated lane by lane.
template <class Tag>
HWY_INLINE hn::Vec<Tag> fused(Tag d, hn::Vec<Tag> a, hn::Vec<Tag> b, hn::Vec<Tag> c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulAdd(a, b, c);
#else
  using Real = hn::TFromD<Tag>;
  HWY_ALIGN Real x[hn::MaxLanes(Tag())];
  HWY_ALIGN Real y[hn::MaxLanes(Tag())];
  HWY_ALIGN Real z[hn::MaxLanes(Tag())];
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

// With masked instructions, the compiler merges the operation and the choice into one instruction.
// Without them, choosing between zero and the operand is cheaper.
inline constexpr bool kMaskedInstructions = HWY_TARGET <= HWY_AVX3;

/// a - b where `where`, else a.
HWY_INLINE V sub_where(M where, V a, V b) {
  return kMaskedInstructions ? hn::IfThenElse(where, hn::Sub(a, b), a)
                             : hn::Sub(a, hn::IfThenElseZero(where, b));
}

/// a * b + c where `where`, else c.
HWY_INLINE V fused_where(D d, M where, V a, V b, V c) {
  return kMaskedInstructions ? hn::IfThenElse(where, fused(d, a, b, c), c)
                             : fused(d, a, hn::IfThenElseZero(where, b), c);
}

/// Several vectors that are processed together: while the processor waits for the result of an
/// operation on one, it works on the others.
template <class Tag, std::size_t kCount>
struct Vectors {
  hn::Vec<Tag> of[kCount];
};

// Loops over Vectors must be unrolled, so that the vectors stay in registers. The loop declares j:
// a name cannot be in parentheses.
#define EBSNN_FOR_EACH(j, count) \
  HWY_UNROLL(32)                 \
  for (std::size_t j = 0; j < (count); ++j)  // NOLINT(bugprone-macro-parentheses)

/// x = 2^x for -limit <= x <= limit.
template <class Tag, std::size_t kCount>
HWY_INLINE void power_of_two_within(Tag d, Vectors<Tag, kCount>& x) {
  using Power = model::PowerOfTwo<hn::TFromD<Tag>>;
  const hn::RebindToUnsigned<Tag> du;
  const auto round = hn::Set(d, Power::kRoundToInteger);
  Vectors<Tag, kCount> shifted;
  Vectors<Tag, kCount> sum;
  EBSNN_FOR_EACH(j, kCount) shifted.of[j] = hn::Add(x.of[j], round);
  EBSNN_FOR_EACH(j, kCount) x.of[j] = hn::Sub(x.of[j], hn::Sub(shifted.of[j], round));
  EBSNN_FOR_EACH(j, kCount) sum.of[j] = hn::Set(d, Power::kFactor[Power::kDegree]);
  HWY_UNROLL(16)
  for (int i = Power::kDegree - 1; i >= 0; --i) {
    EBSNN_FOR_EACH(j, kCount) {
      sum.of[j] = fused(d, sum.of[j], x.of[j], hn::Set(d, Power::kFactor[i]));
    }
  }
  EBSNN_FOR_EACH(j, kCount) {
    const auto exponent = hn::ShiftLeft<Power::kExponentShift>(hn::BitCast(du, shifted.of[j]));
    x.of[j] = hn::BitCast(d, hn::Add(hn::BitCast(du, sum.of[j]), exponent));
  }
}

/// x = 2^x for x <= limit; below -limit, the value at -limit.
template <class Tag, std::size_t kCount>
HWY_INLINE void power_of_two_below(Tag d, Vectors<Tag, kCount>& x) {
  const auto low = hn::Set(d, -model::PowerOfTwo<hn::TFromD<Tag>>::kLimit);
  EBSNN_FOR_EACH(j, kCount) x.of[j] = hn::Max(x.of[j], low);
  power_of_two_within(d, x);
}

/// x = 2^x; beyond the limits, the value at the limit.
template <class Tag, std::size_t kCount>
HWY_INLINE void power_of_two(Tag d, Vectors<Tag, kCount>& x) {
  const auto high = hn::Set(d, model::PowerOfTwo<hn::TFromD<Tag>>::kLimit);
  EBSNN_FOR_EACH(j, kCount) x.of[j] = hn::Min(x.of[j], high);
  power_of_two_below(d, x);
}

/// Sets the bits of the vector at lane i, whose words start as 0.
template <class Real>
HWY_INLINE void set_bits(TagOf<Real> d, std::uint64_t* words, std::size_t i, MaskOf<Real> mask) {
  if constexpr (hn::MaxLanes(TagOf<Real>()) >= 8) {
    hn::StoreMaskBits(d, mask, reinterpret_cast<std::uint8_t*>(words) + i / 8);
  } else {
    alignas(8) std::uint8_t bits[8] = {};
    hn::StoreMaskBits(d, mask, bits);
    words[i / 64] |= std::uint64_t{bits[0]} << i % 64;
  }
}

}  // namespace ebsnn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
