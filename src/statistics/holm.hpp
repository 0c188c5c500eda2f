#pragma once
// Correction for several tests.

#include <span>
#include <vector>

namespace ebsnn {

/// Holm's step-down adjustment (Scand. J. Stat. 6:65, 1979, https://www.jstor.org/stable/4615733).
/// With p_(1) <= ... <= p_(m) sorted:
///     adjusted p_(i) = min(1, max_{j <= i} (m - j + 1) p_(j))
/// in the order of `p`. Rejecting adjusted p <= alpha keeps the probability of any false rejection
/// at most alpha, whatever the dependence of the tests. Throws InputError if a p is outside 0..1.
[[nodiscard]] std::vector<double> holm_adjusted(std::span<const double> p);

}  // namespace ebsnn
