#pragma once
// STUDY/plan.toml: the plan of the last command in this folder, so that the folder explains itself.
// The first line is a comment with the checksum of the plan; the text of the plan follows as it was
// read. So the file is a plan for ebsnn_study.

#include "studies/plan.hpp"

#include <string>
#include <string_view>

namespace ebsnn {

/// The content of the file for a plan that was read from `text`. If `text` is such a content, its
/// first line is replaced.
[[nodiscard]] std::string stored_plan_text(std::string_view text, const StudyPlan& plan);

/// What distinguishes two plans, for messages: "\n  before: patches: 400\n  now: patches: 800", the
/// lines of canonical_text() that only one of them has, at most 20. Empty: nothing does.
[[nodiscard]] std::string plan_changes(const StudyPlan& before, const StudyPlan& now);

}  // namespace ebsnn
