#include "network/weight_changes.hpp"

#include "network/weights.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

namespace ebsnn {
namespace {

double quantum_for(const ModelParameters& parameters) {
  double bound = 0.0;
  for (const WeightField& field : weight_fields()) {
    bound = std::max(bound, upper_bound(parameters, field));
  }
  int exponent = 0;  // bound < 2^exponent
  (void)std::frexp(bound, &exponent);
  return std::ldexp(1.0, exponent - 49);
}

}  // namespace

WeightChanges::WeightChanges(const ModelParameters& parameters, std::size_t count)
    : quantum_(quantum_for(parameters)), sums_(count) {}

void WeightChanges::clear() { std::fill(sums_.begin(), sums_.end(), 0); }

void WeightChanges::add(std::size_t first, std::span<const double> now,
                        std::span<const double> before) {
  assert(now.size() == before.size());
  const auto sums = std::span(sums_).subspan(first, now.size());
  // If this is added to a number below 2^51 quanta, the sum is rounded to a multiple of the
  // quantum, which is in the low bits.
  const double shift = 0x1.8p52 * quantum_;
  const auto origin = std::bit_cast<std::int64_t>(shift);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    sums[i] += std::bit_cast<std::int64_t>((now[i] - before[i]) + shift) - origin;
  }
}

void WeightChanges::apply(std::size_t first, std::span<double> weights) const {
  const auto sums = std::span(sums_).subspan(first, weights.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    weights[i] += static_cast<double>(sums[i]) * quantum_;
  }
}

}  // namespace ebsnn
