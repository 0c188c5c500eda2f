// The kernels as vector code, compiled once for each instruction set by Highway's foreach_target.
// Mul and Add are separate on purpose: a fused multiply-add would round differently where the
// processor has none.

#include "kernels/kernels.hpp"
#include "kernels/model_constants.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector_kernels.cpp"
// One target a generation of processors is enough.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace ebsnn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::CappedTag<double, 8>;
using V = hn::Vec<D>;
using M = hn::Mask<D>;

HWY_INLINE V exponential(D d, V x) {
  using namespace model;
  const hn::RebindToUnsigned<D> du;
  const auto c = [&](int i) HWY_ATTR { return hn::Set(d, kInverseFactorial[i]); };
  x = hn::Min(hn::Max(x, hn::Set(d, -kExpLimit)), hn::Set(d, kExpLimit));
  const V shifted = hn::Add(hn::Mul(x, hn::Set(d, kLog2E)), hn::Set(d, kRoundToInteger));
  const V k = hn::Sub(shifted, hn::Set(d, kRoundToInteger));
  const V r =
      hn::Sub(hn::Sub(x, hn::Mul(k, hn::Set(d, kLn2High))), hn::Mul(k, hn::Set(d, kLn2Low)));
  const V r2 = hn::Mul(r, r);
  const V r4 = hn::Mul(r2, r2);
  const V r8 = hn::Mul(r4, r4);
  const V p01 = hn::Add(c(0), hn::Mul(c(1), r));
  const V p23 = hn::Add(c(2), hn::Mul(c(3), r));
  const V p45 = hn::Add(c(4), hn::Mul(c(5), r));
  const V p67 = hn::Add(c(6), hn::Mul(c(7), r));
  const V p89 = hn::Add(c(8), hn::Mul(c(9), r));
  const V pab = hn::Add(c(10), hn::Mul(c(11), r));
  const V pcd = hn::Add(c(12), hn::Mul(c(13), r));
  const V p0 = hn::Add(p01, hn::Mul(p23, r2));
  const V p4 = hn::Add(p45, hn::Mul(p67, r2));
  const V p8 = hn::Add(p89, hn::Mul(pab, r2));
  const V series =
      hn::Add(hn::Add(p0, hn::Mul(p4, r4)), hn::Mul(hn::Add(p8, hn::Mul(pcd, r4)), r8));
  const auto exponent =
      hn::ShiftLeft<52>(hn::Add(hn::BitCast(du, shifted), hn::Set(du, std::uint64_t{1023})));
  return hn::Mul(series, hn::BitCast(d, exponent));
}

struct Derivatives {
  V vm, wad, z, vt;
};

/// All of it for one vector of neurons whose state is loaded.
struct Neurons {
  V vm, wad, z, vt, conductance, state;
};

HWY_INLINE Derivatives resting_derivatives(D d, const NeuronConstants& c, const Neurons& n) {
  const V depolarisation = hn::Sub(n.vm, hn::Set(d, c.e_l));
  const V rise = hn::Mul(exponential(d, hn::Mul(hn::Sub(n.vm, n.vt), hn::Set(d, c.inv_delta_t))),
                         hn::Set(d, c.g_l * c.delta_t));
  const V current =
      hn::Add(hn::Sub(hn::Sub(rise, hn::Mul(hn::Set(d, c.g_l), depolarisation)), n.wad), n.z);
  return {
      hn::Add(hn::Mul(current, hn::Set(d, c.inv_c)), n.conductance),
      hn::Mul(hn::Sub(hn::Mul(hn::Set(d, c.a), depolarisation), n.wad), hn::Set(d, c.inv_tau_w)),
      hn::Mul(hn::Sub(hn::Zero(d), n.z), hn::Set(d, c.inv_tau_z)),
      hn::Mul(hn::Sub(hn::Set(d, c.vt_rest), n.vt), hn::Set(d, c.inv_tau_vt))};
}

