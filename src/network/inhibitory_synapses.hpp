#pragma once
// Synapses of Inh onto V1 and Inh with the homeostatic rule. Only for src/network.
//
// Each delivered presynaptic spike: w += rate (tracePost - offset), then tracePre += 1. Each
// postsynaptic spike: w += rate tracePre, then tracePost += 1. Every ms: w clipped to [0, w_max],
// traces decay by 1/tau. tracePre belongs to the presynaptic neuron (one for each of the two
// projections, whose tau differ), tracePost to the postsynaptic one.

#include "kernels/aligned.hpp"
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

  void set_weights(const NetworkWeights& weights);
  void get_weights(NetworkWeights& weights) const;
  void set_traces(const InhibitoryTraces& traces);
  [[nodiscard]] InhibitoryTraces traces() const;

  /// Start of a ms: delivers the Inh spikes of the previous one into `g_inh` [lanes].
  void deliver(std::span<const std::uint16_t> inh_spikes, double* g_inh);
  /// After the neurons' update: clips what the previous ms's postsynaptic and this ms's delivered
  /// spikes changed, and decays the traces.
  void clip_and_decay();
  /// End of a ms: the spikes of this ms as postsynaptic ones.
  void postsynaptic(const StepSpikes& spikes);

 private:
  void potentiate_column(std::size_t lane, const std::vector<double>& trace_pre);
  void clip(std::size_t pre, std::size_t lane);

  Layout layout_;
  double rate_;
  double decay_intov1_, decay_inlat_;  // 1/tau
  AlignedArray weights_;               // [inh, lanes]; the self-connection is 0 when read
  AlignedArray trace_post_;            // [lanes]
  AlignedArray offset_, w_max_;        // [lanes]
  AlignedArray decay_post_;            // [lanes]
  std::vector<double> intov1_pre_, inlat_pre_;
  std::vector<std::uint16_t> changed_rows_;   // presynaptic neurons delivered in this ms
  std::vector<std::size_t> changed_columns_;  // lanes that spiked in the previous ms
  bool all_changed_ = true;                   // after set_weights
};

}  // namespace ebsnn
