// Neuron update as vector code. Included anew for each instruction set. Only for src/kernels.

#if defined(EBSNN_VECTOR_NEURONS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef EBSNN_VECTOR_NEURONS_INL_HPP
#undef EBSNN_VECTOR_NEURONS_INL_HPP
#else
#define EBSNN_VECTOR_NEURONS_INL_HPP
#endif

#include "kernels/after_spike.hpp"
#include "kernels/aligned.hpp"
#include "kernels/kernels.hpp"
#include "kernels/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ebsnn::HWY_NAMESPACE {

/// The vm of one vector of neurons before and after the step.
struct Advanced {
  V before, after;
  M above;  ///< vm > vt
};

/// Advances the vector of neurons at lane i as if none had spiked lately.
HWY_INLINE Advanced advance(D d, const NeuronConstants& c, const NeuronArrays& n, std::size_t i,
                            M& finite) {
  const auto k = [&](double constant) HWY_ATTR { return hn::Set(d, constant); };
  const V vm = hn::Load(d, n.vm + i);
  const V vt = hn::Load(d, n.vt + i);
  const V wad = hn::Load(d, n.wad + i);
  const V z = hn::Load(d, n.z + i);
  const V g_exc = hn::Load(d, n.g_exc + i);
  const V g_inh = hn::Load(d, n.g_inh + i);
  const V depolarised = hn::Sub(vm, k(c.e_l));
  const V drive = fused(d, k(c.inv_c), hn::Sub(z, wad), hn::Sub(g_exc, g_inh));
  const V power = power_of_two(d, hn::Mul(hn::Sub(vm, vt), k(c.exp2_scale)));
  const V next = hn::Add(vm, fused(d, k(c.rise), power, fused(d, k(-c.leak), depolarised, drive)));
  const V next_vt = fused(d, k(c.inv_tau_vt), hn::Sub(k(c.vt_rest), vt), vt);
  hn::Store(next, d, n.vm + i);
  hn::Store(fused(d, k(c.inv_tau_w), fused_minus(d, k(c.a), depolarised, wad), wad), d, n.wad + i);
  hn::Store(hn::Mul(z, k(c.keep_z)), d, n.z + i);
  hn::Store(next_vt, d, n.vt + i);
  hn::Store(hn::Mul(g_exc, k(c.keep_g_exc)), d, n.g_exc + i);
  hn::Store(hn::Mul(g_inh, k(c.keep_g_inh)), d, n.g_inh + i);
  finite = hn::And(finite, hn::Le(hn::Abs(next), k(kDivergedMv)));
  return {vm, next, hn::Gt(next, next_vt)};
}

HWY_INLINE std::uint64_t bits_of(D d, M mask) {
  alignas(8) std::uint8_t bits[8] = {};
  hn::StoreMaskBits(d, mask, bits);
  return bits[0];
}

/// Calls each(i, finite) for every vector of neurons; it returns the mask of those above vt.
template <class Each>
HWY_INLINE bool for_all_neurons(D d, std::size_t lanes, LaneBits& above, const Each& each) {
  M finite = hn::Eq(hn::Zero(d), hn::Zero(d));
  for (std::size_t first = 0; first < lanes; first += kLanes) {
    std::uint64_t bits = 0;
    for (std::size_t j = 0; j < kLanes; j += hn::Lanes(d)) {
      bits |= bits_of(d, each(first + j, finite)) << j;
    }
    above.set_eight(first, bits);
  }
  return hn::AllTrue(d, finite);
}

/// Low-passes of vm as it was before the step, and what plasticity makes of them and of vm after
/// it.
HWY_INLINE void follow(D d, const NeuronConstants& c, const LearningArrays& l, std::size_t i,
                       const Advanced& vm) {
  const auto k = [&](double constant) HWY_ATTR { return hn::Set(d, constant); };
  const V zero = hn::Zero(d);
  const V depolarised = hn::Max(hn::Sub(vm.before, k(c.e_l)), zero);
  const V old_vmean = hn::Load(d, l.vmean + i);
  const V vmean =
      fused(d, k(c.inv_tau_mean), fused_minus(d, depolarised, depolarised, old_vmean), old_vmean);
  const auto low_pass = [&](const double* variable, double inv_tau) HWY_ATTR {
    const V u = hn::Load(d, variable + i);
    return fused(d, k(inv_tau), hn::Sub(vm.before, u), u);
  };
  const V slow = low_pass(l.umean_ltd, c.inv_tau_ltd);
  const V fast = low_pass(l.umean_ltp, c.inv_tau_ltp);
  const V theta = k(c.theta_minus);
  hn::Store(vmean, d, l.vmean + i);
  hn::Store(slow, d, l.umean_ltd + i);
  hn::Store(fast, d, l.umean_ltp + i);
  hn::Store(hn::Mul(hn::Mul(vmean, k(c.inv_vmean_reference)), hn::Max(hn::Sub(slow, theta), zero)),
            d, l.ltd + i);
  hn::Store(hn::Mul(hn::Max(hn::Sub(vm.after, k(c.theta_plus)), zero),
                    hn::Max(hn::Sub(fast, theta), zero)),
            d, l.ltp + i);
}

inline StepResult step_learning(const NeuronConstants& constants, const NeuronArrays& arrays,
                                const LearningArrays& learning, std::size_t lanes,
                                const RecentSpikes& recent, std::uint16_t* spikes) {
  const NeuronConstants c = constants;
  const NeuronArrays n = arrays;
  const LearningArrays l = learning;
  const D d;
  hold_refractory(c, n, recent);
  LaneBits above(n.above, lanes);
  const bool finite = for_all_neurons(d, lanes, above, [&](std::size_t i, M& all) HWY_ATTR {
    const auto add = [&](double* sum, const double* term) HWY_ATTR {
      hn::Store(hn::Add(hn::Load(d, sum + i), hn::Load(d, term + i)), d, sum + i);
    };
    add(l.sum_g_exc, n.g_exc);
    add(l.sum_g_inh, n.g_inh);
    const Advanced vm = advance(d, c, n, i, all);
    follow(d, c, l, i, vm);
    return vm.above;
  });
  const StepResult result = end_step(c, n, lanes, recent, finite, above, spikes);
  renew_ltp(c, n, l, recent.last);
  renew_ltp(c, n, l, recent.before);
  renew_ltp(c, n, l, std::span<const std::uint16_t>(spikes, result.spike_count));
  return result;
}

}  // namespace ebsnn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