/// Replaces the derivatives of neurons in the two steps after a spike. Rare: few vectors hold such
/// a neuron.
HWY_INLINE void refractory_derivatives(D d, const NeuronConstants& c, const Neurons& n,
                                       Derivatives& dx) {
  using namespace model;
  const M upstroke = hn::Eq(n.state, hn::Set(d, 2.0));
  const M back = hn::Eq(n.state, hn::Set(d, 1.0));
  const V adapted = hn::Sub(hn::Set(d, c.i_sp), hn::Add(n.wad, hn::Set(d, c.b)));
  const V vm = hn::Add(
      hn::Sub(hn::Mul(adapted, hn::Set(d, c.inv_c)), hn::Add(n.vm, hn::Set(d, kSpikeReturnMv))),
      n.conductance);
  dx.vm = hn::IfThenElse(back, vm, hn::IfThenElse(upstroke, hn::Set(d, kSpikeUpstrokeMv), dx.vm));
  dx.wad =
      hn::IfThenElse(back, hn::Set(d, c.b * c.inv_tau_w), hn::IfThenZeroElse(upstroke, dx.wad));
  dx.z = hn::IfThenElse(
      back, hn::Sub(hn::Sub(hn::Set(d, c.i_sp), n.z), hn::Set(d, kSpikeCurrentOffsetPa)), dx.z);
  dx.vt = hn::IfThenElse(
      back, hn::Sub(hn::Sub(hn::Set(d, c.vt_max), n.vt), hn::Set(d, kThresholdOffsetMv)), dx.vt);
}

HWY_INLINE std::size_t append_lanes(D d, M mask, std::size_t first, std::uint16_t* out) {
  alignas(8) std::uint8_t bits[8] = {};
  hn::StoreMaskBits(d, mask, bits);
  std::size_t count = 0;
  for (std::size_t lane = 0; lane < hn::Lanes(d); ++lane) {
    if (((bits[0] >> lane) & 1U) != 0) {
      out[count++] = static_cast<std::uint16_t>(first + lane);
    }
  }
  return count;
}

/// Advances the vector of neurons at lane i; returns the mask of those that spiked.
HWY_INLINE M step_vector(D d, const NeuronConstants& c, const NeuronArrays& a, std::size_t i,
                         StepResult& result) {
  const V g_exc = hn::Load(d, a.g_exc + i);
  const V g_inh = hn::Load(d, a.g_inh + i);
  const Neurons n{hn::Load(d, a.vm + i), hn::Load(d, a.wad + i), hn::Load(d, a.z + i),
                  hn::Load(d, a.vt + i), hn::Sub(g_exc, g_inh),  hn::Load(d, a.state + i)};
  Derivatives dx = resting_derivatives(d, c, n);
  V state = n.state;
  if (HWY_UNLIKELY(!hn::AllTrue(d, hn::Eq(n.state, hn::Zero(d))))) {
    refractory_derivatives(d, c, n, dx);
    state = hn::Max(hn::Sub(state, hn::Set(d, 1.0)), hn::Zero(d));
  }
  V vm = hn::Add(n.vm, dx.vm);
  V vt = hn::Add(n.vt, dx.vt);
  const M finite = hn::Le(hn::Abs(vm), hn::Set(d, kDivergedMv));
  if (HWY_UNLIKELY(!hn::AllTrue(d, finite)) && result.bad_lane < 0) {
    result.bad_lane = static_cast<std::ptrdiff_t>(i) + hn::FindFirstTrue(d, hn::Not(finite));
  }
  const M above = hn::And(hn::Gt(vm, vt), finite);  // a diverged vm is kept for the message
  const M spiked = hn::And(hn::Eq(state, hn::Zero(d)), above);
  vm = hn::IfThenElse(spiked, hn::Set(d, model::kSpikeMv), vm);
  vt = hn::IfThenElse(spiked, hn::Set(d, c.vt_max), vt);
  state = hn::IfThenElse(spiked, hn::Set(d, 2.0), state);
  hn::Store(vm, d, a.vm + i);
  hn::Store(hn::Add(n.wad, dx.wad), d, a.wad + i);
  hn::Store(hn::Add(n.z, dx.z), d, a.z + i);
  hn::Store(vt, d, a.vt + i);
  hn::Store(hn::Mul(g_exc, hn::Set(d, c.keep_g_exc)), d, a.g_exc + i);
  hn::Store(hn::Mul(g_inh, hn::Set(d, c.keep_g_inh)), d, a.g_inh + i);
  hn::Store(state, d, a.state + i);
  return spiked;
}

