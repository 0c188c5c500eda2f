#include "statistics/bootstrap_interval.hpp"

#include "core/error.hpp"
#include "statistics/level_curve.hpp"
#include "statistics/percentile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ebsnn {
namespace {

void require_network(const BootstrapAccuracies& accuracies, std::size_t network) {
  if (network >= accuracies.networks) {
    throw InputError(
        fmt::format("interval: network {}, must be 0..{}", network, accuracies.networks - 1));
  }
}

/// Places first .. first + count - 1 of the axis of levels.
void require_levels(const BootstrapAccuracies& accuracies, std::size_t first, std::size_t count) {
  if (first > accuracies.levels || count > accuracies.levels - first) {
    throw InputError(fmt::format("interval: {} levels from place {}, must be among the {} levels",
                                 count, first, accuracies.levels));
  }
}

double auc_of(const AccuracyView& accuracies, std::size_t network, const CurveLevels& curve) {
  const auto all = accuracies.curve(network);
  return area_under_curve(curve.levels, all.subspan(curve.first, curve.levels.size()));
}

}  // namespace

Interval bootstrap_interval(const BootstrapAccuracies& accuracies, const Statistic& statistic,
                            double confidence_percent) {
  if (!(confidence_percent >= 0.0 && confidence_percent <= 100.0)) {
    throw InputError(
        fmt::format("interval: confidence {}, must be 0..100 (percent)", confidence_percent));
  }
  std::vector<double> values;
  values.reserve(accuracies.size());
  for (std::size_t i = 0; i < accuracies.size(); ++i) {
    values.push_back(statistic(accuracies.replicate(i)));
  }
  Interval interval;
  interval.estimate = statistic(accuracies.observation());
  interval.undefined = std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return interval;
  std::ranges::sort(values);
  interval.low = percentile(values, 0.5 * (100.0 - confidence_percent));
  interval.high = percentile(values, 0.5 * (100.0 + confidence_percent));
  return interval;
}

Interval accuracy_interval(const BootstrapAccuracies& accuracies, std::size_t network,
                           std::size_t level) {
  require_network(accuracies, network);
  require_levels(accuracies, level, 1);
  return bootstrap_interval(accuracies, [network, level](const AccuracyView& replicate) {
    return replicate.curve(network)[level];
  });
}

Interval auc_interval(const BootstrapAccuracies& accuracies, std::size_t network,
                      const CurveLevels& curve) {
  require_network(accuracies, network);
  require_levels(accuracies, curve.first, curve.levels.size());
  return bootstrap_interval(accuracies, [network, curve](const AccuracyView& replicate) {
    return auc_of(replicate, network, curve);
  });
}

Interval auc_difference_interval(const BootstrapAccuracies& accuracies, std::size_t network,
                                 std::size_t other, const CurveLevels& curve) {
  require_network(accuracies, network);
  require_network(accuracies, other);
  require_levels(accuracies, curve.first, curve.levels.size());
  return bootstrap_interval(accuracies, [network, other, curve](const AccuracyView& replicate) {
    return auc_of(replicate, network, curve) - auc_of(replicate, other, curve);
  });
}

}  // namespace ebsnn
