#pragma once
// Scores as a tidy table, and as a table to read.

#include "score/scores.hpp"
#include "score/suite.hpp"

#include <string>

namespace ebsnn::scoring {

/// CSV with one row a number. Columns:
///   model       model, or reference
///   corruption  clean in rows of differences, "all" for means over corruptions
///   severity    0 (clean) to 5; empty for metrics of a whole curve
///   level       the same in the unit of the corruption; beside s50: its level, if it is at severity
///               1 or above
///   metric      those of level_metrics.hpp over severities, and difference: accuracy of the model
///               minus that of the reference, in points
///   value, low, high    95 % interval; nan where it is undefined
///   undefined   replicates of the bootstrap that gave nan, and were left out
///   accuracy_percent    beside retention: that of the same level
///   p, p_holm   of a difference: McNemar's test, and adjusted for all units of the suite
///   note        why the value is nan or inf
[[nodiscard]] std::string csv_of(const Suite& suite, const Scores& scores);

/// One line for each corruption.
[[nodiscard]] std::string table_of(const Suite& suite, const Scores& scores);

}  // namespace ebsnn::scoring
