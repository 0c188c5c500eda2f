#pragma once
// Statistics of samples, and distances between two samples. Only for ebsnn_compare and its tests.
//
// A statistic for which a sample is too small or too uniform is NaN.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn::compare {

/// Arithmetic mean; NaN without values.
[[nodiscard]] double mean(std::span<const double> values);
/// Standard deviation, with n - 1 in the denominator; NaN for fewer than two values.
[[nodiscard]] double standard_deviation(std::span<const double> values);
/// The value below which `share` (0..1) of the values are, interpolated linearly between the two
/// values at ranks around share * (n - 1); NaN without values.
[[nodiscard]] double quantile(std::vector<double> values, double share);
/// Pearson's correlation of two series of the same length; NaN if one of them is constant.
[[nodiscard]] double correlation(std::span<const double> a, std::span<const double> b);
/// Kolmogorov-Smirnov distance: the largest difference between the cumulative distributions, 0..1;
/// NaN if a sample is empty.
[[nodiscard]] double ks_distance(std::vector<double> a, std::vector<double> b);

/// Mean of the values that are not NaN.
class MeanOfDefined {
 public:
  void add(double value);
  /// NaN if nothing was added.
  [[nodiscard]] double value() const;

 private:
  double sum_ = 0.0;
  std::size_t count_ = 0;
};

/// Counts of whole numbers in bins of equal width. Replaces a sample that is too large to keep.
class Histogram {
 public:
  /// Bin i counts i * width .. (i + 1) * width - 1; the last one also counts all larger values.
  Histogram(std::uint32_t width, std::size_t bins) : width_(width), counts_(bins) {}

  void add(std::uint32_t value) {
    ++counts_[std::min<std::size_t>(value / width_, counts_.size() - 1)];
    ++total_;
  }
  [[nodiscard]] std::uint64_t total() const { return total_; }
  /// The smallest value that at least `share` (0..1) of the values do not exceed, rounded down to
  /// the start of its bin; NaN without values.
  [[nodiscard]] double quantile(double share) const;
  /// As for samples, evaluated at the ends of the bins. Both must have the same bins.
  [[nodiscard]] double ks_distance(const Histogram& other) const;

 private:
  std::uint32_t width_;
  std::vector<std::uint64_t> counts_;
  std::uint64_t total_ = 0;
};

}  // namespace ebsnn::compare
