#pragma once
// The network of the published simulation, transcribed literally and slowly. The product is
// compared with it. Only for tests. Uses the standard library and plain data types of the product,
// but none of its code.
//
// Everything is explicit: the LGN relay integrates its own g_exc, every inhibitory synapse has its
// own tracePre and tracePost, and every projection visits all its synapses in every step, including
// plasticity. One step of 1 ms:
//   1. deliver the spikes of the previous step (input -> LGN; LGN -> V1, LGN -> Inh, V1 -> Inh;
//      Inh -> V1, Inh -> Inh); each spike on an inhibitory projection also does
//      w += rate (tracePost - offset), tracePre += 1
//   2. record the conductances
//   3. update input, LGN, V1, Inh (explicit Euler, right-hand sides from before the update); each
//      emits its spikes
//   4. voltage-based plasticity; then clip inhibitory weights and decay their traces
//   5. each spike emitted in 3 by a postsynaptic neuron of an inhibitory projection does
//      w += rate tracePre, tracePost += 1
// Before a patch all neurons return to rest and undelivered spikes are dropped; weights and
// inhibitory traces stay. Units: mV, ms, pA, pF, nS. Source: Larisch, Berger & Hamker (ICANN 2023,
// doi 10.1007/978-3-031-44198-1_17); Clopath et al. (Nat. Neurosci. 13:344, 2010); Vogels et al.
// (Science 334:1569, 2011).

#include "network/parameters.hpp"
#include "network/weights.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace ebsnn::reference {

/// Whether weights change.
enum class Mode { frozen, learning };

/// Input of one patch: [step] -> channels with an event in that ms, each at most once.
using Events = std::vector<std::vector<int>>;

/// State of a V1 or Inh neuron, named as in the publication.
struct Neuron {
  double vm, vmean, umean_ltd, umean_ltp, xtrace, wad, z, vt, g_exc, g_inh, state, spike;
  double vm_before_spike;         ///< vm after the update, before a spike's reset: shows divergence
  double seen_g_exc, seen_g_inh;  ///< conductances of this step after delivery, before decay
};

/// State of an LGN relay neuron.
struct Relay {
  double g_exc, xtrace, spike;
};

/// A spike of V1 (neurons 0 .. v1 - 1) or Inh (from v1 on), or of LGN (its own numbers).
struct Spike {
  int step;
  int neuron;
  friend bool operator==(const Spike&, const Spike&) = default;
};

struct PatchResult {
  std::vector<int> counts;         ///< [v1 + inh]
  std::vector<Spike> spikes;       ///< in the order of step, then neuron
  std::vector<Spike> lgn_spikes;   ///< the same, of LGN
  std::vector<double> mean_g_exc;  ///< [v1 + inh] mean over steps after delivery, before decay
  std::vector<double> mean_g_inh;  ///< [v1 + inh]
};

/// A projection: matrices [post][column]. Without self-connections, column c of row p is pre c for
/// c < p, and c + 1 otherwise.
struct Projection {
  WeightMatrix w;
  bool self_left_out = false;
  [[nodiscard]] std::size_t pre_of(std::size_t post, std::size_t column) const {
    return self_left_out && column >= post ? column + 1 : column;
  }
};

/// A projection with the homeostatic rule: every synapse has its own traces.
struct InhibitorySynapses : Projection {
  WeightMatrix trace_pre;
  WeightMatrix trace_post;
};

class ReferenceNetwork {
 public:
  using Observer = std::function<void(int step, const ReferenceNetwork& network)>;

  ReferenceNetwork(const ModelParameters& parameters, const NetworkWeights& weights, Mode mode);

  /// One patch presentation; `observer` sees the network after each step.
  PatchResult present(const Events& events, const Observer& observer = {});

  [[nodiscard]] NetworkWeights weights() const;
  void set_weights(const NetworkWeights& weights);
  /// One value per neuron, although each synapse has its own (a test asserts that they agree).
  [[nodiscard]] InhibitoryTraces traces() const;
  void set_traces(const InhibitoryTraces& traces);

  [[nodiscard]] const std::vector<Relay>& lgn() const { return lgn_; }
  [[nodiscard]] const std::vector<Neuron>& v1() const { return v1_; }
  [[nodiscard]] const std::vector<Neuron>& inh() const { return inh_; }
  [[nodiscard]] const InhibitorySynapses& intov1() const { return intov1_; }
  [[nodiscard]] const InhibitorySynapses& inlat() const { return inlat_; }

  /// Number of weights, by sign, that clipping to [0, w_max] has changed, so that tests know that
  /// clipping happened.
  struct Clipped {
    long excitatory_low = 0;
    long excitatory_high = 0;
    long inhibitory_low = 0;
    long inhibitory_high = 0;
  };
  [[nodiscard]] const Clipped& clipped() const { return clipped_; }

 private:
  void reset();
  void deliver();
  void update_populations(const std::vector<int>& input_events);
  void learn();
  void learn_voltage_based(Projection& projection, const ExcitatoryProjection& rule,
                           const std::vector<double>& pre_spike,
                           const std::vector<double>& pre_xtrace, const std::vector<Neuron>& posts);
  void clip_and_decay(InhibitorySynapses& synapses, const InhibitoryProjection& rule);
  void post_spikes(InhibitorySynapses& synapses, const std::vector<Neuron>& posts);

  ModelParameters parameters_;
  Mode mode_;
  std::vector<double> input_;  // 1 if the channel had an event in the step before
  std::vector<Relay> lgn_;
  std::vector<Neuron> v1_;
  std::vector<Neuron> inh_;
  Projection v1weight_, inhibw_, v1toin_;
  InhibitorySynapses intov1_, inlat_;
  Clipped clipped_;
};

/// Scales the ON half (even channels) of every row of both LGN matrices to the Euclidean norm of
/// the OFF half.
void equalise_on_off(NetworkWeights& weights);

}  // namespace ebsnn::reference
