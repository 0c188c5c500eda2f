#pragma once
// A whole patch presentation with frozen weights as one kernel, and weighted sums of rows of
// synapses. kernels.hpp says how a kernel is chosen; all give the same bits.
//
// Units: the state is kept in units that save operations: potentials in units of delta_t / log2(e)
// above e_l, currents as the change of potential that they cause in one ms. With s = log2(e) /
// delta_t,
//   v = s (vm - e_l)   threshold = s (vt - e_l)   w = s wad/c   z = s z/c   g = s g
// and a step of 1 ms is
//   v' = keep_v v + rise 2^(v - threshold) + z - w - g_inh + g_exc
//   w' = keep_w w + w_from_v v                z' = keep_z z
//   threshold' = keep_threshold threshold + threshold_gain
//   g_exc' = keep_g_exc g_exc                 g_inh' = keep_g_inh g_inh
// with a spike where v' > threshold'. After a spike vm follows other equations for two steps. The
// state of those neurons is set so that the equations above give the same result
// (patch_spikes.hpp).

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
  Real held_threshold;   ///< so high that 2^(v - threshold) is negligible
  Real z_return;         ///< z that moves v from 0 to the value after the spike
  Real w_jump;           ///< increase of w after them
  Real z_after;          ///< z after them
  Real threshold_after;  ///< threshold after them
  Real diverged;         ///< |v| beyond this counts as diverged
  /// As long as no v is below this, no v - threshold exceeds the limits of the power of two.
  Real shallow;
};

/// State of the neurons, in blocks of lanes_of<Real>. Each block holds all fields that a step
/// reads: [lanes / lanes_of][kFields][lanes_of], aligned to kAlignment. With one array per field,
/// stores to one array and loads from another can share the low 12 bits of their addresses; the
/// processor then treats the load as dependent on the store, and waits.
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

/// Synapses, one row per presynaptic neuron, in the units of g.
template <class Real>
struct SynapseRows {
  const Real* lgn;        ///< [lgn, lanes]            onto g_exc of all
  const Real* v1;         ///< [v1, lanes - inh_first] onto g_exc of Inh
  const Real* inh;        ///< [inh, lanes]            onto g_inh of all
  std::size_t inh_first;  ///< lane of the first Inh neuron; V1 has the lanes before it
  std::size_t lanes;
};

/// Events of a patch. Those of ms t are channels[first[t]] .. channels[first[t + 1] - 1].
struct PatchEvents {
  const std::uint16_t* channels;
  const std::uint32_t* first;  ///< [steps + 1]
  int steps;
};

/// Spikes of a presentation. Those of step t are lanes[first[t]] .. lanes[first[t + 1] - 1],
/// ascending; those of Inh start at first_inh[t].
template <class Real>
struct PatchSpikes {
  std::uint16_t* lanes;      ///< room for lanes * steps
  Real* w;                   ///< scratch of the same size: w of the neuron when it spiked
  std::uint32_t* first;      ///< [steps + 1]
  std::uint32_t* first_inh;  ///< [steps]
  /// Scratch: three sets with one bit per lane, each of lanes / 64 + 1 words; see neurons.
  std::uint64_t* bits;
  const std::uint64_t* neurons;  ///< [lanes / 64 + 1] one bit per lane: not padding
};

/// The first neuron whose v is NaN or beyond `diverged`, if any.
struct Divergence {
  std::ptrdiff_t lane = -1;  ///< -1: none
  int step = 0;
};

/// Presents a patch to neurons in the given state. An event of ms t reaches them in step t + 2.
/// Ends early if a neuron diverges.
template <class Real>
using PresentPatch = Divergence (*)(const InferenceConstants<Real>& constants,
                                    const SynapseRows<Real>& rows,
                                    const InferenceState<Real>& state, const PatchEvents& events,
                                    const PatchSpikes<Real>& spikes);

/// One row of a weighted sum of rows.
template <class Real>
struct WeightedRow {
  std::uint32_t row;
  Real factor;
};

/// sums[l] += factor rows[row * stride + l] for each of `terms` in turn, rounded once per term.
/// `lanes` is a multiple of lanes_of<Real>; `sums` and all rows are aligned to kAlignment.
template <class Real>
using AddWeightedRows = void (*)(Real* sums, std::size_t lanes, const Real* rows,
                                 std::size_t stride, std::span<const WeightedRow<Real>> terms);

/// The kernels for one number format.
template <class Real>
struct InferenceKernelsOf {
  PresentPatch<Real> present;
  AddWeightedRows<Real> add_weighted_rows;
};

struct InferenceKernels {
  InferenceKernelsOf<double> in_double;
  InferenceKernelsOf<float> in_single;
  template <class Real>
  [[nodiscard]] const InferenceKernelsOf<Real>& of() const {
    if constexpr (sizeof(Real) == sizeof(double)) {
      return in_double;
    } else {
      return in_single;
    }
  }
};

/// The kernels in use, see kernels().
[[nodiscard]] const InferenceKernels& inference_kernels();
/// The scalar twin, for comparison.
[[nodiscard]] const InferenceKernels& scalar_inference_kernels();

}  // namespace ebsnn
