#include "configuration_text.hpp"

#include "core/number_text.hpp"
#include "core/utf8.hpp"
#include "option_list.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>

namespace ebsnn {
namespace {

/// What TOML allows as an escape only.
bool is_control(char c) { return (c >= 0 && c < 0x20) || c == 0x7F; }

/// Bytes that are not UTF-8 stand as characters for private use, the byte 0x80 as U+10FF80.
constexpr std::uint32_t kFirstByte = 0x10FF00;

/// The byte that a character stands for, if it does.
std::optional<char> byte_of(const Utf8Character& character) {
  if (character.code < kFirstByte + 0x80 || character.code > kFirstByte + 0xFF) return std::nullopt;
  return static_cast<char>(character.code - kFirstByte);
}

/// Command lines may have ".5", "5.", "+5", "0x5" and leading zeros, TOML not.
std::string toml_number(const std::string& text) {
  const char* const end = text.data() + text.size();
  if (const std::optional<std::uint64_t> whole = number_in<std::uint64_t>(text)) {
    return exceeds_toml(text) ? toml_string(text) : fmt::format("{}", *whole);
  }
  char* stop = nullptr;
  const double real = std::strtod(text.c_str(), &stop);
  if (stop == end && !text.empty()) {
    if (real == 0.0 && std::signbit(real)) return "-0.0";  // "-0" is a whole number, which is 0
    return fmt::format("{}", real);  // the fewest digits that read back as the same number
  }
  return toml_string(text);
}

std::string toml_value(OptionKind kind, const std::string& text) {
  switch (kind) {
    case OptionKind::flag:
      return text;
    case OptionKind::number:
    case OptionKind::number_or_word:
      return toml_number(text);
    default:
      return toml_string(text);
  }
}

std::optional<std::string> value_of(const CLI::Option& option, const std::string& name,
                                    const OptionValues& settled) {
  if (kind_of(option) == OptionKind::flag) {
    return option.count() > 0 && option.as<bool>() ? "true" : "false";
  }
  if (option.count() > 0) {
    return fmt::format("{}", fmt::join(option.results(), ","));
  }
  if (const auto found = settled.find(name); found != settled.end()) {
    return found->second;
  }
  const std::string by_default = option.get_default_str();
  return by_default.empty() ? std::nullopt : std::optional<std::string>(by_default);
}

bool is_configurable(const CLI::Option& option) {
  return option.get_configurable() && !option.get_lnames().empty();
}

}  // namespace

OptionKind kind_of(const CLI::Option& option) {
  if (option.get_expected_min() == 0) return OptionKind::flag;
  const std::string type = option.get_type_name();  // with its checks behind a colon
  if (type.starts_with(kList)) return OptionKind::list;
  if (type.starts_with(kNumberOr)) return OptionKind::number_or_word;
  return type.starts_with("TEXT") ? OptionKind::text : OptionKind::number;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    names.insert(names.end(), option->get_lnames().begin(), option->get_lnames().end());
  }
  return names;
}

std::vector<std::string> configurable_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (is_configurable(*option)) {
      names.push_back(option->get_lnames().front());
    }
  }
  return names;
}

bool exceeds_toml(const std::string& digits) {
  const std::string largest = "9223372036854775807";
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size());
  const std::string significant = digits.substr(first);
  const bool all_digits = digits.find_first_not_of("0123456789") == std::string::npos;
  return all_digits && (significant.size() > largest.size() ||
                        (significant.size() == largest.size() && significant > largest));
}

std::string toml_string(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const std::optional<Utf8Character> character = first_character(text);
    const std::size_t bytes = character ? character->bytes : 1;
    if (!character || byte_of(*character)) {
      for (const char byte : text.substr(0, bytes)) {
        quoted += fmt::format("\\U{:08X}", kFirstByte + static_cast<unsigned char>(byte));
      }
    } else if (is_control(text.front())) {
      quoted += fmt::format("\\u{:04X}", text.front());
    } else {
      if (text.front() == '"' || text.front() == '\\') quoted += '\\';
      quoted += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return quoted + '"';
}

std::string text_of_toml(std::string_view string) {
  std::string text;
  while (!string.empty()) {
    const std::optional<Utf8Character> character = first_character(string);
    const std::size_t bytes = character ? character->bytes : 1;
    const std::optional<char> byte = character ? byte_of(*character) : std::nullopt;
    text += byte ? std::string(1, *byte) : std::string(string.substr(0, bytes));
    string.remove_prefix(bytes);
  }
  return text;
}

std::string toml_comment(std::string_view text) {
  std::string comment = "# ";
  while (!text.empty()) {
    const std::optional<Utf8Character> character = first_character(text);
    const std::size_t bytes = character ? character->bytes : 0;
    if (text.front() == '\n') {
      comment += "\n# ";
    } else if (bytes == 0 || is_control(text.front())) {
      comment += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    } else {
      comment += text.substr(0, bytes);
    }
    text.remove_prefix(std::max<std::size_t>(bytes, 1));
  }
  return comment + '\n';
}

OptionValues values_of(const ModelParameters& parameters) {
  ModelParameters copy = parameters;
  OptionValues values;
  const auto add = [&values](const ParameterInfo& info, const auto& value) {
    values[std::string(info.name)] = fmt::format("{}", value);
  };
  visit_parameters(
      copy, [&add](const ParameterInfo& info, double& value) { add(info, value); },
      [&add](const ParameterInfo& info, int& value) { add(info, value); });
  return values;
}

std::string configuration_text(const CLI::App& app, const OptionValues& settled) {
  std::string text;
  for (const CLI::Option* option : app.get_options()) {
    if (!is_configurable(*option)) continue;
    const std::string& name = option->get_lnames().front();
    const std::optional<std::string> value = value_of(*option, name, settled);
    if (!value) continue;
    text += fmt::format("{} = {}\n", name, toml_value(kind_of(*option), *value));
  }
  return text;
}

}  // namespace ebsnn
