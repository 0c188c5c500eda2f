#include "statistics/reconstruction.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>

namespace ebsnn {

std::vector<double> reconstruction(std::span<const std::uint16_t> counts,
                                   std::span<const double> weights) {
  if (counts.empty() || weights.size() % counts.size() != 0) {
    throw InputError(
        fmt::format("reconstruction: {} weights for {} neurons", weights.size(), counts.size()));
  }
  const std::size_t channels = weights.size() / counts.size();
  std::vector<double> sum(channels);
  for (std::size_t j = 0; j < counts.size(); ++j) {
    const double count = counts[j];
    if (count == 0.0) continue;
    for (std::size_t c = 0; c < channels; ++c) sum[c] += count * weights[j * channels + c];
  }
  return sum;
}

double reconstruction_error(double r) { return std::sqrt(2.0 - 2.0 * r); }

}  // namespace ebsnn
