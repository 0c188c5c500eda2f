#include "statistics/population_geometry.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>

namespace ebsnn {

PopulationGeometry population_geometry(std::span<const std::uint16_t> x,
                                       std::span<const std::uint16_t> y) {
  if (x.size() != y.size()) {
    throw InputError(fmt::format("geometry: {} and {} counts", x.size(), y.size()));
  }
  std::int64_t xx = 0;
  std::int64_t yy = 0;
  std::int64_t xy = 0;
  std::int64_t more = 0;
  std::int64_t changed = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::int64_t a = x[i];
    const std::int64_t b = y[i];
    xx += a * a;
    yy += b * b;
    xy += a * b;
    more += b - a;
    changed += std::abs(b - a);
  }
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const auto squared_x = static_cast<double>(xx);
  const auto squared_y = static_cast<double>(yy);
  return {xx == 0 ? kNone : std::sqrt(squared_y / squared_x),
          xx == 0 || yy == 0 ? kNone : static_cast<double>(xy) / std::sqrt(squared_x * squared_y),
          static_cast<double>(more), static_cast<double>(changed)};
}

}  // namespace ebsnn
