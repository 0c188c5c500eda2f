#pragma once
// STUDY/summary.tidy.csv: how many test recordings are right, for each system and seed.
// Columns: network, seed, code, scaling, svm_c, corruption, level, unit, n, accuracy_percent, plan
// (the checksum of the plan, in every table).

#include "studies/outcomes.hpp"

#include <span>
#include <string>

namespace ebsnn {

/// The whole table.
[[nodiscard]] std::string summary_table(std::span<const Outcomes> all,
                                        const std::string& plan_checksum);

}  // namespace ebsnn
