#include "network/learning_neurons.hpp"

#include <algorithm>

namespace ebsnn {

namespace {

/// Umean at the start of a patch, mV.
constexpr double kInitialUmeanMv = -70.0;
constexpr std::size_t kArrays = 11;

/// Distance from one array to the next, in doubles: a multiple of 512 bytes. If a load shares the
/// low 12 address bits with a pending store, the processor treats it as dependent and waits. With
/// this distance, such lanes are at least eight vectors apart, further than the processor looks
/// ahead.
std::size_t distance(std::size_t lanes) { return padded(lanes, 64); }

}  // namespace

LearningNeurons::LearningNeurons(std::size_t lanes)
    : room_(kArrays * distance(lanes)), spikes(lanes), held_(4 * lanes), above_(lanes / 64 + 1) {
  double* next = room_.data();
  for (std::span<double>* array : {&vm, &wad, &z, &vt, &g_exc, &g_inh, &vmean, &umean_ltd,
                                   &umean_ltp, &sum_g_exc, &sum_g_inh}) {
    *array = {next, lanes};
    next += distance(lanes);
  }
}

void LearningNeurons::reset(const NeuronParameters& parameters) {
  std::fill(room_.begin(), room_.end(), 0.0);
  std::fill(vm.begin(), vm.end(), parameters.e_l_mv);
  std::fill(vt.begin(), vt.end(), parameters.vt_rest_mv);
  std::fill(umean_ltd.begin(), umean_ltd.end(), kInitialUmeanMv);
  std::fill(umean_ltp.begin(), umean_ltp.end(), kInitialUmeanMv);
  spikes.clear();
}

NeuronArrays LearningNeurons::arrays() {
  return {vm.data(),    wad.data(),   z.data(),     vt.data(),
          g_exc.data(), g_inh.data(), held_.data(), above_.data()};
}

LearningArrays LearningNeurons::learning_arrays(bool with_sums) const {
  return {vmean.data(), umean_ltd.data(), umean_ltp.data(), with_sums ? sum_g_exc.data() : nullptr,
          with_sums ? sum_g_inh.data() : nullptr};
}

PostsynapticArrays LearningNeurons::postsynaptic(std::size_t first) const {
  return {&vm[first], &vmean[first], &umean_ltd[first], &umean_ltp[first]};
}

StateRanges LearningNeurons::ranges(const NeuronConstants& constants) const {
  StateRanges ranges;
  for (std::size_t lane = 0; lane < vm.size(); ++lane) {
    ranges.u.include(vm[lane] - constants.e_l);
    ranges.w.include(constants.inv_c * wad[lane]);
    ranges.z.include(constants.inv_c * z[lane]);
    ranges.g_exc.include(g_exc[lane]);
    ranges.g_inh.include(g_inh[lane]);
    ranges.threshold.include(vt[lane] - constants.e_l);
  }
  return ranges;
}

bool LearningNeurons::stay_silent(const NeuronConstants& constants, double theta_plus_mv) const {
  const RecentSpikes recent = spikes.recent();
  if (!recent.last.empty() || !recent.before.empty()) return false;
  const NeuronConstants& c = constants;
  const SilenceConstants silence{.leak = c.leak,
                                 .rise = c.rise,
                                 .exp2_scale = c.exp2_scale,
                                 .w_from_u = c.inv_c * c.inv_tau_w * c.a,
                                 .forget_w = c.inv_tau_w,
                                 .threshold_rest = c.vt_rest - c.e_l,
                                 .highest_u = theta_plus_mv - c.e_l};
  const double highest_mv = c.e_l + silent_below(silence, silence.threshold_rest);
  const auto is_low = [&](double vm_mv) { return vm_mv <= highest_mv; };
  return std::all_of(vm.begin(), vm.end(), is_low) && ebsnn::stay_silent(silence, ranges(c));
}

}  // namespace ebsnn
