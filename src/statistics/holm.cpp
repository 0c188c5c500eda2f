#include "statistics/holm.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace ebsnn {

std::vector<double> holm_adjusted(std::span<const double> p) {
  for (const double value : p) {
    if (!(value >= 0.0 && value <= 1.0)) {
      throw InputError(fmt::format("Holm adjustment: a p is {}, must be 0..1", value));
    }
  }
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [p](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    largest = std::max(largest, static_cast<double>(order.size() - i) * p[order[i]]);
    adjusted[order[i]] = std::min(1.0, largest);
  }
  return adjusted;
}

}  // namespace ebsnn
