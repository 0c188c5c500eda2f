#pragma once
// Tests of random draws. Seeds are fixed, so a test always passes or always fails. The bounds state
// how likely it would fail for correct code if the draws changed.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace ebsnn::test {

/// |z| of a standard normal exceeds this with probability 3.8e-8.
inline constexpr double kMaxZ = 5.5;
/// sqrt(n) D of the Kolmogorov-Smirnov test exceeds this with probability 1e-7 (Massart's bound 2
/// exp(-2 K^2)).
inline constexpr double kMaxKs = 2.9;

/// Chi-square statistic converted to a standard normal deviation (Wilson & Hilferty 1931). Large:
/// counts vary more than expected by chance; very negative: less.
inline double chi_square_z(double statistic, double degrees) {
  const double spread = 2.0 / (9.0 * degrees);
  return (std::cbrt(statistic / degrees) - (1.0 - spread)) / std::sqrt(spread);
}

/// The same for counts compared with expected counts of the same sum.
inline double chi_square_z(std::span<const std::size_t> counts, std::span<const double> expected) {
  double statistic = 0.0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double difference = static_cast<double>(counts[i]) - expected[i];
    statistic += difference * difference / expected[i];
  }
  return chi_square_z(statistic, static_cast<double>(counts.size() - 1));
}

/// Counts compared with equal expectations. `scale` corrects for draws without replacement, whose
/// counts vary less.
inline double uniformity_z(std::span<const std::size_t> counts, double scale = 1.0) {
  const double total =
      static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
  const double expected = total / static_cast<double>(counts.size());
  double statistic = 0.0;
  for (const std::size_t count : counts) {
    const double difference = static_cast<double>(count) - expected;
    statistic += difference * difference / expected;
  }
  return chi_square_z(statistic * scale, static_cast<double>(counts.size() - 1));
}

/// Difference between `count` of `n` trials and probability `p`, in standard deviations.
inline double binomial_z(std::size_t count, std::size_t n, double p) {
  const double trials = static_cast<double>(n);
  return (static_cast<double>(count) - trials * p) / std::sqrt(trials * p * (1.0 - p));
}

/// sqrt(n) D between `values` and the distribution function `cdf`.
template <class Cdf>
double ks_statistic(std::vector<double> values, Cdf cdf) {
  std::ranges::sort(values);
  const double n = static_cast<double>(values.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = cdf(values[i]);
    largest =
        std::max({largest, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return largest * std::sqrt(n);
}

inline double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

inline double correlation(std::span<const double> a, std::span<const double> b) {
  const double mean_a = mean_of(a);
  const double mean_b = mean_of(b);
  double ab = 0.0;
  double aa = 0.0;
  double bb = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  return ab / std::sqrt(aa * bb);
}

/// sqrt(n) times the correlation of two samples: standard normal if they are independent.
inline double correlation_z(std::span<const double> a, std::span<const double> b) {
  return correlation(a, b) * std::sqrt(static_cast<double>(a.size()));
}

inline double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

}  // namespace ebsnn::test
