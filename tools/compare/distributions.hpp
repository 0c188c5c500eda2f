#pragma once
// Figures of samples, and distances between two of them. Only for ebsnn_compare and its tests.
//
// What a sample is too small or too uniform for is NaN.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn::compare {

/// Arithmetic mean; NaN where there is no value.
[[nodiscard]] double mean(std::span<const double> values);
/// Standard deviation, with n - 1 in the denominator; NaN where there are fewer than two values.
[[nodiscard]] double standard_deviation(std::span<const double> values);
/// The value below which `share` (0..1) of the values are, interpolated linearly between the two
/// values at ranks around share * (n - 1); NaN where there is no value.
[[nodiscard]] double quantile(std::vector<double> values, double share);
/// Pearson's correlation of two series of the same length; NaN where one of them is constant.
[[nodiscard]] double correlation(std::span<const double> a, std::span<const double> b);
/// Kolmogorov-Smirnov distance: the largest difference between the cumulative distributions, 0..1;
/// NaN where a sample is empty.
[[nodiscard]] double ks_distance(std::vector<double> a, std::vector<double> b);

/// Mean of what is defined: values that are NaN are passed over.
class MeanOfDefined {
 public:
  void add(double value);
  /// NaN where nothing was added.
  [[nodiscard]] double value() const;

 private:
  double sum_ = 0.0;
  std::size_t count_ = 0;
};

/// Counts of whole numbers in bins of equal width, whatever their number: takes the place of a
/// sample that is too large to keep.
class Histogram {
 public:
  /// Bin i counts i * width .. (i + 1) * width - 1; the last one also all that is larger.
  Histogram(std::uint32_t width, std::size_t bins) : width_(width), counts_(bins) {}

  void add(std::uint32_t value) {
    ++counts_[std::min<std::size_t>(value / width_, counts_.size() - 1)];
    ++total_;
  }
  [[nodiscard]] std::uint64_t total() const { return total_; }
  /// The smallest value that at least `share` (0..1) of the values do not exceed, rounded down to
  /// the begin of its bin; NaN where there is no value.
  [[nodiscard]] double quantile(double share) const;
  /// As for samples, at the ends of the bins. Both have the same bins.
  [[nodiscard]] double ks_distance(const Histogram& other) const;

 private:
  std::uint32_t width_;
  std::vector<std::uint64_t> counts_;
  std::uint64_t total_ = 0;
};

}  // namespace ebsnn::compare
