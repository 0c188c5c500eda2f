#include "network/layout.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

namespace ebsnn {

Layout::Layout(const NetworkShape& shape, std::size_t multiple)
    : lgn(static_cast<std::size_t>(shape.lgn())),
      v1(static_cast<std::size_t>(shape.v1)),
      inh(static_cast<std::size_t>(shape.inh)),
      inh_first(padded(v1, multiple)),
      inh_lanes(padded(inh, multiple)),
      lanes(inh_first + inh_lanes) {}

void StepSpikes::assign(const Layout& layout, std::span<const std::uint16_t> lanes) {
  clear();
  for (const std::uint16_t lane : lanes) {
    if (layout.is_v1(lane)) {
      v1.push_back(lane);
    } else if (layout.is_inh(lane)) {
      inh.push_back(static_cast<std::uint16_t>(lane - layout.inh_first));
    }
  }
}

void count_spikes(const Layout& layout, const StepSpikes& spikes, int step, SpikeCounts& counts,
                  SpikeTrain* train) {
  for (const std::uint16_t neuron : spikes.v1) {
    ++counts.v1[neuron];
  }
  for (const std::uint16_t neuron : spikes.inh) {
    ++counts.inh[neuron];
  }
  if (train == nullptr) {
    return;
  }
  train->step.insert(train->step.end(), spikes.v1.size() + spikes.inh.size(),
                     static_cast<std::uint16_t>(step));
  train->neuron.insert(train->neuron.end(), spikes.v1.begin(), spikes.v1.end());
  for (const std::uint16_t neuron : spikes.inh) {
    train->neuron.push_back(static_cast<std::uint16_t>(neuron + layout.v1));
  }
}

NeuronConstants neuron_constants(const ModelParameters& parameters) {
  const NeuronParameters& n = parameters.neuron;
  NeuronConstants c{};
  c.exp2_scale = std::numbers::log2e / n.delta_t_mv;
  c.rise = n.g_l_ns * n.delta_t_mv / n.c_pf;
  c.leak = n.g_l_ns / n.c_pf;
  c.inv_c = 1.0 / n.c_pf;
  c.e_l = n.e_l_mv;
  c.a = n.a_ns;
  c.inv_tau_w = 1.0 / n.tau_w_ms;
  c.inv_tau_vt = 1.0 / n.tau_vt_ms;
  c.vt_rest = n.vt_rest_mv;
  c.keep_z = 1.0 - 1.0 / n.tau_z_ms;
  c.keep_g_exc = 1.0 - 1.0 / n.tau_g_exc_ms;
  c.keep_g_inh = 1.0 - 1.0 / n.tau_g_inh_ms;
  c.b = n.b_pa;
  c.i_sp = n.i_sp_pa;
  c.vt_max = n.vt_max_mv;
  c.inv_tau_mean = 1.0 / n.tau_mean_ms;
  c.inv_tau_ltd = 1.0 / n.tau_ltd_ms;
  c.inv_tau_ltp = 1.0 / n.tau_ltp_ms;
  return c;
}

PlasticityConstants plasticity_constants(const PlasticityParameters& parameters) {
  return {parameters.theta_minus_mv, parameters.theta_plus_mv, 1.0 / parameters.vmean_reference};
}

void gather_columns(WeightMatrix& matrix, const AlignedArray& rows, std::size_t lanes,
                    std::size_t lane_first) {
  for (std::size_t post = 0; post < matrix.posts; ++post) {
    for (std::size_t pre = 0; pre < matrix.pres; ++pre) {
      matrix.at(post, pre) = rows[pre * lanes + lane_first + post];
    }
  }
}

void gather_lateral(WeightMatrix& inlat, const AlignedArray& rows, std::size_t lanes,
                    std::size_t lane_first) {
  for (std::size_t post = 0; post < inlat.posts; ++post) {
    for (std::size_t column = 0; column < inlat.pres; ++column) {
      const std::size_t pre = column < post ? column : column + 1;
      inlat.at(post, column) = rows[pre * lanes + lane_first + post];
    }
  }
}

void throw_diverged(const Layout& layout, std::size_t lane, double vm, int step,
                    std::int64_t patch) {
  const std::size_t neuron = layout.neuron(lane);
  const bool v1 = neuron < layout.v1;
  throw NonFiniteState(
      fmt::format("the membrane potential of {} neuron {} became {} mV in step {} of patch {}: the "
                  "parameters make the simulation unstable",
                  v1 ? "V1" : "Inh", v1 ? neuron : neuron - layout.v1, vm, step, patch),
      static_cast<int>(neuron), step, patch);
}

}  // namespace ebsnn
