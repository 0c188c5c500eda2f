#include "statistics/spike_reliability.hpp"

#include "core/elementary.hpp"
#include "core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ebsnn {

SpikeReliability::SpikeReliability(double sigma_ms, std::size_t steps) : kernel_(steps) {
  constexpr double kLargest = 700.0;  // of portable_exp; beyond it, nothing is left
  for (std::size_t ms = 0; ms < steps; ++ms) {
    const auto distance = static_cast<double>(ms);
    const double exponent = distance * distance / (4.0 * sigma_ms * sigma_ms);
    kernel_[ms] = exponent < kLargest ? portable_exp(-exponent) : 0.0;
  }
}

double SpikeReliability::product(std::span<const std::uint16_t> a,
                                 std::span<const std::uint16_t> b) const {
  double sum = 0.0;
  for (const std::uint16_t t : a) {
    for (const std::uint16_t u : b) sum += kernel_[t > u ? t - u : u - t];
  }
  return sum;
}

double SpikeReliability::of(const std::vector<std::vector<std::uint16_t>>& trains_ms) const {
  std::vector<double> squares;
  for (const std::vector<std::uint16_t>& train : trains_ms) {
    for (const std::uint16_t t_ms : train) {
      if (t_ms < kernel_.size()) continue;
      throw InputError(
          fmt::format("reliability: a spike at {} ms, must be below {}", t_ms, kernel_.size()));
    }
    squares.push_back(product(train, train));
  }
  double sum = 0.0;
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < trains_ms.size(); ++i) {
    for (std::size_t j = i + 1; j < trains_ms.size(); ++j) {
      if (squares[i] == 0.0 && squares[j] == 0.0) continue;
      ++pairs;
      if (squares[i] == 0.0 || squares[j] == 0.0) continue;
      // Of equal trains exactly 1.
      sum += product(trains_ms[i], trains_ms[j]) / std::sqrt(squares[i] * squares[j]);
    }
  }
  return pairs == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(pairs);
}

}  // namespace ebsnn
