#pragma once
// Evidence for "no difference": two one-sided tests (TOST; Schuirmann, J. Pharmacokinet. Biopharm.
// 15:657, 1987, doi 10.1007/BF01068419). A difference that is not significant is no such evidence.

#include <span>

namespace ebsnn {

/// Differences within one percentage point count as none.
inline constexpr double kDefaultMarginPoints = 1.0;

struct EquivalenceTest {
  double mean = 0.0;            ///< of the differences, in points
  double standard_error = 0.0;  ///< in points
  double p_above = 1.0;         ///< of the hypothesis: mean <= -margin
  double p_below = 1.0;         ///< of the hypothesis: mean >= +margin
  double p = 1.0;               ///< the larger of both: small if the mean is within the margin
};

/// Paired t tests of S differences d_s, one per trained network, in percentage points, against the
/// bounds -margin and +margin. With mean m, standard deviation s (divisor S - 1), e = s / sqrt(S),
/// and T with Student's t distribution (Boost.Math), S - 1 degrees of freedom:
///     p_above = P(T >= (m + margin) / e),  p_below = P(T <= (m - margin) / e),  p = max of both
/// If all differences are equal (e = 0), a bound that m is strictly inside gives 0, otherwise 1.
/// Reversing all signs swaps p_above and p_below and keeps p. The last digits may depend on the
/// version of Boost and of the C library.
/// Throws InputError for less than two differences, if one is not finite, or if margin <= 0.
[[nodiscard]] EquivalenceTest equivalence_test(std::span<const double> differences_points,
                                               double margin_points = kDefaultMarginPoints);

}  // namespace ebsnn
