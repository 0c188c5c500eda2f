#pragma once
// STUDY/frozen-plan.txt: the plan as it was when it was frozen, before its results were looked at.
// The first line is its checksum, canonical_text() follows.

#include "studies/plan.hpp"

#include <string>

namespace ebsnn {

/// The content of the file.
[[nodiscard]] std::string frozen_text(const StudyPlan& plan);

/// Throws InputError unless `frozen` is the content for this plan. The message names `file`, both
/// checksums and the first line that differs.
void require_frozen_plan(const StudyPlan& plan, const std::string& frozen, const std::string& file);

}  // namespace ebsnn
