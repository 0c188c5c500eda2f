#include "pipeline/condition.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace ebsnn {
namespace {

constexpr const char* kClean = "clean";
constexpr char kThen = '+';

/// The next corruption begins after a '+' that is followed by a letter: "1e+3" has none.
std::size_t end_of_first(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == kThen && text[i + 1] >= 'a' && text[i + 1] <= 'z') return i;
  }
  return text.size();
}

AppliedCorruption parse_one(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    throw InputError(fmt::format("'{}' is not NAME=LEVEL", excerpt(text)));
  }
  const Corruption& corruption = find_corruption(text.substr(0, equals));
  const std::optional<double> level = number_in<double>(text.substr(equals + 1));
  if (!level) {
    throw InputError(fmt::format("'{}' is not a number", excerpt(text.substr(equals + 1))));
  }
  check_level(corruption, *level);
  return {&corruption, *level + 0.0};  // -0 becomes 0
}

}  // namespace

bool is_clean(const Condition& condition) {
  return std::all_of(condition.begin(), condition.end(),
                     [](const AppliedCorruption& applied) { return applied.level == 0.0; });
}

std::string name_of(const Condition& condition) {
  if (condition.empty()) return kClean;
  std::string name;
  for (const AppliedCorruption& applied : condition) {
    if (!name.empty()) name += kThen;
    name += fmt::format("{}={}", applied.corruption->name, applied.level);
  }
  return name;
}

Condition parse_condition(const std::string& text, const std::string& option) try {
  Condition condition;
  if (text == kClean) return condition;
  std::string_view rest = text;
  for (bool more = true; more;) {
    const std::size_t end = end_of_first(rest);
    const AppliedCorruption applied = parse_one(rest.substr(0, end));
    const auto same = [&](const AppliedCorruption& other) {
      return other.corruption == applied.corruption;
    };
    if (std::any_of(condition.begin(), condition.end(), same)) {
      throw InputError(fmt::format("{} occurs twice", applied.corruption->name));
    }
    condition.push_back(applied);
    more = end < rest.size();
    rest.remove_prefix(more ? end + 1 : end);
  }
  std::erase_if(condition, [](const AppliedCorruption& one) { return one.level == 0.0; });
  return condition;
} catch (const InputError& error) {
  throw InputError(fmt::format("{}: {}", option, error.what()));
}

void apply(const Condition& condition, std::vector<Event>& events, const CorruptionContext& context,
           std::uint64_t seed, std::uint64_t recording) {
  for (const AppliedCorruption& applied : condition) {
    corrupt(events, *applied.corruption, applied.level, context, seed, recording);
  }
}

}  // namespace ebsnn
