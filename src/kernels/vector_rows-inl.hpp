// Rows of synapses as vector code. Included anew for each instruction set. Only for src/kernels.

#if defined(EBSNN_VECTOR_ROWS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef EBSNN_VECTOR_ROWS_INL_HPP
#undef EBSNN_VECTOR_ROWS_INL_HPP
#else
#define EBSNN_VECTOR_ROWS_INL_HPP
#endif

#include "kernels/kernels.hpp"
#include "kernels/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ebsnn::HWY_NAMESPACE {

inline void accumulate(double* potential, const double* previous, const PlasticityFactors& factors,
                       double scale, std::size_t lanes) {
  const D d;
  const PlasticityFactors f = factors;
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    const V up = hn::Mul(hn::Load(d, f.a_ltp + i), hn::Load(d, f.ltp + i));
    hn::Store(hn::Mul(hn::Load(d, f.a_ltd + i), hn::Load(d, f.ltd + i)), d, f.down + i);
    hn::Store(up, d, f.up + i);
    hn::Store(fused(d, up, hn::Set(d, scale), hn::Load(d, previous + i)), d, potential + i);
  }
}

/// w[i] + scale (now[i] - anchor[i]), at most `bound`.
HWY_INLINE V potentiated(D d, V w, V scale, V now, V anchor, V bound) {
  return hn::Min(fused(d, scale, hn::Sub(now, anchor), w), bound);
}

inline void potentiate(double* w, const double* now, const double* anchor, double scale,
                       const double* w_max, std::size_t lanes) {
  const D d;
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    hn::Store(potentiated(d, hn::Load(d, w + i), hn::Set(d, scale), hn::Load(d, now + i),
                          hn::Load(d, anchor + i), hn::Load(d, w_max + i)),
              d, w + i);
  }
}

inline void plastic_spike(double* target, double* w, const PlasticSpike& spike, const double* down,
                          const double* up, const double* w_max, std::size_t lanes) {
  const D d;
  const PlasticSpike s = spike;
  const V zero = hn::Zero(d);
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    const V bound = hn::Load(d, w_max + i);
    const V raised = potentiated(d, hn::Load(d, w + i), hn::Set(d, s.scale), hn::Load(d, s.now + i),
                                 hn::Load(d, s.anchor + i), bound);
    const V lowered =
        hn::Sub(raised, hn::IfThenElseZero(hn::Gt(raised, zero), hn::Load(d, down + i)));
    const V rise = hn::IfThenElseZero(hn::Lt(raised, bound), hn::Load(d, up + i));
    const V weight = hn::Min(hn::Max(fused(d, hn::Set(d, s.trace), rise, lowered), zero), bound);
    hn::Store(weight, d, w + i);
    hn::Store(hn::Add(hn::Load(d, target + i), weight), d, target + i);
  }
}

inline void inhibitory_spike(double* target, double* w, double* anchor,
                             const InhibitorySpike& spike, const double* before, const double* now,
                             const double* trace, const double* offset, const double* w_max,
                             std::size_t lanes) {
  const D d;
  const V scale = hn::Set(d, spike.scale);
  const V rate = hn::Set(d, spike.rate);
  const V trace_scale = hn::Set(d, spike.trace_scale);
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    const V bound = hn::Load(d, w_max + i);
    const V earlier = hn::Load(d, before + i);
    const V latest = hn::Load(d, now + i);
    const V clipped =
        potentiated(d, hn::Load(d, w + i), scale, earlier, hn::Load(d, anchor + i), bound);
    const V delivered = fused(d, scale, hn::Sub(latest, earlier), clipped);
    const V excess = fused_minus(d, trace_scale, hn::Load(d, trace + i), hn::Load(d, offset + i));
    hn::Store(hn::Add(hn::Load(d, target + i), delivered), d, target + i);
    hn::Store(hn::Min(hn::Max(fused(d, rate, excess, delivered), hn::Zero(d)), bound), d, w + i);
    hn::Store(latest, d, anchor + i);
  }
}

}  // namespace ebsnn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
