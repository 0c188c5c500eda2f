#pragma once
// Correlation of two samples of pairs.

#include <span>

namespace ebsnn {

/// Pearson's r = sum (x - mean x)(y - mean y) / sqrt(sum (x - mean x)^2 sum (y - mean y)^2); NaN if
/// x or y is constant or empty. Exactly 1 if x and y are equal. Throws InputError if they differ in
/// length.
[[nodiscard]] double pearson(std::span<const double> x, std::span<const double> y);

/// Spearman's rho: Pearson's r of the ranks; equal values share the mean of their ranks
/// (Spearman, Am. J. Psychol. 15:72, 1904, doi 10.2307/1412159). NaN and errors as for pearson();
/// values must not be NaN.
[[nodiscard]] double spearman(std::span<const double> x, std::span<const double> y);

}  // namespace ebsnn
