#include "statistics/d_prime.hpp"

#include <cmath>
#include <limits>

namespace ebsnn {
namespace {

struct Moments {
  double mean;
  double variance;
};

Moments moments_of(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0.0;
  for (const double value : values) sum += value;
  const double mean = sum / n;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, squares / (n - 1.0)};
}

/// Mean counts of every second row, from row `first`.
std::vector<double> half_mean(const ClassRows& rows, std::size_t first) {
  std::vector<double> mean(rows[0].size());
  std::size_t n = 0;
  for (std::size_t i = first; i < rows.size(); i += 2) {
    for (std::size_t f = 0; f < mean.size(); ++f) mean[f] += rows[i][f];
    ++n;
  }
  for (double& value : mean) value /= static_cast<double>(n);
  return mean;
}

/// Every second row, from row `first`, along `direction`.
std::vector<double> projections(const ClassRows& rows, std::size_t first,
                                std::span<const double> direction) {
  std::vector<double> result;
  for (std::size_t i = first; i < rows.size(); i += 2) {
    double sum = 0.0;
    for (std::size_t f = 0; f < direction.size(); ++f) sum += rows[i][f] * direction[f];
    result.push_back(sum);
  }
  return result;
}

/// The direction is that of the rows first, first + 2, ...; the projections are those of the others.
double d_prime_of_half(const ClassRows& a, const ClassRows& b, std::size_t first) {
  std::vector<double> direction = half_mean(a, first);
  const std::vector<double> mean_b = half_mean(b, first);
  for (std::size_t f = 0; f < direction.size(); ++f) direction[f] -= mean_b[f];
  return d_prime(projections(a, 1 - first, direction), projections(b, 1 - first, direction));
}

}  // namespace

double d_prime(std::span<const double> a, std::span<const double> b) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (a.size() < 2 || b.size() < 2) return kNone;
  const Moments of_a = moments_of(a);
  const Moments of_b = moments_of(b);
  const double difference = of_a.mean - of_b.mean;
  const double spread = std::sqrt((of_a.variance + of_b.variance) / 2.0);
  if (spread > 0.0) return difference / spread;
  return difference == 0.0 ? kNone
                           : std::copysign(std::numeric_limits<double>::infinity(), difference);
}

double d_prime_along_means(const ClassRows& a, const ClassRows& b) {
  if (a.size() < 4 || b.size() < 4) return std::numeric_limits<double>::quiet_NaN();
  return (d_prime_of_half(a, b, 0) + d_prime_of_half(a, b, 1)) / 2.0;
}

}  // namespace ebsnn
