#pragma once
// Two networks compared over their trainings: one row of a study's table of tests, for one code,
// scaling, C and corruption.

#include "statistics/equivalence.hpp"

#include <optional>
#include <span>
#include <vector>

namespace ebsnn {

struct Comparison {
  std::vector<double> differences_points;      ///< d_s [seed]
  double mean_difference_points = 0.0;         ///< mean of d_s
  double p = 1.0;                              ///< sign-flip test, two-sided (sign_flip.hpp)
  std::optional<EquivalenceTest> equivalence;  ///< none for a single seed
};

/// Compares the AUCs of networks A and B, in percent, paired by training seed (both trainings share
/// weight and patch seeds): d_s = AUC_A,s - AUC_B,s in points. The AUCs are those of all levels or
/// of the upper half (`upper_half` in level_curve.hpp). The values `p` of all corruptions that
/// belong to one question go into `holm_adjusted` (holm.hpp) together. Swapping A and B reverses
/// the signs and keeps both p, bit for bit.
/// Throws InputError if the numbers of seeds differ, are 0 or above 20, if an AUC is outside
/// 0..100, or if the margin of equivalence is not above 0.
[[nodiscard]] Comparison compare_networks(std::span<const double> auc_a_percent,
                                          std::span<const double> auc_b_percent,
                                          double margin_points = kDefaultMarginPoints);

}  // namespace ebsnn
