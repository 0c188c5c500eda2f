#pragma once
// Whether neurons that no spike reaches any more stay below threshold. The rest of a presentation
// is known then, and need not be computed. Only for src/kernels and src/network.
//
// With u the potential above e_l, w the adaptation, z the after-current and g the conductances, all
// as the change of u that they cause in one ms, a step is
//   u' = (1 - leak) u + rise 2^((u - threshold) exp2_scale) + z - w + g_exc - g_inh
//   w' = (1 - forget_w) w + w_from_u u
// and threshold goes towards threshold_rest; z, g_exc and g_inh go towards 0. Let T be the lowest
// threshold, now or at rest. No neuron reaches it if all have u <= U < T and
//   rise 2^((U - T) exp2_scale) + Z + A <= leak U
// where Z is the largest z + g_exc, and -A a lower bound of w at all times:
//   w <= W = max(largest w, w_from_u U / forget_w)
//   u >= -B,  B = max(-lowest u, (W + largest g_inh + largest -(z + g_exc)) / leak)
//   A = max(-lowest w, w_from_u B / forget_w)
// Proof: if these bounds hold now, each of them holds after a step. What rounding adds in a
// presentation is far smaller than the distance between U and T.

#include <algorithm>
#include <cmath>
#include <limits>

namespace ebsnn {

/// Constants of a step, in any unit of potential.
struct SilenceConstants {
  double leak, rise, exp2_scale, w_from_u, forget_w, threshold_rest;
  /// All u must stay below this, too.
  double highest_u = std::numeric_limits<double>::infinity();
};

/// The lowest and the highest of some values.
struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

/// Over all neurons, none of which has spiked in the last two steps.
struct StateRanges {
  Range u, w, z, g_exc, g_inh, threshold;
};

/// U for the lowest threshold. It keeps a distance: close to its threshold, a neuron rises to it by
/// itself.
[[nodiscard]] inline double silent_below(const SilenceConstants& c, double threshold) {
  return std::min(threshold - 1.0 / c.exp2_scale, c.highest_u);
}

/// True if no neuron can spike any more, unless spikes reach it.
[[nodiscard]] inline bool stay_silent(const SilenceConstants& c, const StateRanges& now) {
  constexpr double kForRounding = 0.999;
  const double threshold = std::min(now.threshold.low, c.threshold_rest);
  const double u = silent_below(c, threshold);
  if (!(u > 0.0 && now.u.high <= u && now.g_inh.low >= 0.0 && c.leak <= 1.0)) return false;
  const double up = std::max(now.z.high, 0.0) + std::max(now.g_exc.high, 0.0);
  const double down = std::max(-now.z.low, 0.0) + std::max(-now.g_exc.low, 0.0) + now.g_inh.high;
  const double w = std::max(now.w.high, c.w_from_u * u / c.forget_w);
  const double lowest_u = -std::max(-now.u.low, (w + down) / c.leak);
  const double lowest_w = -std::max(-now.w.low, -c.w_from_u * lowest_u / c.forget_w);
  const double rise = c.rise * std::exp2((u - threshold) * c.exp2_scale);
  return rise + up - lowest_w <= kForRounding * c.leak * u;
}

}  // namespace ebsnn
