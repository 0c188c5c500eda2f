#pragma once
// The inner loops of learning (inference.hpp has those of frozen weights). They take and return
// plain pointers and sizes.
//
// Every kernel exists as vector code for several instruction sets, and as a scalar twin. The best
// set that the processor has is chosen at run time. All give the same bits: they do the same
// operations in the same order on each neuron, fused multiply-adds included (processors from before
// 2013 compute these in software and are slow). EBSNN_INSTRUCTION_SET (scalar, avx2, avx3 =
// AVX-512) forces one.
//
// `lanes` are multiples of kLanes; arrays are aligned to kAlignment (aligned.hpp). Lanes beyond the
// last neuron behave as unconnected neurons.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace ebsnn {

/// Constants of the neuron update, with divisions turned into factors:
///   vm  += rise 2^((vm - vt) exp2_scale) - leak (vm - e_l) + inv_c (z - wad) + g_exc - g_inh
///   wad += inv_tau_w (a (vm - e_l) - wad)    vt += inv_tau_vt (vt_rest - vt)
///   z = keep_z z    g = keep_g g
struct NeuronConstants {
  double exp2_scale, rise, leak, inv_c, e_l;
  double a, inv_tau_w, inv_tau_vt, vt_rest, keep_z, keep_g_exc, keep_g_inh;
  // The step after the spike's upstroke.
  double b, i_sp, vt_max;
  // Learning state.
  double inv_tau_mean, inv_tau_ltd, inv_tau_ltp;
};

/// State of `lanes` neurons; see NeuronParameters for the meaning.
struct NeuronArrays {
  double *vm, *wad, *z, *vt, *g_exc, *g_inh;
  double* held;          ///< scratch: room for 4 * lanes
  std::uint64_t* above;  ///< scratch: room for one bit per lane
};

/// Additional state of a network that learns.
struct LearningArrays {
  double *vmean, *umean_ltd, *umean_ltp;
  double *sum_g_exc, *sum_g_inh;  ///< sums of conductances before decay; both may be null
};

/// Lanes that spiked in the last step and in the one before, each ascending. They follow other
/// equations (`state` of the published model is 2 and 1).
struct RecentSpikes {
  std::span<const std::uint16_t> last, before;
};

struct StepResult {
  std::size_t spike_count = 0;   ///< entries written to `spikes`
  std::ptrdiff_t bad_lane = -1;  ///< first lane whose vm is NaN or beyond 1e100 mV, or -1
};

/// vm beyond this (mV) counts as diverged. As long as |vm| is below, no other state can overflow.
inline constexpr double kDivergedMv = 1e100;

/// Thresholds (mV) of the low-passes and of vm, and 1 / vmean_reference (1/mV^2).
struct PlasticityConstants {
  double theta_minus, theta_plus, inv_vmean_reference;
};

/// State of the postsynaptic neurons after their update that plasticity reads.
struct PostsynapticArrays {
  const double *vm, *vmean, *umean_ltd, *umean_ltp;
};

/// A spike of one presynaptic neuron, and its row of plastic synapses (plastic_rows.hpp).
struct PlasticSpike {
  double* w;
  const double* anchor;  ///< the sum of LTP that the row already includes
  double scale;          ///< of the potentiation since then: factor of previous - anchor
  double trace;          ///< presynaptic trace with this spike
};

/// One ms of plastic rows. Arrays belong to the postsynaptic neurons.
struct PlasticStep {
  PlasticityConstants constants;
  PostsynapticArrays post;
  const double *a_ltd, *a_ltp;  ///< amplitudes
  const double* w_max;
  const double* previous;  ///< running sum of LTP before this ms
  double* potential;       ///< running sum of LTP including this ms
  double scale;            ///< of this ms in that sum
  double* target;          ///< conductances that spikes raise
  std::span<const PlasticSpike> spikes;
};

/// A spike of one presynaptic neuron, and its row of inhibitory synapses (inhibitory_synapses.hpp).
struct InhibitorySpike {
  double scale;        ///< of the potentiation since the last spike
  double rate;         ///< of the change at this spike
  double trace_scale;  ///< of the postsynaptic traces
};

struct Kernels {
  /// Advances neurons by 1 ms, including the state that plasticity reads, and writes the lanes that
  /// spiked, ascending, to `spikes` (room for `lanes`; not one of the arrays in `recent`).
  StepResult (*step_learning)(const NeuronConstants& constants, const NeuronArrays& arrays,
                              const LearningArrays& learning, std::size_t lanes,
                              const RecentSpikes& recent, std::uint16_t* spikes);
  /// down = a_ltd[l] (vmean[l] inv_vmean_reference) [umean_ltd[l] - theta_minus]+,
  /// up = a_ltp[l] ([vm[l] - theta_plus]+ [umean_ltp[l] - theta_minus]+); potential[l] =
  /// previous[l] + up scale. Then, for each spike in turn,
  ///   w[l] = min(w[l] + scale (previous[l] - anchor[l]), w_max[l]);
  ///   w[l] = clip(w[l] - (w[l] > 0 ? down : 0) + (w[l] < w_max[l] ? trace up : 0), 0, w_max[l]);
  ///   target[l] += w[l].
  void (*plastic_step)(const PlasticStep& step, std::size_t lanes);
  /// w[l] = min(w[l] + scale (now[l] - anchor[l]), w_max[l]).
  void (*potentiate)(double* w, const double* now, const double* anchor, double scale,
                     const double* w_max, std::size_t lanes);
  /// w[l] = min(w[l] + scale (before[l] - anchor[l]), w_max[l]) + scale (now[l] - before[l]);
  /// target[l] += w[l]; w[l] = clip(w[l] + rate (trace_scale trace[l] - offset[l]), 0, w_max[l]);
  /// anchor[l] = now[l].
  void (*inhibitory_spike)(double* target, double* w, double* anchor, const InhibitorySpike& spike,
                           const double* before, const double* now, const double* trace,
                           const double* offset, const double* w_max, std::size_t lanes);
};

/// The kernels in use. Throws InputError, at the first call, if EBSNN_INSTRUCTION_SET names an
/// instruction set that this processor or build lacks.
[[nodiscard]] const Kernels& kernels();
/// Name of the instruction set in use, e.g. "AVX3" (AVX-512), "AVX2", "scalar".
[[nodiscard]] std::string instruction_set();

/// The scalar twin, for comparison.
[[nodiscard]] const Kernels& scalar_kernels();

}  // namespace ebsnn
