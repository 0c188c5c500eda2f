#pragma once
// Powers of the factor by which a trace decays per ms, and the longest time over which a sum
// discounted by them may run. Only for src/network.
//
// A trace x(t) = x_0 d^(t - t_0) that weights later terms f(s) is computed from a running sum
//     Q(t) = sum over s = base .. t of f(s) d^(s - base):
// the sum of x(s) f(s) over t_0 < s <= t is x_0 d^(base - t_0) (Q(t) - Q(t_0)). The difference
// loses the digits that d^-(t - base) amplifies, so sums start again after each block of ms.

#include <cstddef>
#include <vector>

namespace ebsnn {

/// d^k for k = -block .. block, d = 1 - 1/tau_ms.
class DecayPowers {
 public:
  DecayPowers(double tau_ms, int block_ms);

  /// Longest block (ms) in which a trace of `tau_ms` stays above 2^-12 of its start: sums keep 41
  /// bits.
  [[nodiscard]] static int longest_block(double tau_ms);

  /// d^ms, |ms| <= block. Infinite for d = 0 and ms < 0; such a trace is already 0.
  [[nodiscard]] double operator()(int ms) const { return powers_.data()[ms + block_]; }

 private:
  int block_;
  std::vector<double> powers_;
};

}  // namespace ebsnn
