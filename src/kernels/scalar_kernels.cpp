// The kernels, one neuron at a time, with the operations of the vector code in the same order. The
// vector code is compared with them; they run on processors without vector unit.

#include "kernels/after_spike.hpp"
#include "kernels/kernels.hpp"
#include "kernels/scalar_power.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ebsnn {
namespace {

using std::fma;

/// Returns whether vm stayed finite.
bool advance(const NeuronConstants& c, const NeuronArrays& n, std::size_t i, LaneBits& above) {
  const double vm = n.vm[i];
  const double depolarised = vm - c.e_l;
  const double drive = fma(c.inv_c, n.z[i] - n.wad[i], n.g_exc[i] - n.g_inh[i]);
  const double power = power_of_two((vm - n.vt[i]) * c.exp2_scale);
  n.vm[i] = vm + fma(c.rise, power, fma(-c.leak, depolarised, drive));
  n.wad[i] = fma(c.inv_tau_w, fma(c.a, depolarised, -n.wad[i]), n.wad[i]);
  n.z[i] *= c.keep_z;
  n.vt[i] = fma(c.inv_tau_vt, c.vt_rest - n.vt[i], n.vt[i]);
  n.g_exc[i] *= c.keep_g_exc;
  n.g_inh[i] *= c.keep_g_inh;
  if (n.vm[i] > n.vt[i]) {
    above.set(i);
  }
  return std::abs(n.vm[i]) <= kDivergedMv;
}

/// Low-passes of vm as it was before the step.
void follow(const NeuronConstants& c, const NeuronArrays& n, const LearningArrays& l,
            std::size_t i) {
  const double vm = n.vm[i];
  const double depolarised = std::max(vm - c.e_l, 0.0);
  if (l.sum_g_exc != nullptr) {
    l.sum_g_exc[i] += n.g_exc[i];
    l.sum_g_inh[i] += n.g_inh[i];
  }
  l.vmean[i] = fma(c.inv_tau_mean, fma(depolarised, depolarised, -l.vmean[i]), l.vmean[i]);
  l.umean_ltd[i] = fma(c.inv_tau_ltd, vm - l.umean_ltd[i], l.umean_ltd[i]);
  l.umean_ltp[i] = fma(c.inv_tau_ltp, vm - l.umean_ltp[i], l.umean_ltp[i]);
}

StepResult step_learning(const NeuronConstants& c, const NeuronArrays& n, const LearningArrays& l,
                         std::size_t lanes, const RecentSpikes& recent, std::uint16_t* spikes) {
  hold_refractory(c, n, recent);
  LaneBits above(n.above, lanes);
  bool finite = true;
  for (std::size_t i = 0; i < lanes; ++i) {
    follow(c, n, l, i);
    finite = advance(c, n, i, above) && finite;
  }
  return end_step(c, n, lanes, recent, finite, above, spikes);
}

void plastic_step(const PlasticStep& s, std::size_t lanes) {
  for (std::size_t i = 0; i < lanes; ++i) {
    const auto beyond_minus = [&](double umean) {
      return std::max(umean - s.constants.theta_minus, 0.0);
    };
    const double down = s.a_ltd[i] * ((s.post.vmean[i] * s.constants.inv_vmean_reference) *
                                      beyond_minus(s.post.umean_ltd[i]));
    const double up = s.a_ltp[i] * (std::max(s.post.vm[i] - s.constants.theta_plus, 0.0) *
                                    beyond_minus(s.post.umean_ltp[i]));
    s.potential[i] = fma(up, s.scale, s.previous[i]);
    for (const PlasticSpike& spike : s.spikes) {
      double& w = spike.w[i];
      const double raised =
          std::min(fma(spike.scale, s.previous[i] - spike.anchor[i], w), s.w_max[i]);
      const double lowered = raised - (raised > 0.0 ? down : 0.0);
      const double rise = raised < s.w_max[i] ? up : 0.0;
      w = std::min(std::max(fma(spike.trace, rise, lowered), 0.0), s.w_max[i]);
      s.target[i] += w;
    }
  }
}

void potentiate(double* w, const double* now, const double* anchor, double scale,
                const double* w_max, std::size_t lanes) {
  for (std::size_t i = 0; i < lanes; ++i) {
    w[i] = std::min(fma(scale, now[i] - anchor[i], w[i]), w_max[i]);
  }
}

void inhibitory_spike(double* target, double* w, double* anchor, const InhibitorySpike& spike,
                      const double* before, const double* now, const double* trace,
                      const double* offset, const double* w_max, std::size_t lanes) {
  for (std::size_t i = 0; i < lanes; ++i) {
    const double clipped = std::min(fma(spike.scale, before[i] - anchor[i], w[i]), w_max[i]);
    const double delivered = fma(spike.scale, now[i] - before[i], clipped);
    target[i] += delivered;
    const double excess = fma(spike.trace_scale, trace[i], -offset[i]);
    const double changed = fma(spike.rate, excess, delivered);
    w[i] = std::min(std::max(changed, 0.0), w_max[i]);
    anchor[i] = now[i];
  }
}

}  // namespace

const Kernels& scalar_kernels() {
  static constexpr Kernels table{step_learning, plastic_step, potentiate, inhibitory_spike};
  return table;
}

}  // namespace ebsnn
