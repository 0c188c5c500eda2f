#pragma once
// All metrics of one network over the levels of several corruptions, with 95 % intervals: the rows
// of a tidy table.

#include "statistics/bootstrap_interval.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ebsnn {

/// One corruption on the axis of levels. Its first level is the clean one.
struct CorruptionCurve {
  std::string corruption;
  CurveLevels levels;
};

/// Who is measured.
struct MeasuredNetwork {
  std::size_t network = 0;  ///< place in the table
  /// Whose errors CE, mCE and their relative forms refer to; none: without these metrics.
  std::optional<std::size_t> reference = {};
  double chance_percent = 0.0;  ///< accuracy of guessing, kappa
};

/// One number.
struct Metric {
  std::string corruption;       ///< or "all" for means over corruptions
  std::optional<double> level;  ///< none for metrics of a whole curve
  /// accuracy (percent), retention, auc, auc_upper_half (percent), s50 (in the unit of the level;
  /// infinite: never reached), ce, relative_ce, mce, relative_mce
  std::string name;
  Interval interval;
  std::optional<double> accuracy_percent = {};  ///< beside retention: that of the same level
  std::string note = {};                        ///< why the value is NaN or infinite
};

/// For each corruption: accuracy of each level, with retention except for the clean one; auc;
/// auc_upper_half where that half has two levels or more; s50; ce and relative_ce. Then mce and
/// relative_mce. Definitions: level_curve.hpp, half_saturation.hpp, corruption_error.hpp (the clean
/// level does not count in CE). Throws InputError as these do.
[[nodiscard]] std::vector<Metric> level_metrics(const BootstrapAccuracies& accuracies,
                                                std::span<const CorruptionCurve> curves,
                                                const MeasuredNetwork& measured);

}  // namespace ebsnn
