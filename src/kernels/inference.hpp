#pragma once
// A whole patch presentation with frozen weights as one kernel. How a kernel is chosen, and that
// all give the same bits: kernels.hpp.
//
// Units. A step costs what its operations cost, so the state is kept in units that save some:
// potentials in units of delta_t / log2(e) above e_l, currents as the change of potential they
// cause in a ms. With s = log2(e) / delta_t,
//   v = s (vm - e_l)   threshold = s (vt - e_l)   w = s wad/c   z = s z/c   g = s g
// and a step of 1 ms is
//   v' = keep_v v + rise 2^(v - threshold) + z - w - g_inh + g_exc
//   w' = keep_w w + w_from_v v                z' = keep_z z
//   threshold' = keep_threshold threshold + threshold_gain
//   g_exc' = keep_g_exc g_exc                 g_inh' = keep_g_inh g_inh
// with a spike where v' > threshold'. After a spike vm follows equations of its own for two steps;
// those neurons' state is set so that the same equations give what theirs do (patch_spikes.hpp).

#include "kernels/aligned.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace ebsnn {

/// Constants of a step; Real is double or float.
template <class Real>
struct InferenceConstants {
  Real keep_v, rise, keep_w, w_from_v, keep_z, keep_threshold, threshold_gain;
  Real keep_g_exc, keep_g_inh;
  // For the two steps after a spike.
  Real held_threshold;   ///< so high that 2^(v - threshold) is nothing
  Real z_return;         ///< z that brings v = 0 to where vm comes down to
  Real w_jump;           ///< what w has gained when they are over
  Real z_after;          ///< z when they are over
  Real threshold_after;  ///< threshold when they are over
  Real diverged;         ///< |v| beyond this counts as diverged
  /// While no v lies below, no v - threshold lies beyond the limit of powers of two.
  Real shallow;
};

/// State of the neurons, in blocks of lanes_of<Real> with all that a step reads of them side by
/// side: [lanes / lanes_of][kFields][lanes_of], aligned to kAlignment. Arrays of their own, one
/// behind the other, would now and then lie such that the processor takes a load from one for a
/// load of what it is about to store to another (equal low 12 bits of the address), and waits.
template <class Real>
struct InferenceState {
  static constexpr std::size_t kV = 0, kW = 1, kZ = 2, kThreshold = 3, kGInh = 4, kFields = 5;
  Real* blocks;
  Real* g_exc;  ///< [lanes], used where keep_g_exc is not 0

  [[nodiscard]] static constexpr std::size_t size(std::size_t lanes) { return lanes * kFields; }
  [[nodiscard]] Real& at(std::size_t field, std::size_t lane) const {
    constexpr std::size_t kBlock = lanes_of<Real>;
    return blocks[(lane / kBlock * kFields + field) * kBlock + lane % kBlock];
  }
};

/// Synapses, one row a presynaptic neuron, in the units of g.
template <class Real>
struct SynapseRows {
  const Real* lgn;        ///< [lgn, lanes]            onto g_exc of all
  const Real* v1;         ///< [v1, lanes - inh_first] onto g_exc of Inh
  const Real* inh;        ///< [inh, lanes]            onto g_inh of all
  std::size_t inh_first;  ///< lane of the first Inh neuron; lanes before are V1's
  std::size_t lanes;
};

/// Events of a patch: those of ms t are channels[first[t]] .. channels[first[t + 1] - 1].
struct PatchEvents {
  const std::uint16_t* channels;
  const std::uint32_t* first;  ///< [steps + 1]
  int steps;
};

/// Spikes of a presentation. Those of step t are lanes[first[t]] .. lanes[first[t + 1] - 1],
/// ascending; Inh's begin at first_inh[t].
template <class Real>
struct PatchSpikes {
  std::uint16_t* lanes;      ///< room for lanes * steps
  Real* w;                   ///< scratch, as long: w of the neuron when it spiked
  std::uint32_t* first;      ///< [steps + 1]
  std::uint32_t* first_inh;  ///< [steps]
  /// Scratch: three sets of a bit a lane, each of lanes / 64 + 1 words; see neurons.
  std::uint64_t* bits;
  const std::uint64_t* neurons;  ///< [lanes / 64 + 1] a bit a lane: those that are no padding
};

/// The first neuron whose v is NaN or beyond `diverged`, if any.
struct Divergence {
  std::ptrdiff_t lane = -1;  ///< -1: none
  int step = 0;
};

/// Presents a patch to neurons in the state given. An event of ms t reaches them in step t + 2.
/// Ends early when a neuron diverges.
template <class Real>
using PresentPatch = Divergence (*)(const InferenceConstants<Real>& constants,
                                    const SynapseRows<Real>& rows,
                                    const InferenceState<Real>& state, const PatchEvents& events,
                                    const PatchSpikes<Real>& spikes);

struct InferenceKernels {
  PresentPatch<double> present;
  PresentPatch<float> present_single;
  template <class Real>
  [[nodiscard]] PresentPatch<Real> of() const {
    if constexpr (sizeof(Real) == sizeof(double)) {
      return present;
    } else {
      return present_single;
    }
  }
};

/// The kernels in use, see kernels().
[[nodiscard]] const InferenceKernels& inference_kernels();
/// The scalar twin, for comparison.
[[nodiscard]] const InferenceKernels& scalar_inference_kernels();

}  // namespace ebsnn
