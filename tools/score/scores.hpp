#pragma once
// Metrics and tests of one model under a suite, from its predictions and those of a reference.

#include "score/predictions.hpp"
#include "score/suite.hpp"
#include "statistics/bootstrap_interval.hpp"
#include "statistics/level_metrics.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace ebsnn::scoring {

/// Model and reference on one unit, by McNemar's test.
struct UnitTest {
  Interval difference;  ///< accuracy of the model minus that of the reference, in points
  double p = 1.0;
  double p_holm = 1.0;  ///< over all units of the suite
};

/// Levels are severities: 0 is clean, 5 the most severe. So each step from one to the next has the
/// same weight in an AUC, and clean is 0 also where the level of the corruption has no number for it
/// (rate_limit, scale, ...).
struct Scores {
  std::size_t recordings = 0;
  std::size_t classes = 0;
  /// Intervals of accuracies are Wilson's, the others of the bootstrap over recordings. "all" has the
  /// mean AUC besides.
  std::vector<Metric> model;
  std::vector<Metric> reference;  ///< the same of the reference; empty if there is none
  std::vector<UnitTest> tests;    ///< [unit of the suite]; empty without a reference
};

/// `reference` has the recordings of `model` in the same order, or is nullptr. `seed`: of the
/// bootstrap. Equal input gives equal bits.
[[nodiscard]] Scores score(const Suite& suite, const Predictions& model,
                           const Predictions* reference, std::uint64_t seed);

}  // namespace ebsnn::scoring
