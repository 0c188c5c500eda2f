#include "statistics/fano_factor.hpp"

#include <limits>

namespace ebsnn {

double fano_factor(std::span<const std::uint16_t> counts) {
  std::uint64_t sum = 0;
  std::uint64_t squares = 0;
  for (const std::uint16_t count : counts) {
    sum += count;
    squares += std::uint64_t{count} * count;
  }
  const std::uint64_t n = counts.size();
  if (sum == 0 || n < 2) return std::numeric_limits<double>::quiet_NaN();
  // n sum of squares - (sum)^2 is n (n - 1) times the variance, exactly.
  return static_cast<double>(n * squares - sum * sum) /
         (static_cast<double>(n - 1) * static_cast<double>(sum));
}

}  // namespace ebsnn
