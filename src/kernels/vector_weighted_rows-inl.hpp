// Weighted sums of rows of synapses as vector code. Included again for each instruction set. Only
// for src/kernels.

#if defined(EBSNN_VECTOR_WEIGHTED_ROWS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef EBSNN_VECTOR_WEIGHTED_ROWS_INL_HPP
#undef EBSNN_VECTOR_WEIGHTED_ROWS_INL_HPP
#else
#define EBSNN_VECTOR_WEIGHTED_ROWS_INL_HPP
#endif

#include "kernels/inference.hpp"
#include "kernels/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ebsnn::HWY_NAMESPACE {

/// kCount vectors at a time from lane i on, as long as there are so many; then half as many.
template <std::size_t kCount, class Real>
HWY_INLINE void add_from(TagOf<Real> d, Real* sums, std::size_t i, std::size_t lanes,
                         const Real* rows, std::size_t stride,
                         std::span<const WeightedRow<Real>> terms) {
  constexpr std::size_t kN = hn::MaxLanes(TagOf<Real>());
  for (; i + kCount * kN <= lanes; i += kCount * kN) {
    Vectors<TagOf<Real>, kCount> sum;
    EBSNN_FOR_EACH(j, kCount) sum.of[j] = hn::Load(d, sums + i + j * kN);
    for (const WeightedRow<Real>& term : terms) {
      const Real* row = rows + term.row * stride + i;
      const auto factor = hn::Set(d, term.factor);
      EBSNN_FOR_EACH(j, kCount) {
        sum.of[j] = fused(d, factor, hn::Load(d, row + j * kN), sum.of[j]);
      }
    }
    EBSNN_FOR_EACH(j, kCount) hn::Store(sum.of[j], d, sums + i + j * kN);
  }
  if constexpr (kCount > 1) {
    add_from<kCount / 2, Real>(d, sums, i, lanes, rows, stride, terms);
  }
}

template <class Real>
void add_weighted_rows(Real* sums, std::size_t lanes, const Real* rows, std::size_t stride,
                       std::span<const WeightedRow<Real>> terms) {
  // Eight vectors hide the latency of their additions.
  add_from<8, Real>(TagOf<Real>(), sums, 0, lanes, rows, stride, terms);
}

}  // namespace ebsnn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
