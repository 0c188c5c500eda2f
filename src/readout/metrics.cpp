#include "readout/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ebsnn {
namespace {

/// 97.5 % quantile of the standard normal distribution.
constexpr double kWilsonZ = 1.959963984540054;

std::size_t cell(std::uint8_t truth, std::uint8_t predicted) {
  if (truth >= kDigits || predicted >= kDigits) {
    throw InputError(fmt::format("confusion matrix: digit {} predicted as {}, must be 0..{}", truth,
                                 predicted, kDigits - 1));
  }
  return truth * kDigits + predicted;
}

double percent_of(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::numeric_limits<double>::quiet_NaN();
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

ConfusionMatrix::ConfusionMatrix(std::span<const std::uint64_t, kDigits * kDigits> counts) {
  std::copy(counts.begin(), counts.end(), counts_.begin());
}

ConfusionMatrix::ConfusionMatrix(std::span<const std::uint8_t> truth,
                                 std::span<const std::uint8_t> predicted) {
  if (truth.size() != predicted.size()) {
    throw InputError(
        fmt::format("confusion matrix: {} true digits and {} predicted ones, must be as many",
                    truth.size(), predicted.size()));
  }
  for (std::size_t i = 0; i < truth.size(); ++i) add(truth[i], predicted[i]);
}

void ConfusionMatrix::add(std::uint8_t truth, std::uint8_t predicted) {
  ++counts_.at(cell(truth, predicted));
}

std::uint64_t ConfusionMatrix::count(std::uint8_t truth, std::uint8_t predicted) const {
  return counts_.at(cell(truth, predicted));
}

std::uint64_t ConfusionMatrix::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::uint64_t ConfusionMatrix::correct() const {
  std::uint64_t sum = 0;
  for (std::uint8_t digit = 0; digit < kDigits; ++digit) sum += count(digit, digit);
  return sum;
}

std::uint64_t ConfusionMatrix::samples_of(std::uint8_t truth) const {
  std::uint64_t sum = 0;
  for (std::uint8_t digit = 0; digit < kDigits; ++digit) sum += count(truth, digit);
  return sum;
}

double ConfusionMatrix::share(std::uint8_t truth, std::uint8_t predicted) const {
  const std::uint64_t samples = samples_of(truth);
  if (samples == 0) return 0.0;
  return static_cast<double>(count(truth, predicted)) / static_cast<double>(samples);
}

double ConfusionMatrix::accuracy_percent() const { return percent_of(correct(), total()); }

double ConfusionMatrix::largest_class_percent() const {
  std::uint64_t largest = 0;
  for (std::uint8_t digit = 0; digit < kDigits; ++digit) {
    largest = std::max(largest, samples_of(digit));
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

double chance_percent(std::size_t classes) {
  if (classes == 0) throw InputError("chance level: 0 classes, must be at least 1");
  return 100.0 / static_cast<double>(classes);
}

}  // namespace ebsnn
