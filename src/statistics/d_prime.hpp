#pragma once
// How well two classes can be told apart, without a trained readout.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// d' = (mean a - mean b) / sqrt((var a + var b) / 2) of two samples, with variances over n - 1
/// (Green & Swets, Signal Detection Theory and Psychophysics, 1966; for unequal variances, where it
/// is also called d_a, Simpson & Fitter, Psychol. Bull. 80:481, 1973). If both variances are 0: plus
/// or minus infinity, or NaN for equal means. NaN if a sample has fewer than two values.
[[nodiscard]] double d_prime(std::span<const double> a, std::span<const double> b);

/// Spike counts of the recordings of a class: pointers to rows of `features` counts.
using ClassRows = std::vector<std::span<const std::uint16_t>>;

/// d' of two classes along the difference of their means. Along the difference of the same
/// recordings, d' would be large for any labels if there are more features than recordings. So the
/// difference is that of one half of the recordings (every second one) and the projections
/// are those of the other half; the result is the mean over both choices of the halves. It is 0 on
/// average for classes that do not differ, and may be negative. NaN if a class has fewer than four
/// recordings, or where d_prime() is NaN in a half. The halving is the project's own.
[[nodiscard]] double d_prime_along_means(const ClassRows& a, const ClassRows& b);

}  // namespace ebsnn
