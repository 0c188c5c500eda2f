#include "statistics/mcnemar.hpp"

#include "core/error.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace ebsnn {

Discordant discordant(std::span<const std::uint8_t> first_right,
                      std::span<const std::uint8_t> second_right) {
  if (first_right.size() != second_right.size()) {
    throw InputError(fmt::format("McNemar's test: {} and {} recordings, must be as many",
                                 first_right.size(), second_right.size()));
  }
  Discordant pairs;
  for (std::size_t i = 0; i < first_right.size(); ++i) {
    const bool first = first_right[i] != 0;
    const bool second = second_right[i] != 0;
    if (first && !second) ++pairs.only_first;
    if (second && !first) ++pairs.only_second;
  }
  return pairs;
}

double mcnemar_p(const Discordant& pairs) {
  const std::uint64_t n = pairs.only_first + pairs.only_second;
  if (n == 0) return 1.0;
  const boost::math::binomial_distribution<double> fair(static_cast<double>(n), 0.5);
  const std::uint64_t fewer = std::min(pairs.only_first, pairs.only_second);
  return std::min(1.0, 2.0 * boost::math::cdf(fair, static_cast<double>(fewer)));
}

}  // namespace ebsnn
