#include "studies/frozen_plan.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace ebsnn {
namespace {

/// The first line that differs, of each text; an end of text is an empty line.
std::string difference_between(const std::string& frozen, const std::string& now) {
  std::istringstream before(frozen);
  std::istringstream after(now);
  std::string old_line, new_line;
  // The first lines are the checksums.
  std::getline(before, old_line);
  std::getline(after, new_line);
  do {
    if (!std::getline(before, old_line)) old_line.clear();
    if (!std::getline(after, new_line)) new_line.clear();
  } while (old_line == new_line && before && after);
  return fmt::format("frozen: '{}', now: '{}'", printable(old_line), printable(new_line));
}

}  // namespace

std::string frozen_text(const StudyPlan& plan) {
  return fmt::format("{}\n{}", plan_checksum(plan), canonical_text(plan));
}

void require_frozen_plan(const StudyPlan& plan, const std::string& frozen,
                         const std::string& file) {
  const std::string now = frozen_text(plan);
  if (frozen == now) return;
  const std::size_t end = std::min(frozen.find('\n'), frozen.size());
  throw InputError(fmt::format(
      "{}: the plan was frozen with checksum {}, but has {} now ({}); use the frozen plan, or "
      "another folder (--out) for another study",
      printable(file), excerpt(frozen.substr(0, end)), plan_checksum(plan),
      difference_between(frozen, now)));
}

}  // namespace ebsnn
