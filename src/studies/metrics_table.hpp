#pragma once
// STUDY/metrics.tidy.csv: metrics of each system over all seeds, with 95 % intervals of the crossed
// bootstrap (statistics/crossed_bootstrap.hpp). Columns:
//   network, code, scaling, svm_c
//   corruption   or "all" for means over corruptions
//   level        empty for metrics of the whole curve
//   metric       accuracy (percent), retention (a_l / a_0), auc, auc_upper_half (percent), s50 (in
//                the unit of the level; "inf": never reached, above the last level), ce, relative_ce,
//                mce, relative_mce (the reference is the code events-merged under the same readout;
//                without it, these rows are missing)
//   value, low, high   nan where it is undefined
//   undefined    replicates that gave nan, and were left out
//   accuracy_percent   beside retention: that of the same level
//   note         why the value is nan or inf
//   plan         checksum of the plan
// Two rows of each readout give the accuracies of guessing: network chance (1 / classes), and
// largest-class (always the largest class of the test recordings).

#include "statistics/crossed_bootstrap.hpp"
#include "studies/outcomes.hpp"

#include <span>
#include <string>

namespace ebsnn {

/// The code that corruption errors refer to.
inline constexpr const char* kReferenceCode = "events-merged";

/// The line of names.
[[nodiscard]] std::string metrics_header();

/// The rows of one readout; `accuracies` are the replicates of `outcomes.right`.
[[nodiscard]] std::string metrics_rows(const Outcomes& outcomes,
                                       const BootstrapAccuracies& accuracies,
                                       const std::string& plan_checksum);

}  // namespace ebsnn
