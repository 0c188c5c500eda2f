#pragma once
// The few neurons of a step that spike or spiked in the last two steps, in a presentation with
// frozen weights. Vector code and scalar twin advance all neurons by the same equations; this finds
// the spikes and sets the state of the neurons in the two steps after a spike. A branch in the loop
// over neurons would cost more, because spikes cannot be predicted. Only for src/kernels.
//
// In the published model (`state` 2 and 1), the first step after a spike leaves w unchanged and
// ignores vm. The second sets vm to -51.75 mV + (i_sp - (wad + b))/c + g_exc - g_inh, adds b/tau_w
// to wad, and sets z and vt. From then on the neuron may spike again. So:
//   at the spike:      store w
//   one step after:    restore w; v = 0, threshold out of reach, z such that the next v is that
//   two steps after:   restore w and increase it; set z and threshold to their values from then on

#include "kernels/inference.hpp"

#include <bit>
#include <cmath>
#include <utility>

namespace ebsnn {

template <class Real>
class PatchSpikeWriter {
 public:
  PatchSpikeWriter(const InferenceConstants<Real>& constants, const SynapseRows<Real>& rows,
                   const InferenceState<Real>& state, const PatchSpikes<Real>& spikes)
      : c_(constants),
        s_(state),
        out_(spikes),
        lanes_(rows.lanes),
        inh_first_(rows.inh_first),
        words_(rows.lanes / 64 + 1),
        now_(out_.bits),
        last_(now_ + words_),
        before_(last_ + words_) {
    for (std::size_t i = 0; i < 3 * words_; ++i) now_[i] = 0;
    out_.first[0] = 0;
  }

  /// The pass over all neurons writes here which of them stay at or below threshold: one bit per
  /// lane, eight lanes per byte.
  [[nodiscard]] std::uint64_t* below() {
    for (std::size_t i = 0; i < words_; ++i) now_[i] = 0;
    return now_;
  }

  /// The end of `step`, after the pass. `shallow`: no v is below that bound. Returns the first
  /// diverged lane, or -1.
  std::ptrdiff_t end_step(int step, bool shallow) {
    const auto t = static_cast<std::size_t>(step);
    const std::uint32_t begin = out_.first[t];
    const std::uint32_t last = step >= 1 ? out_.first[t - 1] : 0;
    const std::uint32_t before = step >= 2 ? out_.first[t - 2] : 0;
    for (std::size_t i = 0; i < words_; ++i) {
      now_[i] = ~now_[i] & out_.neurons[i] & ~(last_[i] | before_[i]);
    }
    let_go(before, last);
    bring_down(last, begin);
    if (!shallow) {
      const std::ptrdiff_t lane = first_diverged();
      if (lane >= 0) return lane;
    }
    return list(t, begin);
  }

 private:
  using State = InferenceState<Real>;

  /// Neurons that spiked two steps before.
  void let_go(std::uint32_t from, std::uint32_t to) {
    for (std::uint32_t k = from; k < to; ++k) {
      const std::size_t i = out_.lanes[k];
      s_.at(State::kW, i) = out_.w[k] + c_.w_jump;
      s_.at(State::kZ, i) = c_.z_after;
      s_.at(State::kThreshold, i) = c_.threshold_after;
      const bool above = !(s_.at(State::kV, i) <= c_.threshold_after);
      now_[i / 64] |= static_cast<std::uint64_t>(above) << i % 64;
    }
  }

  /// Neurons that spiked in the step before.
  void bring_down(std::uint32_t from, std::uint32_t to) {
    for (std::uint32_t k = from; k < to; ++k) {
      const std::size_t i = out_.lanes[k];
      s_.at(State::kV, i) = 0;
      s_.at(State::kW, i) = out_.w[k];
      s_.at(State::kZ, i) = c_.z_return;
      s_.at(State::kThreshold, i) = c_.held_threshold;
    }
  }

  /// Writes the spikes of step t.
  std::ptrdiff_t list(std::size_t t, std::uint32_t k) {
    std::uint32_t first_inh = k;
    for (std::size_t word = 0; word < words_; ++word) {
      for (std::uint64_t rest = now_[word]; rest != 0; rest &= rest - 1) {
        const std::size_t i = word * 64 + static_cast<std::size_t>(std::countr_zero(rest));
        if (!(s_.at(State::kV, i) <= c_.diverged)) return first_diverged();
        out_.lanes[k] = static_cast<std::uint16_t>(i);
        out_.w[k] = s_.at(State::kW, i);
        s_.at(State::kV, i) = 0;
        s_.at(State::kThreshold, i) = c_.held_threshold;
        ++k;
        first_inh += i < inh_first_ ? 1 : 0;
      }
    }
    out_.first[t + 1] = k;
    out_.first_inh[t] = first_inh;
    std::uint64_t* const oldest = before_;
    before_ = std::exchange(last_, std::exchange(now_, oldest));
    return -1;
  }

  [[nodiscard]] std::ptrdiff_t first_diverged() const {
    for (std::size_t i = 0; i < lanes_; ++i) {
      const bool neuron = (out_.neurons[i / 64] >> i % 64 & 1U) != 0;
      if (neuron && !(std::abs(s_.at(State::kV, i)) <= c_.diverged))
        return static_cast<std::ptrdiff_t>(i);
    }
    return -1;
  }

  InferenceConstants<Real> c_;
  InferenceState<Real> s_;
  PatchSpikes<Real> out_;
  std::size_t lanes_, inh_first_, words_;
  std::uint64_t *now_, *last_, *before_;
};

/// Rows that arrive in a step.
struct Arrivals {
  std::span<const std::uint16_t> lgn;  ///< channels
  std::span<const std::uint16_t> v1;   ///< lanes
  std::span<const std::uint16_t> inh;  ///< lanes
};

template <class Real>
[[nodiscard]] inline Arrivals arrivals(const PatchEvents& events, const PatchSpikes<Real>& spikes,
                                       int step) {
  const auto t = static_cast<std::size_t>(step);
  const std::uint16_t* channels = events.channels;
  const std::uint16_t* lanes = spikes.lanes;
  Arrivals a{{channels, channels}, {lanes, lanes}, {lanes, lanes}};
  if (step >= 2) {
    a.lgn = {channels + events.first[t - 2], channels + events.first[t - 1]};
  }
  if (step >= 1) {
    a.v1 = {lanes + spikes.first[t - 1], lanes + spikes.first_inh[t - 1]};
    a.inh = {lanes + spikes.first_inh[t - 1], lanes + spikes.first[t]};
  }
  return a;
}

}  // namespace ebsnn
