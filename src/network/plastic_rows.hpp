#pragma once
// Synapses with the voltage-based rule, updated only when their presynaptic neuron spikes. Only for
// src/network.
//
// Literal rule: every synapse changes every ms, clipped to [0, w_max], by
//     -A_LTD ltd(post, t) [pre spikes at t] + A_LTP ltp(post, t) x_pre(t).
// Between two spikes of the presynaptic neuron, its trace only decays,
//     x_pre(t) = x_0 d^(t - t_0), d = 1 - 1/tau_x;
// its weights are not read; and LTP never lowers a weight, so that clipping once equals clipping
// every ms. So it is enough to keep, for each postsynaptic neuron, the running sum
//     Q(t) = sum over s = base .. t of A_LTP ltp(post, s) d^(s - base)
// (decay_powers.hpp), and to add x_0 d^(base - t_0) (Q(t) - Q(t_0)) when the presynaptic neuron
// spikes again, before the literal rule for that ms. The new weights are delivered in the next ms,
// but are added to its conductance at once: this saves another pass over the row.

#include "kernels/aligned.hpp"
#include "kernels/kernels.hpp"
#include "network/decay_powers.hpp"
#include "network/parameters.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// The rows of one group of presynaptic neurons onto `lanes` postsynaptic ones. Weights: [pre *
/// lanes + lane].
class PlasticRows {
 public:
  /// tau_x_ms of the presynaptic trace, which grows by 1/tau_x_ms at a spike.
  PlasticRows(std::size_t pres, std::size_t lanes, double tau_x_ms,
              const PlasticityConstants& constants);

  /// Rule and bound of lanes first .. first + count - 1 (other lanes stay 0).
  void set_rule(std::size_t first, std::size_t count, const ExcitatoryProjection& rule);
  [[nodiscard]] const AlignedArray& weights() const { return weights_; }
  /// For setting weights. Values out of bounds are clipped at the start of the next patch; the
  /// literal rule does so in its first ms, before it reads any.
  [[nodiscard]] AlignedArray& edit_weights();
  /// Clips all weights.
  void clip();

  /// Resets all presynaptic traces and clips weights that were set.
  void begin_patch();
  /// One ms: `spiking` presynaptic neurons (ascending), and the postsynaptic ones [lanes] after
  /// their update. Adds the weights of the spiking ones to `target` [lanes], the conductance of the
  /// next ms. Steps must be called in order, from 0.
  void step(int step, std::span<const std::uint16_t> spiking, const PostsynapticArrays& post,
            double* target);
  /// One ms in which no presynaptic neuron spikes, and no postsynaptic one is above theta_plus:
  /// step() without spikes would do the same.
  void silent_step(int step);
  /// Brings all weights up to date after the last step.
  void end_patch(int steps);

 private:
  [[nodiscard]] double* sum_before(int step) {
    return sums_.data() + static_cast<std::size_t>(step - base_) * lanes_;
  }
  [[nodiscard]] bool is_pending(std::size_t pre, int step) const;
  [[nodiscard]] double pending_scale(std::size_t pre) const;
  /// Advances trace and anchor of a presynaptic neuron to its spike in `step`.
  [[nodiscard]] PlasticSpike spike(std::size_t pre, int step);
  void start_block(int base);
  /// Starts a new block after the last step of one.
  void end_step(int step);

  std::size_t pres_;
  std::size_t lanes_;
  int block_;         // ms
  double increment_;  // of the trace at a spike
  PlasticityConstants constants_;
  DecayPowers decay_;
  AlignedArray weights_;  // [pre, lane]
  AlignedArray a_ltd_, a_ltp_, w_max_;
  AlignedArray sums_;                 // [block_ + 1, lane]: row k = Q(base + k - 1)
  std::vector<PlasticSpike> spikes_;  // of this ms
  std::vector<double> trace_;         // x_0 of each presynaptic neuron, 0 before its first spike
  std::vector<int> anchor_;  // t_0: the weights of the row include everything up to that step
  int base_ = 0;
  bool edited_ = false;  // since the last patch
};

}  // namespace ebsnn
