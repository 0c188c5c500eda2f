#pragma once
// Exact sign-flip test of paired differences (Fisher's randomisation test, The Design of
// Experiments, 1935, section 21; Good, Permutation, Parametric and Bootstrap Tests of Hypotheses,
// 2005, doi 10.1007/b138696).

#include <cstddef>
#include <span>

namespace ebsnn {

/// All 2^S sign patterns are enumerated.
inline constexpr std::size_t kMostSignFlips = 20;

/// Two-sided p of the differences d_s, one per trained network, under the hypothesis that each has
/// either sign with the same probability:
///     p = #{e in {-1, 1}^S : |sum_s e_s d_s| >= |sum_s d_s|} / 2^S
/// The smallest p is 2 / 2^S, 0.002 for 10 seeds; one seed gives 1. Sums that differ by less than
/// 1e-10 sum_s |d_s| count as equal, so that rounding does not decide about ties. The unit of the
/// differences does not matter. Reversing all signs keeps p, bit for bit.
/// Throws InputError for no differences, for more than 20, or if one is not finite.
[[nodiscard]] double sign_flip_p(std::span<const double> differences);

}  // namespace ebsnn
