#pragma once
// The arithmetic mean.

#include <span>

namespace ebsnn {

/// Sum of the values in their order, divided by their number; NaN for none.
[[nodiscard]] inline double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace ebsnn
