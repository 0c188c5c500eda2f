#pragma once
// Ends a presentation with frozen weights as soon as no neuron can spike any more. Recordings are
// shorter than presentations: those of N-MNIST end after some 305 of 350 ms. Only for src/kernels.

#include "kernels/inference.hpp"
#include "kernels/silence.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ebsnn {

template <class Real>
class SilentEnd {
 public:
  SilentEnd(const InferenceConstants<Real>& constants, std::size_t lanes, const PatchEvents& events)
      : c_{.leak = 1.0 - constants.keep_v,
           .rise = constants.rise,
           .exp2_scale = 1.0,
           .w_from_u = constants.w_from_v,
           .forget_w = 1.0 - constants.keep_w,
           .threshold_rest = constants.threshold_gain / (1.0 - constants.keep_threshold)},
        lanes_(lanes),
        steps_(events.steps),
        last_arrival_(constants.keep_g_exc == 0 ? last_arrival(events) : events.steps) {}

  /// True if no neuron can spike after `step`, which is over. False does not mean that one will.
  [[nodiscard]] bool is_after(int step, const InferenceState<Real>& state,
                              const PatchSpikes<Real>& spikes) const {
    const auto t = static_cast<std::size_t>(step);
    return step >= last_arrival_ && spikes.first[t + 1] == spikes.first[t == 0 ? 0 : t - 1] &&
           is_low(state) && stay_silent(c_, ranges_of(state));
  }
  /// Ends the lists of spikes after `step`.
  void end(int step, const PatchSpikes<Real>& spikes) const {
    const std::uint32_t count = spikes.first[step + 1];
    std::fill(spikes.first + step + 2, spikes.first + steps_ + 1, count);
    std::fill(spikes.first_inh + step + 1, spikes.first_inh + steps_, count);
  }

 private:
  using State = InferenceState<Real>;

  /// The last step in which events reach neurons, or 0.
  static int last_arrival(const PatchEvents& events) {
    int step = events.steps - 1;
    while (step >= 2 && events.first[step - 2] == events.first[step - 1]) --step;
    return step >= 2 ? step : 0;
  }

  /// The first condition of stay_silent(), which often fails.
  [[nodiscard]] bool is_low(const State& state) const {
    const auto highest = static_cast<Real>(silent_below(c_, c_.threshold_rest));
    for (std::size_t i = 0; i < lanes_; ++i) {
      if (!(state.at(State::kV, i) <= highest)) return false;
    }
    return true;
  }

  [[nodiscard]] StateRanges ranges_of(const State& state) const {
    StateRanges ranges;
    ranges.g_exc.include(0.0);  // it decays to 0 within a step
    for (std::size_t i = 0; i < lanes_; ++i) {
      ranges.u.include(state.at(State::kV, i));
      ranges.w.include(state.at(State::kW, i));
      ranges.z.include(state.at(State::kZ, i));
      ranges.g_inh.include(state.at(State::kGInh, i));
      ranges.threshold.include(state.at(State::kThreshold, i));
    }
    return ranges;
  }

  SilenceConstants c_;
  std::size_t lanes_;
  int steps_;
  /// No event arrives after this step. If g_exc outlasts a step, the end of the presentation.
  int last_arrival_;
};

}  // namespace ebsnn
