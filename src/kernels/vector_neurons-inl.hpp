// Neuron update as vector code. Included again for each instruction set. Only for src/kernels.

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

/// Advances the vector of neurons at lane i as if none had spiked recently; `power` is 2^((vm - vt)
/// exp2_scale). Returns where vm > vt after it.
HWY_INLINE M advance(D d, const NeuronConstants& c, const NeuronArrays& n, std::size_t i, V power,
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
  const V next = hn::Add(vm, fused(d, k(c.rise), power, fused(d, k(-c.leak), depolarised, drive)));
  const V next_vt = fused(d, k(c.inv_tau_vt), hn::Sub(k(c.vt_rest), vt), vt);
  hn::Store(next, d, n.vm + i);
  hn::Store(fused(d, k(c.inv_tau_w), fused_minus(d, k(c.a), depolarised, wad), wad), d, n.wad + i);
  hn::Store(hn::Mul(z, k(c.keep_z)), d, n.z + i);
  hn::Store(next_vt, d, n.vt + i);
  hn::Store(hn::Mul(g_exc, k(c.keep_g_exc)), d, n.g_exc + i);
  hn::Store(hn::Mul(g_inh, k(c.keep_g_inh)), d, n.g_inh + i);
  finite = hn::And(finite, hn::Le(hn::Abs(next), k(kDivergedMv)));
  return hn::Gt(next, next_vt);
}

/// Low-passes of vm as it was before the step.
HWY_INLINE void follow(D d, const NeuronConstants& c, const LearningArrays& l, std::size_t i,
                       V vm) {
  const auto k = [&](double constant) HWY_ATTR { return hn::Set(d, constant); };
  const V depolarised = hn::Max(hn::Sub(vm, k(c.e_l)), hn::Zero(d));
  const V old_vmean = hn::Load(d, l.vmean + i);
  hn::Store(
      fused(d, k(c.inv_tau_mean), fused_minus(d, depolarised, depolarised, old_vmean), old_vmean),
      d, l.vmean + i);
  const auto low_pass = [&](double* variable, double inv_tau) HWY_ATTR {
    const V u = hn::Load(d, variable + i);
    hn::Store(fused(d, k(inv_tau), hn::Sub(vm, u), u), d, variable + i);
  };
  low_pass(l.umean_ltd, c.inv_tau_ltd);
  low_pass(l.umean_ltp, c.inv_tau_ltp);
}

/// One ms of kCount vectors, starting at lane i; with or without sums of conductances.
template <std::size_t kCount, bool kSums>
HWY_INLINE void learn(D d, const NeuronConstants& c, const NeuronArrays& n, const LearningArrays& l,
                      std::size_t i, M& finite, std::uint64_t* above) {
  [[maybe_unused]] const auto add = [&](double* sum, const double* term) HWY_ATTR {
    hn::Store(hn::Add(hn::Load(d, sum), hn::Load(d, term)), d, sum);
  };
  Vectors<D, kCount> power;
  EBSNN_FOR_EACH(j, kCount) {
    const std::size_t at = i + j * hn::MaxLanes(d);
    const V distance = hn::Sub(hn::Load(d, n.vm + at), hn::Load(d, n.vt + at));
    power.of[j] = hn::Mul(distance, hn::Set(d, c.exp2_scale));
  }
  power_of_two(d, power);
  EBSNN_FOR_EACH(j, kCount) {
    const std::size_t at = i + j * hn::MaxLanes(d);
    if constexpr (kSums) {
      add(l.sum_g_exc + at, n.g_exc + at);
      add(l.sum_g_inh + at, n.g_inh + at);
    }
    follow(d, c, l, at, hn::Load(d, n.vm + at));
    set_bits<double>(d, above, at, advance(d, c, n, at, power.of[j], finite));
  }
}

/// One ms of the lanes from i, kCount vectors at a time.
template <std::size_t kCount, bool kSums>
HWY_INLINE void learn_from(D d, const NeuronConstants& c, const NeuronArrays& n,
                           const LearningArrays& l, std::size_t i, std::size_t lanes, M& finite) {
  constexpr std::size_t kGroup = kCount * hn::MaxLanes(d);
  for (; i + kGroup <= lanes; i += kGroup) {
    learn<kCount, kSums>(d, c, n, l, i, finite, n.above);
  }
  if constexpr (kCount > 1) {
    learn_from<(kCount + 1) / 2, kSums>(d, c, n, l, i, lanes, finite);
  }
}

/// The pass over all neurons for one ms. Returns whether none of them diverged.
template <bool kSums>
HWY_NOINLINE bool learn_all(const NeuronConstants& constants, const NeuronArrays& arrays,
                            const LearningArrays& learning, std::size_t lanes) {
  // Copies that no store can alias: they stay in registers.
  const NeuronConstants c = constants;
  const NeuronArrays n = arrays;
  const LearningArrays l = learning;
  const D d;
  M finite = hn::Eq(hn::Zero(d), hn::Zero(d));
  // Three vectors hide the latency of 2^x; more do not fit into the registers.
  learn_from<3, kSums>(d, c, n, l, 0, lanes, finite);
  return hn::AllTrue(d, finite);
}

inline StepResult step_learning(const NeuronConstants& constants, const NeuronArrays& arrays,
                                const LearningArrays& learning, std::size_t lanes,
                                const RecentSpikes& recent, std::uint16_t* spikes) {
  hold_refractory(constants, arrays, recent);
  LaneBits above(arrays.above, lanes);
  const bool finite = learning.sum_g_exc != nullptr
                          ? learn_all<true>(constants, arrays, learning, lanes)
                          : learn_all<false>(constants, arrays, learning, lanes);
  return end_step(constants, arrays, lanes, recent, finite, above, spikes);
}

}  // namespace ebsnn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
