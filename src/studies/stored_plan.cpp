#include "studies/stored_plan.hpp"

#include "core/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

constexpr std::string_view kFirstLine = "# Plan of this study, checksum ";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMostChanges = 20;

std::vector<std::string> canonical_lines(const StudyPlan& plan) {
  std::vector<std::string> lines;
  std::istringstream text(canonical_text(plan));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

/// Lines of `these` that `others` lack, each behind `word`.
std::vector<std::string> lines_only_in(const std::vector<std::string>& these,
                                       const std::vector<std::string>& others,
                                       std::string_view word) {
  std::vector<std::string> only;
  for (const std::string& line : these) {
    if (std::ranges::find(others, line) == others.end()) {
      only.push_back(fmt::format("\n  {}: {}", word, printable(line)));
    }
  }
  return only;
}

}  // namespace

std::string stored_plan_text(std::string_view text, const StudyPlan& plan) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.starts_with(kFirstLine)) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return fmt::format("{}{}\n{}", kFirstLine, plan_checksum(plan), text);
}

std::string plan_changes(const StudyPlan& before, const StudyPlan& now) {
  const std::vector<std::string> old_lines = canonical_lines(before);
  const std::vector<std::string> new_lines = canonical_lines(now);
  std::vector<std::string> changes = lines_only_in(old_lines, new_lines, "before");
  for (std::string& line : lines_only_in(new_lines, old_lines, "now")) {
    changes.push_back(std::move(line));
  }
  // The same networks or hypotheses in another order.
  if (changes.empty() && old_lines != new_lines) return "\n  the order of networks or hypotheses";
  std::string text;
  for (std::size_t i = 0; i < std::min(changes.size(), kMostChanges); ++i) text += changes[i];
  if (changes.size() > kMostChanges) {
    text += fmt::format("\n  and {} more lines", changes.size() - kMostChanges);
  }
  return text;
}

}  // namespace ebsnn
