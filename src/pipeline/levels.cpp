#include "pipeline/levels.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace ebsnn {
namespace {

constexpr const char* kExpected =
    "expected published, numbers separated by commas, or "
    "NAME=NUMBER,NUMBER;NAME=NUMBER";

[[noreturn]] void refuse(std::string_view option, std::string_view quoted, std::string_view what) {
  constexpr std::size_t kShown = 80;
  const bool cut = quoted.size() > kShown;
  throw InputError(
      fmt::format("{}: '{}{}' {}", option, quoted.substr(0, kShown), cut ? "..." : "", what));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\r";
  const std::size_t first = text.find_first_not_of(kSpace);
  return first == std::string_view::npos
             ? std::string_view{}
             : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string_view> split_at(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t first = 0; first <= text.size();) {
    const std::size_t end = std::min(text.find(separator, first), text.size());
    parts.push_back(trimmed(text.substr(first, end - first)));
    first = end + 1;
  }
  return parts;
}

double number_of(std::string_view word, const std::string& option) {
  const std::optional<double> number = number_in<double>(word);
  if (!number) {
    refuse(option, word, fmt::format("is not a number; {}", kExpected));
  }
  return *number + 0.0;  // -0 becomes 0
}

Levels list_of(std::string_view text, const std::string& option) {
  if (text == "published") {
    return std::nullopt;
  }
  std::vector<double> levels;
  for (const std::string_view word : split_at(text, ',')) {
    const double level = number_of(word, option);
    if (std::find(levels.begin(), levels.end(), level) != levels.end()) {
      refuse(option, word, "occurs twice");
    }
    levels.push_back(level);
  }
  return levels;
}

}  // namespace

LevelChoice parse_levels(const std::string& text, const std::string& option) {
  LevelChoice choice;
  std::vector<std::string_view> entries = split_at(text, ';');
  if (entries.size() == 1 && entries.front().find('=') == std::string_view::npos) {
    choice.common = list_of(entries.front(), option);
    return choice;
  }
  if (entries.back().empty()) {
    entries.pop_back();
  }
  for (const std::string_view entry : entries) {
    const std::size_t equals = entry.find('=');
    const std::string name(trimmed(entry.substr(0, equals)));
    if (equals == std::string_view::npos || name.empty()) {
      refuse(option, entry, fmt::format("has no NAME= in front; {}", kExpected));
    }
    const auto same = [&](const auto& known) { return known.first == name; };
    if (std::any_of(choice.named.begin(), choice.named.end(), same)) {
      refuse(option, name, "occurs twice");
    }
    choice.named.emplace_back(name, list_of(trimmed(entry.substr(equals + 1)), option));
  }
  return choice;
}

}  // namespace ebsnn
