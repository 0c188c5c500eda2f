#include "option_checks.hpp"

#include "core/number_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace ebsnn {
namespace {

OptionCheck real_number(const char* description, bool (*good)(double)) {
  const auto check = [description, good](std::string& text) {
    const std::optional<double> value = number_in<double>(text);
    return value && std::isfinite(*value) && good(*value)
               ? std::string()
               : fmt::format("'{}' is not a finite {}", text, description);
  };
  return {check, ""};
}

}  // namespace

OptionCheck one_of(std::vector<std::string> words) {
  const std::string allowed = fmt::format("{{{}}}", fmt::join(words, ","));
  const auto check = [words = std::move(words), allowed](const std::string& text) {
    const bool found = std::find(words.begin(), words.end(), text) != words.end();
    return found ? std::string() : fmt::format("{} not in {}", text, allowed);
  };
  return {check, allowed};
}

OptionCheck whole_number(std::uint64_t min, std::uint64_t max) {
  const auto check = [min, max](std::string& text) {
    const std::optional<std::uint64_t> value = number_in<std::uint64_t>(text);
    if (!value || *value < min || *value > max) {
      return fmt::format("'{}' is not a whole number {} .. {}", text, min, max);
    }
    text = std::to_string(*value);  // without leading zeros, which would make it octal
    return std::string();
  };
  const bool any = min == 0 && max == std::numeric_limits<std::uint64_t>::max();
  return {check, any ? "" : fmt::format("{} .. {}", min, max)};
}

OptionCheck positive_number() {
  return real_number("number > 0", [](double value) { return value > 0.0; });
}

OptionCheck positive_number_or(const std::string& word) {
  const auto check = [word](std::string& text) {
    const std::optional<double> value = number_in<double>(text);
    return text == word || (value && std::isfinite(*value) && *value > 0.0)
               ? std::string()
               : fmt::format("'{}' is neither a finite number > 0 nor {}", text, word);
  };
  return {check, ""};
}

OptionCheck number_from_zero() {
  return real_number("number >= 0", [](double value) { return value >= 0.0; });
}

}  // namespace ebsnn