StepResult step(const NeuronConstants& constants, const NeuronArrays& arrays, std::size_t lanes,
                std::uint16_t* spikes) {
  const D d;
  StepResult result;
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    const M spiked = step_vector(d, constants, arrays, i, result);
    if (HWY_UNLIKELY(!hn::AllFalse(d, spiked))) {
      result.spike_count += append_lanes(d, spiked, i, spikes + result.spike_count);
    }
  }
  return result;
}

/// Low-passes of vm as it was before the step; returns the decayed spike trace.
HWY_INLINE V step_traces(D d, const NeuronConstants& c, const NeuronArrays& a,
                         const LearningArrays& l, std::size_t i) {
  const V vm = hn::Load(d, a.vm + i);
  const V above_rest = hn::Max(hn::Sub(vm, hn::Set(d, c.e_l)), hn::Zero(d));
  const auto follow = [&](double* variable, V target, double inv_tau) HWY_ATTR {
    const V x = hn::Load(d, variable + i);
    hn::Store(hn::Add(x, hn::Mul(hn::Sub(target, x), hn::Set(d, inv_tau))), d, variable + i);
  };
  follow(l.vmean, hn::Mul(above_rest, above_rest), c.inv_tau_mean);
  follow(l.umean_ltd, vm, c.inv_tau_ltd);
  follow(l.umean_ltp, vm, c.inv_tau_ltp);
  hn::Store(hn::Add(hn::Load(d, l.sum_g_exc + i), hn::Load(d, a.g_exc + i)), d, l.sum_g_exc + i);
  hn::Store(hn::Add(hn::Load(d, l.sum_g_inh + i), hn::Load(d, a.g_inh + i)), d, l.sum_g_inh + i);
  const V xtrace = hn::Load(d, l.xtrace + i);
  return hn::Sub(xtrace, hn::Mul(xtrace, hn::Set(d, c.inv_tau_x)));
}

HWY_INLINE void store_plasticity_factors(D d, const NeuronConstants& c, const NeuronArrays& a,
                                         const LearningArrays& l, std::size_t i) {
  const auto excess = [&](const double* low_passed) HWY_ATTR {
    return hn::Max(hn::Sub(hn::Load(d, low_passed + i), hn::Set(d, c.theta_minus)), hn::Zero(d));
  };
  const V above = hn::Max(hn::Sub(hn::Load(d, a.vm + i), hn::Set(d, c.theta_plus)), hn::Zero(d));
  const V strength = hn::Mul(hn::Load(d, l.vmean + i), hn::Set(d, c.inv_vmean_reference));
  hn::Store(hn::Mul(strength, excess(l.umean_ltd)), d, l.ltd + i);
  hn::Store(hn::Mul(above, excess(l.umean_ltp)), d, l.ltp + i);
}

StepResult step_learning(const NeuronConstants& constants, const NeuronArrays& arrays,
                         const LearningArrays& learning, std::size_t lanes, std::uint16_t* spikes) {
  const D d;
  StepResult result;
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    V xtrace = step_traces(d, constants, arrays, learning, i);
    const M spiked = step_vector(d, constants, arrays, i, result);
    if (HWY_UNLIKELY(!hn::AllFalse(d, spiked))) {
      result.spike_count += append_lanes(d, spiked, i, spikes + result.spike_count);
      xtrace = hn::IfThenElse(spiked, hn::Add(xtrace, hn::Set(d, constants.inv_tau_x)), xtrace);
    }
    hn::Store(xtrace, d, learning.xtrace + i);
    store_plasticity_factors(d, constants, arrays, learning, i);
  }
  return result;
}

void add_rows(double* target, const double* rows, std::size_t lanes,
              std::span<const std::uint16_t> indices) {
  const D d;
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    V sum = hn::Load(d, target + i);
    for (const std::uint16_t index : indices) {
      sum = hn::Add(sum, hn::Load(d, rows + index * lanes + i));
    }
    hn::Store(sum, d, target + i);
  }
}

