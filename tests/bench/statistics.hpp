#pragma once
// Median and spread of repeated measurements. Only for benchmarks.

#include <algorithm>
#include <vector>

namespace ebsnn::bench {

struct Spread {
  double median, lowest, highest;
};

/// Median and range of at least one value.
[[nodiscard]] inline Spread spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return {0.5 * (values[(n - 1) / 2] + values[n / 2]), values.front(), values.back()};
}

}  // namespace ebsnn::bench
