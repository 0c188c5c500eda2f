#pragma once
// Synapses of Inh onto V1 and Inh with the homeostatic rule, updated only when their presynaptic
// neuron spikes. Only for src/network.
//
// Literal rule. At each delivered presynaptic spike: w += rate (tracePost - offset), then tracePre
// += 1. At each postsynaptic spike, at the end of a ms: w += rate tracePre, then tracePost += 1.
// Every ms, after the update of the neurons: w is clipped to [0, w_max], traces decay by 1/tau.
// tracePre belongs to the presynaptic neuron (one for each of the two projections, whose tau
// differ), tracePost to the postsynaptic one.
//
// Between two deliveries of a presynaptic neuron its tracePre only decays, its weights are not
// read, and postsynaptic spikes never lower a weight. So it is enough to keep, for each
// postsynaptic neuron, the running sum of its spikes discounted by the decay (decay_powers.hpp),
// and to add it at the next delivery. A spike of the ms just before is not yet clipped when its
// weight is delivered. tracePost is stored as the value that it would have without decay since
// `base`.

#include "kernels/aligned.hpp"
#include "kernels/kernels.hpp"
#include "network/decay_powers.hpp"
#include "network/layout.hpp"
#include "network/parameters.hpp"
#include "network/weights.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

class InhibitorySynapses {
 public:
  InhibitorySynapses(const ModelParameters& parameters, const Layout& layout);

  // Between patches.
  void set_weights(const NetworkWeights& weights);
  void get_weights(NetworkWeights& weights) const;
  void set_traces(const InhibitoryTraces& traces);
  [[nodiscard]] InhibitoryTraces traces() const;

  /// [inh, lanes]; the self-connection is 0.
  [[nodiscard]] const AlignedArray& weights() const { return weights_; }
  [[nodiscard]] AlignedArray& edit_weights() { return weights_; }
  void clip();

  /// Clips all weights. The literal rule also does so before it reads any.
  void begin_patch();
  /// Start of a ms: delivers the Inh spikes of the previous ms into `g_inh` [lanes].
  void deliver(int step, std::span<const std::uint16_t> inh_spikes, double* g_inh);
  /// End of a ms: applies the spikes of this ms as postsynaptic ones.
  void postsynaptic(int step, const StepSpikes& spikes);
  /// Brings weights and traces up to date after the last step.
  void end_patch(int steps);

 private:
  /// One of the two projections: its lanes, and the values of its presynaptic neurons.
  struct Projection {
    std::size_t first, lanes;  // of the postsynaptic neurons
    DecayPowers decay;         // of both traces
    std::vector<double>
        trace_pre;  // [inh] at the end of step anchor_; -1: end of the previous patch
  };

  [[nodiscard]] double potential_scale(const Projection& projection, std::size_t pre) const;
  void deliver(const Projection& projection, std::size_t pre, int step, double* g_inh);
  void potentiate(std::size_t pre, const AlignedArray& sums);
  void bring_traces_to(int step);
  void start_block(int step);
  void add_spike(const Projection& projection, std::size_t lane, int step);

  Layout layout_;
  double rate_;
  int block_;  // ms
  Projection intov1_, inlat_;
  AlignedArray weights_;         // [inh, lanes]; the self-connection is 0
  AlignedArray offset_, w_max_;  // [lanes]
  AlignedArray trace_post_;      // [lanes] at the end of step t, times decay^(base_ - t)
  AlignedArray now_, before_;    // [lanes] sums of spikes up to the last step and the one before
  AlignedArray anchor_sums_;     // [inh, lanes] the part of the sums that the weights include
  std::vector<int> anchor_;      // [inh] step of the last delivery
  std::vector<std::size_t> latest_;  // lanes that spiked in the last step
  int base_ = 0;
};

}  // namespace ebsnn
