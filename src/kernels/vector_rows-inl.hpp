// Rows of synapses as vector code. Included again for each instruction set. Only for src/kernels.

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

/// Changes of the weights onto the vector of neurons at lane i: depression by a spike, and
/// potentiation per unit of the trace of earlier spikes.
struct Changes {
  V down, up;
};

HWY_INLINE Changes changes(D d, const PlasticStep& s, std::size_t i) {
  const V zero = hn::Zero(d);
  const auto beyond = [&](const double* variable, double theta) HWY_ATTR {
    return hn::Max(hn::Sub(hn::Load(d, variable + i), hn::Set(d, theta)), zero);
  };
  const V vmean =
      hn::Mul(hn::Load(d, s.post.vmean + i), hn::Set(d, s.constants.inv_vmean_reference));
  const V ltd = hn::Mul(vmean, beyond(s.post.umean_ltd, s.constants.theta_minus));
  const V ltp = hn::Mul(beyond(s.post.vm, s.constants.theta_plus),
                        beyond(s.post.umean_ltp, s.constants.theta_minus));
  return {hn::Mul(hn::Load(d, s.a_ltd + i), ltd), hn::Mul(hn::Load(d, s.a_ltp + i), ltp)};
}

/// One ms of kCount vectors, starting at lane i.
template <std::size_t kCount>
HWY_INLINE void plastic_vectors(D d, const PlasticStep& s, std::size_t i) {
  const V zero = hn::Zero(d);
  Vectors<D, kCount> down, up, previous, bound, target;
  EBSNN_FOR_EACH(j, kCount) {
    const std::size_t at = i + j * hn::MaxLanes(d);
    const Changes change = changes(d, s, at);
    down.of[j] = change.down;
    up.of[j] = change.up;
    previous.of[j] = hn::Load(d, s.previous + at);
    bound.of[j] = hn::Load(d, s.w_max + at);
    target.of[j] = hn::Load(d, s.target + at);
  }
  for (const PlasticSpike& spike : s.spikes) {
    const V scale = hn::Set(d, spike.scale);
    const V trace = hn::Set(d, spike.trace);
    EBSNN_FOR_EACH(j, kCount) {
      const std::size_t at = i + j * hn::MaxLanes(d);
      const V raised = potentiated(d, hn::Load(d, spike.w + at), scale, previous.of[j],
                                   hn::Load(d, spike.anchor + at), bound.of[j]);
      const V lowered = sub_where(hn::Gt(raised, zero), raised, down.of[j]);
      const V changed = fused_where(d, hn::Lt(raised, bound.of[j]), trace, up.of[j], lowered);
      const V weight = hn::Min(hn::Max(changed, zero), bound.of[j]);
      hn::Store(weight, d, spike.w + at);
      target.of[j] = hn::Add(target.of[j], weight);
    }
  }
  EBSNN_FOR_EACH(j, kCount) {
    const std::size_t at = i + j * hn::MaxLanes(d);
    hn::Store(target.of[j], d, s.target + at);
    hn::Store(fused(d, up.of[j], hn::Set(d, s.scale), previous.of[j]), d, s.potential + at);
  }
}

inline void plastic_step(const PlasticStep& step, std::size_t lanes) {
  // A copy that no store can alias: it stays in registers.
  const PlasticStep s = step;
  const D d;
  // Two vectors share the loaded values of each spike; more do not fit into the registers.
  constexpr std::size_t kGroup = 2 * hn::MaxLanes(d);
  std::size_t i = 0;
  for (; i + kGroup <= lanes; i += kGroup) {
    plastic_vectors<2>(d, s, i);
  }
  for (; i < lanes; i += hn::MaxLanes(d)) {
    plastic_vectors<1>(d, s, i);
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
