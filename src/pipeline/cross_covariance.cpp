#include "pipeline/cross_covariance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace ebsnn {
namespace {

/// The series less its mean, with `margin` zeros before and after. Exactly 0 if it is constant.
std::vector<double> deviations(std::span<const double> series, std::size_t margin) {
  std::vector<double> result(series.size() + 2 * margin);
  const auto [least, most] = std::minmax_element(series.begin(), series.end());
  if (series.empty() || *least == *most) return result;
  double sum = 0.0;
  for (const double value : series) sum += value;
  const double mean = sum / static_cast<double>(series.size());
  for (std::size_t t = 0; t < series.size(); ++t) result[margin + t] = series[t] - mean;
  return result;
}

double sum_of_squares(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value * value;
  return sum;
}

}  // namespace

void CrossCovariance::add(std::span<const double> excitation, std::span<const double> inhibition) {
  const std::vector<double> e = deviations(excitation, 0);
  const std::vector<double> i = deviations(inhibition, kLargestLag_ms);
  excitation_ += sum_of_squares(e);
  inhibition_ += sum_of_squares(i);
  // No pointer can reach a local array, so the loop over lags becomes vector code.
  std::array<double, kLags> products{};
  for (std::size_t t = 0; t < e.size(); ++t) {
    for (std::size_t lag = 0; lag < kLags; ++lag) products[lag] += e[t] * i[t + lag];
  }
  for (std::size_t lag = 0; lag < kLags; ++lag) products_[lag] += products[lag];
}

CrossCovariance& CrossCovariance::operator+=(const CrossCovariance& other) {
  for (std::size_t lag = 0; lag < kLags; ++lag) products_[lag] += other.products_[lag];
  excitation_ += other.excitation_;
  inhibition_ += other.inhibition_;
  return *this;
}

std::vector<double> CrossCovariance::correlation() const {
  const double scale = std::sqrt(excitation_) * std::sqrt(inhibition_);
  if (scale == 0.0) return std::vector<double>(kLags, std::numeric_limits<double>::quiet_NaN());
  std::vector<double> values = products_;
  for (double& value : values) value /= scale;
  return values;
}

CorrelationPeak CrossCovariance::peak() const {
  const std::vector<double> c = correlation();
  CorrelationPeak best{0.0, c[kLargestLag_ms]};
  if (std::isnan(best.height)) return {best.height, best.height};
  for (int distance = 1; distance <= kLargestLag_ms; ++distance) {
    for (const int lag : {distance, -distance}) {
      const double height = c[static_cast<std::size_t>(std::ptrdiff_t{kLargestLag_ms} + lag)];
      if (height > best.height) best = {static_cast<double>(lag), height};
    }
  }
  return best;
}

}  // namespace ebsnn