void accumulate(double* potential, const double* previous, const double* rate, const double* factor,
                double scale, std::size_t lanes) {
  const D d;
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    const V change =
        hn::Mul(hn::Mul(hn::Load(d, rate + i), hn::Load(d, factor + i)), hn::Set(d, scale));
    hn::Store(hn::Add(hn::Load(d, previous + i), change), d, potential + i);
  }
}

void potentiate(double* w, const double* now, const double* anchor, double scale,
                const double* w_max, std::size_t lanes) {
  const D d;
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    const V sum = hn::Sub(hn::Load(d, now + i), hn::Load(d, anchor + i));
    const V raised = hn::Add(hn::Load(d, w + i), hn::Mul(hn::Set(d, scale), sum));
    hn::Store(hn::Min(raised, hn::Load(d, w_max + i)), d, w + i);
  }
}

void pair(double* w, const double* a_ltd, const double* ltd, const double* a_ltp, const double* ltp,
          double x, const double* w_max, std::size_t lanes) {
  const D d;
  const V zero = hn::Zero(d);
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    const V weight = hn::Load(d, w + i);
    const V bound = hn::Load(d, w_max + i);
    const V down = hn::IfThenElseZero(hn::Gt(weight, zero),
                                      hn::Mul(hn::Load(d, a_ltd + i), hn::Load(d, ltd + i)));
    const V up = hn::IfThenElseZero(
        hn::Lt(weight, bound),
        hn::Mul(hn::Mul(hn::Load(d, a_ltp + i), hn::Load(d, ltp + i)), hn::Set(d, x)));
    hn::Store(hn::Min(hn::Max(hn::Add(hn::Sub(weight, down), up), zero), bound), d, w + i);
  }
}

void deliver_inhibitory(double* target, double* w, double rate, const double* trace,
                        const double* offset, std::size_t lanes) {
  const D d;
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    const V weight = hn::Load(d, w + i);
    const V excess = hn::Sub(hn::Load(d, trace + i), hn::Load(d, offset + i));
    hn::Store(hn::Add(hn::Load(d, target + i), weight), d, target + i);
    hn::Store(hn::Add(weight, hn::Mul(hn::Set(d, rate), excess)), d, w + i);
  }
}

const Kernels* vector_kernels() {
  static constexpr Kernels table{step,       step_learning, add_rows,          accumulate,
                                 potentiate, pair,          deliver_inhibitory};
  return &table;
}

const char* target_name() { return hwy::TargetName(HWY_TARGET); }

}  // namespace ebsnn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "core/error.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstdlib>

namespace ebsnn {

HWY_EXPORT(vector_kernels);
HWY_EXPORT(target_name);

namespace {

struct Choice {
  const Kernels* table;
  std::string name;
};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

Choice choose() {
  const char* forced = std::getenv("EBSNN_INSTRUCTION_SET");
  if (forced == nullptr || *forced == '\0') {
    return {HWY_DYNAMIC_DISPATCH(vector_kernels)(), HWY_DYNAMIC_DISPATCH(target_name)()};
  }
  if (lower_case(forced) == "scalar") {
    return {&scalar_kernels(), "scalar"};
  }
  std::string known = "scalar";
  const std::int64_t available = hwy::SupportedTargets() & HWY_TARGETS;
  for (std::int64_t rest = available; rest != 0; rest &= rest - 1) {
    const std::int64_t target = rest & -rest;
    const std::string name = lower_case(hwy::TargetName(target));
    known += name == "scalar" ? "" : ", " + name;
    if (name == lower_case(forced)) {
      hwy::SetSupportedTargetsForTest(target);
      hwy::GetChosenTarget().Update(target);
      return {HWY_DYNAMIC_DISPATCH(vector_kernels)(), HWY_DYNAMIC_DISPATCH(target_name)()};
    }
  }
  throw InputError(
      fmt::format("EBSNN_INSTRUCTION_SET={}: this processor and build offer {}", forced, known));
}

const Choice& choice() {
  static const Choice chosen = choose();
  return chosen;
}

}  // namespace

const Kernels& kernels() { return *choice().table; }
std::string instruction_set() { return choice().name; }

}  // namespace ebsnn
#endif
