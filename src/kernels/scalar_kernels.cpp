// The kernels one neuron at a time, in the order of operations of the vector code: what it is
// compared with, and what runs where there is no vector unit.

#include "kernels/kernels.hpp"
#include "kernels/model_constants.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ebsnn {
namespace {

using namespace model;

double exponential(double x) {
  x = std::min(std::max(x, -kExpLimit), kExpLimit);
  const double shifted = x * kLog2E + kRoundToInteger;
  const double k = shifted - kRoundToInteger;
  const double r = (x - k * kLn2High) - k * kLn2Low;
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double r8 = r4 * r4;
  const double* c = kInverseFactorial;
  const double p01 = c[0] + c[1] * r;
  const double p23 = c[2] + c[3] * r;
  const double p45 = c[4] + c[5] * r;
  const double p67 = c[6] + c[7] * r;
  const double p89 = c[8] + c[9] * r;
  const double pab = c[10] + c[11] * r;
  const double pcd = c[12] + c[13] * r;
  const double p0 = p01 + p23 * r2;
  const double p4 = p45 + p67 * r2;
  const double p8 = p89 + pab * r2;
  const double series = (p0 + p4 * r4) + (p8 + pcd * r4) * r8;
  const std::uint64_t exponent = (std::bit_cast<std::uint64_t>(shifted) + 1023U) << 52U;
  return series * std::bit_cast<double>(exponent);
}

struct Derivatives {
  double vm, wad, z, vt;
};

Derivatives derivatives(const NeuronConstants& c, const NeuronArrays& n, std::size_t i) {
  const double depolarisation = n.vm[i] - c.e_l;
  const double conductance = n.g_exc[i] - n.g_inh[i];
  if (n.state[i] == 1.0) {
    return {((c.i_sp - (n.wad[i] + c.b)) * c.inv_c - (n.vm[i] + kSpikeReturnMv)) + conductance,
            c.b * c.inv_tau_w, (c.i_sp - n.z[i]) - kSpikeCurrentOffsetPa,
            (c.vt_max - n.vt[i]) - kThresholdOffsetMv};
  }
  const double z = (0.0 - n.z[i]) * c.inv_tau_z;
  const double vt = (c.vt_rest - n.vt[i]) * c.inv_tau_vt;
  if (n.state[i] == 2.0) {
    return {kSpikeUpstrokeMv, 0.0, z, vt};
  }
  const double rise = exponential((n.vm[i] - n.vt[i]) * c.inv_delta_t) * (c.g_l * c.delta_t);
  const double current = ((rise - c.g_l * depolarisation) - n.wad[i]) + n.z[i];
  return {current * c.inv_c + conductance, (c.a * depolarisation - n.wad[i]) * c.inv_tau_w, z, vt};
}

/// Returns whether neuron i spiked.
bool step_neuron(const NeuronConstants& c, const NeuronArrays& n, std::size_t i,
                 StepResult& result) {
  const Derivatives d = derivatives(c, n, i);
  n.vm[i] += d.vm;
  n.wad[i] += d.wad;
  n.z[i] += d.z;
  n.vt[i] += d.vt;
  n.g_exc[i] *= c.keep_g_exc;
  n.g_inh[i] *= c.keep_g_inh;
  n.state[i] = std::max(n.state[i] - 1.0, 0.0);
  const bool finite = std::abs(n.vm[i]) <= kDivergedMv;
  if (!finite && result.bad_lane < 0) {
    result.bad_lane = static_cast<std::ptrdiff_t>(i);
  }
  if (!finite || n.state[i] != 0.0 || !(n.vm[i] > n.vt[i])) {
    return false;
  }
  n.vm[i] = kSpikeMv;
  n.state[i] = 2.0;
  n.vt[i] = c.vt_max;
  return true;
}

StepResult step(const NeuronConstants& constants, const NeuronArrays& arrays, std::size_t lanes,
                std::uint16_t* spikes) {
  StepResult result;
  for (std::size_t i = 0; i < lanes; ++i) {
    if (step_neuron(constants, arrays, i, result)) {
      spikes[result.spike_count++] = static_cast<std::uint16_t>(i);
    }
  }
  return result;
}

StepResult step_learning(const NeuronConstants& c, const NeuronArrays& n, const LearningArrays& l,
                         std::size_t lanes, std::uint16_t* spikes) {
  StepResult result;
  for (std::size_t i = 0; i < lanes; ++i) {
    l.sum_g_exc[i] += n.g_exc[i];
    l.sum_g_inh[i] += n.g_inh[i];
    const double above_rest = std::max(n.vm[i] - c.e_l, 0.0);
    l.vmean[i] += (above_rest * above_rest - l.vmean[i]) * c.inv_tau_mean;
    l.umean_ltd[i] += (n.vm[i] - l.umean_ltd[i]) * c.inv_tau_ltd;
    l.umean_ltp[i] += (n.vm[i] - l.umean_ltp[i]) * c.inv_tau_ltp;
    l.xtrace[i] -= l.xtrace[i] * c.inv_tau_x;
    if (step_neuron(c, n, i, result)) {
      l.xtrace[i] += c.inv_tau_x;
      spikes[result.spike_count++] = static_cast<std::uint16_t>(i);
    }
    const double slow = std::max(l.umean_ltd[i] - c.theta_minus, 0.0);
    const double fast = std::max(l.umean_ltp[i] - c.theta_minus, 0.0);
    l.ltd[i] = (l.vmean[i] * c.inv_vmean_reference) * slow;
    l.ltp[i] = std::max(n.vm[i] - c.theta_plus, 0.0) * fast;
  }
  return result;
}

void add_rows(double* target, const double* rows, std::size_t lanes,
              std::span<const std::uint16_t> indices) {
  for (const std::uint16_t index : indices) {
    for (std::size_t i = 0; i < lanes; ++i) {
      target[i] += rows[index * lanes + i];
    }
  }
}

void accumulate(double* potential, const double* previous, const double* rate, const double* factor,
                double scale, std::size_t lanes) {
  for (std::size_t i = 0; i < lanes; ++i) {
    potential[i] = previous[i] + rate[i] * factor[i] * scale;
  }
}

void potentiate(double* w, const double* now, const double* anchor, double scale,
                const double* w_max, std::size_t lanes) {
  for (std::size_t i = 0; i < lanes; ++i) {
    w[i] = std::min(w[i] + scale * (now[i] - anchor[i]), w_max[i]);
  }
}

void pair(double* w, const double* a_ltd, const double* ltd, const double* a_ltp, const double* ltp,
          double x, const double* w_max, std::size_t lanes) {
  for (std::size_t i = 0; i < lanes; ++i) {
    const double down = w[i] > 0.0 ? a_ltd[i] * ltd[i] : 0.0;
    const double up = w[i] < w_max[i] ? a_ltp[i] * ltp[i] * x : 0.0;
    w[i] = std::min(std::max((w[i] - down) + up, 0.0), w_max[i]);
  }
}

void deliver_inhibitory(double* target, double* w, double rate, const double* trace,
                        const double* offset, std::size_t lanes) {
  for (std::size_t i = 0; i < lanes; ++i) {
    target[i] += w[i];
    w[i] += rate * (trace[i] - offset[i]);
  }
}

}  // namespace

const Kernels& scalar_kernels() {
  static constexpr Kernels table{step,       step_learning, add_rows,          accumulate,
                                 potentiate, pair,          deliver_inhibitory};
  return table;
}

}  // namespace ebsnn
