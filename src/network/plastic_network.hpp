#pragma once
// The network while it learns: one patch presentation with voltage-based and inhibitory plasticity.
//
// After each step of simulator.hpp, with [x]+ = max(x, 0) and all values taken after the step:
//   excitatory synapses (Clopath et al. 2010, doi 10.1038/nn.2479), w in [0, w_max]:
//     w -= a_ltd vmean/vmean_reference [pre spikes] [umean_ltd - theta_minus]+
//     w += a_ltp [vm - theta_plus]+ xtrace_pre [umean_ltp - theta_minus]+
//     vmean, umean_ltd, umean_ltp: low-passes of [vm - e_l]+^2, vm, vm (tau_mean, tau_ltd, tau_ltp)
//     xtrace: + 1/tau_x at a spike, - xtrace/tau_x per step
//   inhibitory synapses (after Vogels et al. 2011, doi 10.1126/science.1211095), w in [0, w_max]:
//     presynaptic spike, at delivery: w += rate (tracePost - offset), tracePre += 1
//     postsynaptic spike:             w += rate tracePre,             tracePost += 1
//     both traces: - trace/tau per step

#include "encoding/spike_raster.hpp"
#include "network/parameters.hpp"
#include "network/simulator.hpp"
#include "network/weight_changes.hpp"
#include "network/weights.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace ebsnn {

/// Whether a presentation averages conductances, which costs 3 % of its time.
enum class Conductances { ignored, averaged };

/// Result of a presentation besides the changed weights.
struct PatchRecord {
  SpikeCounts spikes;
  /// [v1 + inh] mean over steps of the value in the neuron update (V1 first); empty if ignored.
  std::vector<double> mean_g_exc;
  std::vector<double> mean_g_inh;  ///< the same
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& spikes& mean_g_exc& mean_g_inh;
  }
};

/// State of all neurons after a step: V1 neuron i at [i], Inh neuron i at [inh_first + i].
/// Conductances are those in the update of the step: after delivery, before decay.
struct NetworkStateView {
  std::size_t inh_first = 0;
  std::span<const double> vm, vmean, umean_ltd, umean_ltp, xtrace, wad, z, vt, g_exc, g_inh, state;
};

/// Sees the state after each step; for tests and recordings.
class StepObserver {
 public:
  virtual ~StepObserver() = default;
  virtual void after_step(int step, const NetworkStateView& state) = 0;
};

/// What a network has learned, in its own memory layout, to restore it or to send it to other
/// ranks.
struct LearnedState {
  std::vector<double> weights;
  InhibitoryTraces traces;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& weights& traces;
  }
};

/// Presents patches and learns. Before each patch the neurons are reset to rest; weights and
/// inhibitory traces are not. One object serves one thread.
class PlasticNetwork {
 public:
  /// `parameters` and `weights` must be valid (`validate`); traces start at 0.
  PlasticNetwork(const ModelParameters& parameters, const NetworkWeights& weights);
  ~PlasticNetwork();
  PlasticNetwork(PlasticNetwork&&) noexcept;
  PlasticNetwork& operator=(PlasticNetwork&&) noexcept;
  PlasticNetwork(const PlasticNetwork&) = delete;
  PlasticNetwork& operator=(const PlasticNetwork&) = delete;

  /// One patch presentation. `patch` names it in errors. Throws NonFiniteState.
  PatchRecord present(const SpikeRaster& raster, std::int64_t patch, SpikeTrain* train = nullptr,
                      StepObserver* observer = nullptr,
                      Conductances conductances = Conductances::averaged);

  /// Current weights. After a presentation, inhibitory weights may exceed their bounds by the
  /// change of the last ms. The next presentation clips them, as the published simulation does.
  [[nodiscard]] NetworkWeights weights() const;
  [[nodiscard]] InhibitoryTraces traces() const;
  void set_weights(const NetworkWeights& weights);
  void set_traces(const InhibitoryTraces& traces);

  [[nodiscard]] LearnedState state() const;
  /// The same, into memory that exists already: allocating half a megabyte costs more than the
  /// copy.
  void copy_state_to(LearnedState& state) const;
  void set_state(const LearnedState& state);
  /// Zero changes, for the two functions below.
  [[nodiscard]] WeightChanges no_changes() const;
  /// Adds to `changes` the differences of the weights from `state`, and goes back to `state`.
  void take_changes(const LearnedState& state, WeightChanges& changes);
  /// The weights become those of `state` plus `changes`, clipped to their bounds.
  void apply_changes(const LearnedState& state, const WeightChanges& changes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ebsnn
