#pragma once
// The few neurons of a step that spiked in the last two steps. Vector code and scalar twin advance
// all neurons as if none had spiked; this corrects those in the two steps after a spike, and finds
// new spikes. A branch in the loop over neurons would cost more, because spikes cannot be
// predicted. Only for src/kernels.

#include "kernels/kernels.hpp"
#include "kernels/model_constants.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ebsnn {

/// One bit per lane, in words of 64.
class LaneBits {
 public:
  LaneBits(std::uint64_t* words, std::size_t lanes) : words_(words), count_((lanes + 63) / 64) {
    std::fill_n(words_, count_, 0);
  }
  void set(std::size_t lane) { words_[lane / 64] |= std::uint64_t{1} << lane % 64; }
  void clear(std::size_t lane) { words_[lane / 64] &= ~(std::uint64_t{1} << lane % 64); }
  /// Writes the lanes in ascending order; returns their number.
  std::size_t list(std::uint16_t* out) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      for (std::uint64_t rest = words_[i]; rest != 0; rest &= rest - 1) {
        const auto lane = i * 64 + static_cast<std::size_t>(std::countr_zero(rest));
        out[count++] = static_cast<std::uint16_t>(lane);
      }
    }
    return count;
  }

 private:
  std::uint64_t* words_;
  std::size_t count_;
};

/// Before the pass over all neurons: computes, for neurons after a spike, the values that the pass
/// will overwrite.
inline void hold_refractory(const NeuronConstants& c, const NeuronArrays& n,
                            const RecentSpikes& recent) {
  using namespace model;
  double* held = n.held;
  for (const std::uint16_t i : recent.last) {
    *held++ = n.vm[i] + kSpikeUpstrokeMv;
    *held++ = n.wad[i];
  }
  for (const std::uint16_t i : recent.before) {
    const double conductance = n.g_exc[i] - n.g_inh[i];
    *held++ = n.vm[i] +
              (((c.i_sp - (n.wad[i] + c.b)) * c.inv_c - (n.vm[i] + kSpikeReturnMv)) + conductance);
    *held++ = n.wad[i] + c.b * c.inv_tau_w;
    *held++ = n.z[i] + ((c.i_sp - n.z[i]) - kSpikeCurrentOffsetPa);
    *held++ = n.vt[i] + ((c.vt_max - n.vt[i]) - kThresholdOffsetMv);
  }
}

/// After the pass: restores those values. `above` holds the lanes whose vm is now above vt.
inline void restore_refractory(const NeuronArrays& n, const RecentSpikes& recent, LaneBits& above) {
  const double* held = n.held;
  for (const std::uint16_t i : recent.last) {
    n.vm[i] = *held++;
    n.wad[i] = *held++;
    above.clear(i);
  }
  for (const std::uint16_t i : recent.before) {
    n.vm[i] = *held++;
    n.wad[i] = *held++;
    n.z[i] = *held++;
    n.vt[i] = *held++;
    above.clear(i);
    if (n.vm[i] > n.vt[i]) {
      above.set(i);
    }
  }
}

/// The first diverged lane, or -1. Diverged lanes do not spike, so that the message can show their
/// state.
inline std::ptrdiff_t find_diverged(const NeuronArrays& n, std::size_t lanes, LaneBits& above) {
  std::ptrdiff_t first = -1;
  for (std::size_t i = lanes; i-- > 0;) {
    if (!(std::abs(n.vm[i]) <= kDivergedMv)) {
      first = static_cast<std::ptrdiff_t>(i);
      above.clear(i);
    }
  }
  return first;
}

/// The end of a step. `finite`: no lane diverged in the pass.
inline StepResult end_step(const NeuronConstants& c, const NeuronArrays& n, std::size_t lanes,
                           const RecentSpikes& recent, bool finite, LaneBits& above,
                           std::uint16_t* spikes) {
  StepResult result;
  restore_refractory(n, recent, above);
  if (!finite) {
    result.bad_lane = find_diverged(n, lanes, above);
  }
  result.spike_count = above.list(spikes);
  for (const std::uint16_t i : std::span(spikes, result.spike_count)) {
    n.vm[i] = model::kSpikeMv;
    n.vt[i] = c.vt_max;
  }
  return result;
}

}  // namespace ebsnn
