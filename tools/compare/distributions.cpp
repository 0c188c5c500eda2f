#include "compare/distributions.hpp"

#include <cmath>
#include <limits>
#include <numeric>

namespace ebsnn::compare {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double mean(std::span<const double> values) {
  if (values.empty()) return kUndefined;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return kUndefined;
  const double middle = mean(values);
  double squares = 0.0;
  for (const double value : values) squares += (value - middle) * (value - middle);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return kUndefined;
  std::sort(values.begin(), values.end());
  const double rank = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (rank - static_cast<double>(below)) * (values[above] - values[below]);
}

double correlation(std::span<const double> a, std::span<const double> b) {
  const double mean_a = mean(a);
  const double mean_b = mean(b);
  double aa = 0.0;
  double bb = 0.0;
  double ab = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  return aa > 0.0 && bb > 0.0 ? ab / std::sqrt(aa * bb) : kUndefined;
}

double ks_distance(std::vector<double> a, std::vector<double> b) {
  if (a.empty() || b.empty()) return kUndefined;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::size_t i = 0;
  std::size_t j = 0;
  double largest = 0.0;
  while (i < a.size() && j < b.size()) {
    const double value = std::min(a[i], b[j]);
    while (i < a.size() && a[i] == value) ++i;
    while (j < b.size() && b[j] == value) ++j;
    const double share_a = static_cast<double>(i) / static_cast<double>(a.size());
    const double share_b = static_cast<double>(j) / static_cast<double>(b.size());
    largest = std::max(largest, std::abs(share_a - share_b));
  }
  return largest;
}

void MeanOfDefined::add(double value) {
  if (std::isnan(value)) return;
  sum_ += value;
  ++count_;
}

double MeanOfDefined::value() const {
  return count_ > 0 ? sum_ / static_cast<double>(count_) : kUndefined;
}

double Histogram::quantile(double share) const {
  if (total_ == 0) return kUndefined;
  const double wanted = share * static_cast<double>(total_);
  std::uint64_t so_far = counts_.front();
  std::size_t bin = 0;
  while (bin + 1 < counts_.size() && (so_far == 0 || static_cast<double>(so_far) < wanted)) {
    so_far += counts_[++bin];
  }
  return static_cast<double>(bin) * width_;
}

double Histogram::ks_distance(const Histogram& other) const {
  if (total_ == 0 || other.total_ == 0) return kUndefined;
  std::uint64_t so_far = 0;
  std::uint64_t other_so_far = 0;
  double largest = 0.0;
  for (std::size_t bin = 0; bin < counts_.size(); ++bin) {
    so_far += counts_[bin];
    other_so_far += other.counts_[bin];
    const double share = static_cast<double>(so_far) / static_cast<double>(total_);
    const double other_share =
        static_cast<double>(other_so_far) / static_cast<double>(other.total_);
    largest = std::max(largest, std::abs(share - other_share));
  }
  return largest;
}

}  // namespace ebsnn::compare
