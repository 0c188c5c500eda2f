#include "option_checks.hpp"

#include "core/number_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>

namespace ebsnn {
namespace {

CLI::Validator real_number(const char* description, bool (*good)(double)) {
  const auto check = [description, good](std::string& text) {
    const std::optional<double> value = number_in<double>(text);
    return value && std::isfinite(*value) && good(*value)
               ? std::string()
               : fmt::format("'{}' is not a finite {}", text, description);
  };
  return {check, "", description};
}

}  // namespace

CLI::Validator whole_number(std::uint64_t min, std::uint64_t max) {
  const auto check = [min, max](std::string& text) {
    const std::optional<std::uint64_t> value = number_in<std::uint64_t>(text);
    if (!value || *value < min || *value > max) {
      return fmt::format("'{}' is not a whole number {} .. {}", text, min, max);
    }
    text = std::to_string(*value);  // without leading zeros, which would make it octal
    return std::string();
  };
  const bool any = min == 0 && max == std::numeric_limits<std::uint64_t>::max();
  return {check, any ? "" : fmt::format("{} .. {}", min, max), "whole number"};
}

CLI::Validator positive_number() {
  return real_number("number > 0", [](double value) { return value > 0.0; });
}

CLI::Validator positive_number_or(const std::string& word) {
  const auto check = [word](std::string& text) {
    const std::optional<double> value = number_in<double>(text);
    return text == word || (value && std::isfinite(*value) && *value > 0.0)
               ? std::string()
               : fmt::format("'{}' is neither a finite number > 0 nor {}", text, word);
  };
  return {check, "", "number or word"};
}

CLI::Validator number_from_zero() {
  return real_number("number >= 0", [](double value) { return value >= 0.0; });
}

}  // namespace ebsnn
