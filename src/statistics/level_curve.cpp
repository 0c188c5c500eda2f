#include "statistics/level_curve.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ebsnn {
namespace {

void require_order(std::span<const double> levels) {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (!std::isfinite(levels[i])) {
      throw InputError(fmt::format("levels: number {} is {}, must be finite", i + 1, levels[i]));
    }
  }
  const bool rising = levels.size() < 2 || levels[1] > levels[0];
  for (std::size_t i = 1; i < levels.size(); ++i) {
    const bool ordered = rising ? levels[i] > levels[i - 1] : levels[i] < levels[i - 1];
    if (!ordered) {
      throw InputError(
          fmt::format("levels: {} after {}, must run strictly in one direction from mild to severe",
                      levels[i], levels[i - 1]));
    }
  }
}

}  // namespace

void require_percent(std::span<const double> accuracy_percent, std::string_view what) {
  for (std::size_t i = 0; i < accuracy_percent.size(); ++i) {
    if (!(accuracy_percent[i] >= 0.0 && accuracy_percent[i] <= 100.0)) {
      throw InputError(fmt::format("{}: number {} is {}, must be 0..100 (percent)", what, i + 1,
                                   accuracy_percent[i]));
    }
  }
}

void require_curve(std::span<const double> levels, std::span<const double> accuracy_percent,
                   std::size_t least) {
  if (levels.size() != accuracy_percent.size()) {
    throw InputError(fmt::format("curve: {} levels and {} accuracies, must be as many",
                                 levels.size(), accuracy_percent.size()));
  }
  if (levels.size() < least) {
    throw InputError(fmt::format("curve: {} levels, must be at least {}", levels.size(), least));
  }
  require_order(levels);
  require_percent(accuracy_percent, "accuracies");
}

double area_under_curve(std::span<const double> levels, std::span<const double> accuracy_percent) {
  require_curve(levels, accuracy_percent, 2);
  double area = 0.0;
  for (std::size_t i = 1; i < levels.size(); ++i) {
    const double height = 0.5 * (accuracy_percent[i - 1] + accuracy_percent[i]);
    area += height * (levels[i] - levels[i - 1]);
  }
  return area / (levels.back() - levels.front());
}

Ratio retention(double accuracy_percent, double clean_percent) {
  require_percent({&accuracy_percent, 1}, "accuracy");
  require_percent({&clean_percent, 1}, "clean accuracy");
  return ratio_of(accuracy_percent, clean_percent, "the clean accuracy (percent)");
}

Block upper_half(std::size_t levels) {
  if (levels == 0) throw InputError("upper half of the levels: 0 levels, must be at least 1");
  return {levels / 2, levels - levels / 2};
}

}  // namespace ebsnn
