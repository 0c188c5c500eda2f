#pragma once
// The inner loops of the simulation: plain pointers and sizes in, plain arrays out. May be included
// by network and tests.
//
// Every kernel exists as vector code for several instruction sets, of which the best one the
// processor has is chosen at run time, and as a scalar twin. All give the same bits: the same
// operations in the same order on each neuron, without fused multiply-add. EBSNN_INSTRUCTION_SET
// (scalar, sse4, avx2, avx3 = AVX-512) forces one.
//
// `lanes` are multiples of kLanes; arrays are aligned to kAlignment (aligned.hpp). Lanes beyond the
// last neuron behave as unconnected neurons.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace ebsnn {

/// Constants of the neuron update, with divisions turned into factors.
struct NeuronConstants {
  double g_l, delta_t, inv_delta_t, inv_c, e_l, a, b, i_sp, vt_max, vt_rest;
  double inv_tau_w, inv_tau_z, inv_tau_vt;
  double keep_g_exc, keep_g_inh;  // 1 - 1/tau
  // Learning state.
  double inv_tau_mean, inv_tau_ltd, inv_tau_ltp, inv_tau_x;
  double theta_minus, theta_plus, inv_vmean_reference;
};

/// State of `lanes` neurons; see NeuronParameters for the meaning.
struct NeuronArrays {
  double *vm, *wad, *z, *vt, *g_exc, *g_inh, *state;
};

/// What plasticity needs beside, and what it gets: ltd = vmean/reference * [umean_ltd -
/// theta_minus]+ and ltp = [vm - theta_plus]+ [umean_ltp - theta_minus]+, both after the update.
struct LearningArrays {
  double *vmean, *umean_ltd, *umean_ltp, *xtrace;
  double *sum_g_exc, *sum_g_inh;  // conductances before decay are added
  double *ltd, *ltp;
};

struct StepResult {
  std::size_t spike_count = 0;   ///< entries written to `spikes`
  std::ptrdiff_t bad_lane = -1;  ///< first lane whose vm is NaN or beyond 1e100 mV, or -1
};

/// vm beyond this (mV) counts as diverged. While |vm| stays below, no other state can overflow.
inline constexpr double kDivergedMv = 1e100;

struct Kernels {
  /// Advances neurons by 1 ms and writes the lanes that spiked, ascending, to `spikes` (room for
  /// `lanes`).
  StepResult (*step)(const NeuronConstants& constants, const NeuronArrays& arrays,
                     std::size_t lanes, std::uint16_t* spikes);
  /// The same, with the state that plasticity reads.
  StepResult (*step_learning)(const NeuronConstants& constants, const NeuronArrays& arrays,
                              const LearningArrays& learning, std::size_t lanes,
                              std::uint16_t* spikes);
  /// target[l] += sum over r of rows[indices[r] * lanes + l], added in the order of `indices`.
  void (*add_rows)(double* target, const double* rows, std::size_t lanes,
                   std::span<const std::uint16_t> indices);
  /// potential[l] = previous[l] + rate[l] * factor[l] * scale: the running sum of LTP
  /// (plastic_rows.hpp).
  void (*accumulate)(double* potential, const double* previous, const double* rate,
                     const double* factor, double scale, std::size_t lanes);
  /// w[l] = min(w[l] + scale * (now[l] - anchor[l]), w_max[l]).
  void (*potentiate)(double* w, const double* now, const double* anchor, double scale,
                     const double* w_max, std::size_t lanes);
  /// w[l] = clip(w[l] - (w[l] > 0 ? a_ltd[l] ltd[l] : 0) + (w[l] < w_max[l] ? a_ltp[l] ltp[l] x :
  /// 0), 0, w_max[l]).
  void (*pair)(double* w, const double* a_ltd, const double* ltd, const double* a_ltp,
               const double* ltp, double x, const double* w_max, std::size_t lanes);
  /// target[l] += w[l]; w[l] += rate (trace[l] - offset[l]).
  void (*deliver_inhibitory)(double* target, double* w, double rate, const double* trace,
                             const double* offset, std::size_t lanes);
};

/// The kernels in use. Throws InputError, at the first call, if EBSNN_INSTRUCTION_SET names an
/// instruction set that this processor or build lacks.
[[nodiscard]] const Kernels& kernels();
/// Name of the instruction set in use, e.g. "AVX3" (AVX-512), "AVX2", "scalar".
[[nodiscard]] std::string instruction_set();

/// The scalar twin, for comparison.
[[nodiscard]] const Kernels& scalar_kernels();

}  // namespace ebsnn
