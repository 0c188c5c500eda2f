#pragma once
// Conductances of a presentation with frozen weights, as the published model records them: read in
// each step of 1 ms after spikes have been delivered and before the neurons are updated
// (simulator.hpp has the steps).
//
// Between two deliveries a conductance only decays: g(t + 1) = keep g(t) + weights of the spikes
// that are delivered in t + 1, with keep = 1 - 1 ms / tau. So the sum over steps is linear in the
// spikes:
//   sum over t of g(t) = sum over spikes of w (1 + keep + ... + keep^(steps - 1 - delivery))
// It is computed from the spikes of the finished presentation, one row of synapses for each
// presynaptic neuron that spiked. Recording therefore changes no spike, and costs little.

#include <vector>

namespace ebsnn {

/// Sums over the steps of a presentation, in steps x mV/ms; V1 neurons first, then Inh.
struct ConductanceSums {
  std::vector<double> g_exc;  ///< [v1 + inh]
  std::vector<double> g_inh;  ///< [v1 + inh]
};

/// Means over the neurons of a population in each step, in mV/ms.
struct PopulationConductances {
  std::vector<double> v1_g_exc, v1_g_inh;    ///< [steps]
  std::vector<double> inh_g_exc, inh_g_inh;  ///< [steps]
};

}  // namespace ebsnn
