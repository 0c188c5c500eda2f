#pragma once
// Percentile intervals from a crossed bootstrap: of accuracies, AUCs and their differences, and of
// any other function of accuracies.

#include "statistics/crossed_bootstrap.hpp"

#include <cstddef>
#include <functional>
#include <limits>
#include <span>

namespace ebsnn {

inline constexpr double kDefaultConfidencePercent = 95.0;

struct Interval {
  double estimate = std::numeric_limits<double>::quiet_NaN();  ///< of the observed accuracies
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  std::size_t undefined = 0;  ///< replicates that gave NaN, and were left out
};

/// A number from accuracies [network, level] in percent, NaN where it is undefined. For example, the
/// s50 of network n (half_saturation.hpp):
///     [&](const AccuracyView& view) {
///       return on_level_axis(half_saturation(levels, view.curve(n), chance_percent), levels);
///     }
using Statistic = std::function<double(const AccuracyView&)>;

/// The interval between the percentiles (100 - c) / 2 and (100 + c) / 2 of the statistic over
/// replicates, for c = `confidence_percent`; percentile.hpp defines them. The ends are NaN if all
/// replicates are. Throws InputError if c is outside 0..100.
[[nodiscard]] Interval bootstrap_interval(const BootstrapAccuracies& accuracies,
                                          const Statistic& statistic,
                                          double confidence_percent = kDefaultConfidencePercent);

/// 95 % interval of the accuracy of one network at one level, in percent. `level` is a place on
/// the table's axis of levels. Throws InputError if network or level is not in the table.
[[nodiscard]] Interval accuracy_interval(const BootstrapAccuracies& accuracies, std::size_t network,
                                         std::size_t level);

/// One curve: consecutive places on the table's axis of levels, and their levels.
struct CurveLevels {
  std::size_t first = 0;           ///< place of levels[0]
  std::span<const double> levels;  ///< in the unit of the corruption, from mild to severe
};

/// 95 % interval of the AUC (level_curve.hpp) of one network, in percent. Throws InputError if
/// network or levels are not in the table, or as `area_under_curve` does.
[[nodiscard]] Interval auc_interval(const BootstrapAccuracies& accuracies, std::size_t network,
                                    const CurveLevels& curve);

/// The same of the difference AUC of `network` - AUC of `other`, in points.
[[nodiscard]] Interval auc_difference_interval(const BootstrapAccuracies& accuracies,
                                               std::size_t network, std::size_t other,
                                               const CurveLevels& curve);

}  // namespace ebsnn
