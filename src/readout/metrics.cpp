#include "readout/metrics.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ebsnn {
namespace {

/// 97.5 % quantile of the standard normal distribution.
constexpr double kWilsonZ = 1.959963984540054;

double percent_of(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::numeric_limits<double>::quiet_NaN();
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

ConfusionMatrix::ConfusionMatrix(std::size_t classes) : classes_(classes) {
  if (classes > kMaxConfusionClasses) {
    throw InputError(fmt::format("confusion matrix: {} classes, must be at most {}", classes,
                                 kMaxConfusionClasses));
  }
  counts_.assign(classes * classes, 0);
}

ConfusionMatrix::ConfusionMatrix(std::size_t classes, std::span<const std::uint64_t> counts)
    : ConfusionMatrix(classes) {
  if (counts.size() != counts_.size()) {
    throw InputError(fmt::format("confusion matrix: {} counts for {} classes, must be {}",
                                 counts.size(), classes, counts_.size()));
  }
  std::copy(counts.begin(), counts.end(), counts_.begin());
}

ConfusionMatrix::ConfusionMatrix(std::size_t classes, std::span<const Label> truth,
                                 std::span<const Label> predicted)
    : ConfusionMatrix(classes) {
  if (truth.size() != predicted.size()) {
    throw InputError(
        fmt::format("confusion matrix: {} true classes and {} predicted ones, must be as many",
                    truth.size(), predicted.size()));
  }
  for (std::size_t i = 0; i < truth.size(); ++i) add(truth[i], predicted[i]);
}

std::size_t ConfusionMatrix::cell(Label truth, Label predicted) const {
  if (truth >= classes_ || predicted >= classes_) {
    throw InputError(
        fmt::format("confusion matrix: class {} predicted as {}, must be below the number of "
                    "classes, {}",
                    truth, predicted, classes_));
  }
  return truth * classes_ + predicted;
}

void ConfusionMatrix::add(Label truth, Label predicted) { ++counts_[cell(truth, predicted)]; }

std::uint64_t ConfusionMatrix::count(Label truth, Label predicted) const {
  return counts_[cell(truth, predicted)];
}

std::uint64_t ConfusionMatrix::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::uint64_t ConfusionMatrix::correct() const {
  std::uint64_t sum = 0;
  for (std::size_t k = 0; k < classes_; ++k) sum += counts_[k * classes_ + k];
  return sum;
}

double ConfusionMatrix::accuracy_percent() const { return percent_of(correct(), total()); }

double ConfusionMatrix::largest_class_percent() const {
  std::uint64_t largest = 0;
  for (std::size_t k = 0; k < classes_; ++k) {
    const auto row = counts().subspan(k * classes_, classes_);
    largest = std::max(largest, std::accumulate(row.begin(), row.end(), std::uint64_t{0}));
  }
  return percent_of(largest, total());
}

PercentInterval wilson_interval_percent(std::uint64_t correct, std::uint64_t n) {
  if (correct > n) {
    throw InputError(
        fmt::format("Wilson interval: {} correct of {}, must be at most as many", correct, n));
  }
  if (n == 0) return {};
  const auto count = static_cast<double>(n);
  const double p = static_cast<double>(correct) / count;
  const double z2 = kWilsonZ * kWilsonZ;
  const double centre = p + z2 / (2.0 * count);
  const double half = kWilsonZ * std::sqrt(p * (1.0 - p) / count + z2 / (4.0 * count * count));
  const double scale = 100.0 / (1.0 + z2 / count);
  // None or all correct: one end is exact, and rounding must not move it.
  return {correct == 0 ? 0.0 : scale * (centre - half),
          correct == n ? 100.0 : scale * (centre + half)};
}

}  // namespace ebsnn
