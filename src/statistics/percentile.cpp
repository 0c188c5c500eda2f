#include "statistics/percentile.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>

namespace ebsnn {

double percentile(std::span<const double> sorted, double q) {
  if (sorted.empty()) throw InputError("percentile: 0 values, must be at least 1");
  if (!(q >= 0.0 && q <= 100.0)) {
    throw InputError(fmt::format("percentile: {}, must be 0..100", q));
  }
  const double place = static_cast<double>(sorted.size() - 1) * q / 100.0;
  const double below = std::floor(place);
  const auto i = static_cast<std::size_t>(below);
  // Infinity - infinity and 0 * infinity would be NaN.
  if (place == below || std::isinf(sorted[i])) return sorted[i];
  return sorted[i] + (place - below) * (sorted[i + 1] - sorted[i]);
}

}  // namespace ebsnn
