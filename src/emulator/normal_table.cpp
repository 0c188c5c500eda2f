#include "emulator/normal_table.hpp"

#include "core/elementary.hpp"

#include <cmath>
#include <numbers>
#include <vector>

namespace ebsnn {
namespace {

/// The positive quantiles: where the integral of the density from 0 reaches (i + 1/2) / size.
std::vector<double> positive_quantiles(std::size_t size) {
  constexpr double kStep = 1e-3;
  const double peak = 1.0 / std::sqrt(2.0 * std::numbers::pi);
  std::vector<double> quantiles;
  double below = 0.0;
  for (int k = 0; quantiles.size() < size / 2; ++k) {
    const double middle = (k + 0.5) * kStep;
    const double slice = kStep * peak * portable_exp(-0.5 * middle * middle);
    const auto target = [&] {
      return (static_cast<double>(quantiles.size()) + 0.5) / static_cast<double>(size);
    };
    while (quantiles.size() < size / 2 && below + slice >= target()) {
      quantiles.push_back((k + (target() - below) / slice) * kStep);
    }
    below += slice;
  }
  return quantiles;
}

}  // namespace

NormalTable::NormalTable() {
  const std::vector<double> quantiles = positive_quantiles(kSize);
  double sum_of_squares = 0.0;
  for (const double quantile : quantiles) sum_of_squares += quantile * quantile;
  const double scale = std::sqrt(static_cast<double>(quantiles.size()) / sum_of_squares);
  for (std::size_t i = 0; i < quantiles.size(); ++i) {
    const auto value = static_cast<float>(scale * quantiles[i]);
    values_[kSize / 2 + i] = value;
    values_[kSize / 2 - 1 - i] = -value;
  }
}

}  // namespace ebsnn
