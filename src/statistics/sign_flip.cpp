#include "statistics/sign_flip.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ebsnn {
namespace {

constexpr double kTie = 1e-10;

void require_differences(std::span<const double> differences) {
  if (differences.empty() || differences.size() > kMostSignFlips) {
    throw InputError(fmt::format("sign-flip test: {} differences, must be 1..{}",
                                 differences.size(), kMostSignFlips));
  }
  for (const double difference : differences) {
    if (!std::isfinite(difference)) {
      throw InputError(
          fmt::format("sign-flip test: a difference is {}, must be finite", difference));
    }
  }
}

/// The sums of all sign patterns whose first sign is plus; the first of them has no minus. The
/// other half are their negatives.
std::vector<double> signed_sums(std::span<const double> differences) {
  std::vector<double> sums{differences.front()};
  sums.reserve(std::size_t{1} << (differences.size() - 1));
  for (const double difference : differences.subspan(1)) {
    const std::size_t before = sums.size();
    for (std::size_t i = 0; i < before; ++i) {
      sums.push_back(sums[i] - difference);
      sums[i] += difference;
    }
  }
  return sums;
}

}  // namespace

double sign_flip_p(std::span<const double> differences) {
  require_differences(differences);
  double size = 0.0;
  for (const double difference : differences) size += std::abs(difference);
  const std::vector<double> sums = signed_sums(differences);
  const double bound = std::abs(sums.front()) - kTie * size;
  const auto extreme =
      std::ranges::count_if(sums, [bound](double sum) { return std::abs(sum) >= bound; });
  return static_cast<double>(extreme) / static_cast<double>(sums.size());
}

}  // namespace ebsnn
