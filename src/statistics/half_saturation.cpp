#include "statistics/half_saturation.hpp"

#include "statistics/level_curve.hpp"

#include <cstddef>

namespace ebsnn {
namespace {

/// Neighbours that share one fitted value.
struct Pool {
  double sum = 0.0;
  std::size_t count = 0;
  [[nodiscard]] double mean() const { return sum / static_cast<double>(count); }
};

/// Where the line from (x0, y0) to (x1, y1) has the height y.
double crossing(double x0, double y0, double x1, double y1, double y) {
  return x0 + (x1 - x0) * (y0 - y) / (y0 - y1);
}

}  // namespace

std::vector<double> non_increasing_fit(std::span<const double> values) {
  std::vector<Pool> pools;
  for (const double value : values) {
    Pool last{value, 1};
    while (!pools.empty() && pools.back().mean() < last.mean()) {
      last = {pools.back().sum + last.sum, pools.back().count + last.count};
      pools.pop_back();
    }
    pools.push_back(last);
  }
  std::vector<double> fit;
  for (const Pool& pool : pools) fit.insert(fit.end(), pool.count, pool.mean());
  return fit;
}

HalfSaturation half_saturation(std::span<const double> levels,
                               std::span<const double> accuracy_percent, double chance_percent) {
  require_curve(levels, accuracy_percent, 1);
  require_percent({&chance_percent, 1}, "chance");
  using enum HalfSaturation::Outcome;
  HalfSaturation half;
  const std::vector<double> fit = non_increasing_fit(accuracy_percent);
  if (fit.front() <= chance_percent) return half;
  const double goal = chance_percent + 0.5 * (fit.front() - chance_percent);
  half.outcome = never_reached;
  for (std::size_t i = 1; i < fit.size(); ++i) {
    if (fit[i] <= goal) {
      half.outcome = reached;
      half.level = crossing(levels[i - 1], fit[i - 1], levels[i], fit[i], goal);
      break;
    }
  }
  return half;
}

double on_level_axis(const HalfSaturation& half, std::span<const double> levels) {
  if (half.outcome != HalfSaturation::Outcome::never_reached) return half.level;
  const bool falling = levels.size() > 1 && levels[1] < levels[0];
  const double infinity = std::numeric_limits<double>::infinity();
  return falling ? -infinity : infinity;
}

}  // namespace ebsnn
