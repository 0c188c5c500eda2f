#include "help_text.hpp"

#include "configuration_text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace ebsnn {
namespace {

constexpr std::size_t kHelpWidth = 80;
constexpr std::size_t kDescriptionColumn = 26;

void append_wrapped(std::string& lines, std::string_view paragraph, std::size_t width,
                    std::size_t indent) {
  std::string line(indent, ' ');
  for (std::size_t begin = 0; begin < paragraph.size();) {
    const std::size_t end = std::min(paragraph.find(' ', begin), paragraph.size());
    const std::string_view word = paragraph.substr(begin, end - begin);
    begin = end + 1;
    if (word.empty()) continue;
    if (line.size() > indent && line.size() + 1 + word.size() > width) {
      lines += line + '\n';
      line.assign(indent, ' ');
    }
    if (line.size() > indent) line += ' ';
    line += word;
  }
  lines += (line.size() > indent ? line : "") + '\n';
}

/// "-v, --verbose".
std::string names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return fmt::format("{}", fmt::join(names, ", "));
}

/// The type of an option's value, and what is allowed: "{one,other}", "1 .. 5" or nothing. CLI11
/// names both in one text, with the check after a colon.
struct Value {
  std::string type;
  std::string allowed;
  [[nodiscard]] bool is_word() const { return allowed.starts_with('{'); }
};

Value value_of(const CLI::Option& option) {
  if (option.get_expected_min() == 0) return {};
  const std::string text = option.get_type_name();
  const std::size_t colon = std::min(text.find(':'), text.size());
  return {text.substr(0, colon), colon < text.size() ? text.substr(colon + 1) : ""};
}

/// What stands after the name.
std::string value_text(const CLI::Option& option) {
  const Value value = value_of(option);
  if (!value.is_word()) return value.type.empty() ? value.allowed : value.type;
  return kind_of(option) == OptionKind::list ? value.allowed + ",..." : value.allowed;
}

/// "(required)", "(1 .. 5, default: 1)", "(default: 1)", or nothing.
std::string remark_on(const CLI::Option& option) {
  const Value value = value_of(option);
  std::vector<std::string> parts;
  if (!value.type.empty() && !value.allowed.empty() && !value.is_word()) {
    parts.push_back(value.allowed);
  }
  if (option.get_required()) parts.emplace_back("required");
  const std::string by_default = option.get_expected_min() == 0 ? "" : option.get_default_str();
  if (!option.get_required() && !by_default.empty()) parts.push_back("default: " + by_default);
  return parts.empty() ? "" : fmt::format("({})", fmt::join(parts, ", "));
}

/// What an option does, wrapped; its remark is not divided.
std::string right_text(const CLI::Option& option) {
  constexpr char kNoBreak = '\x1f';
  const std::string& description = option.get_description();
  std::string remark = remark_on(option);
  std::replace(remark.begin(), remark.end(), ' ', kNoBreak);
  const char* const between = description.empty() || remark.empty() ? "" : " ";
  std::string text =
      wrapped(fmt::format("{}{}{}", description, between, remark), kHelpWidth, kDescriptionColumn);
  std::replace(text.begin(), text.end(), kNoBreak, ' ');
  return text;
}

class HelpText : public CLI::Formatter {
 public:
  [[nodiscard]] std::string make_help(const CLI::App* app, std::string name,
                                      CLI::AppFormatMode mode) const override;
  [[nodiscard]] std::string make_group(std::string group, bool is_positional,
                                       std::vector<const CLI::Option*> options) const override;
  [[nodiscard]] std::string make_option(const CLI::Option* option,
                                        bool is_positional) const override;
};

std::string HelpText::make_help(const CLI::App* app, std::string name,
                                CLI::AppFormatMode mode) const {
  const std::string summary = wrapped(app->get_description(), kHelpWidth);
  return fmt::format("{}\n{}{}{}{}\n{}", make_usage(app, std::move(name)), summary,
                     summary.empty() ? "" : "\n", make_positionals(app), make_groups(app, mode),
                     wrapped(app->get_footer(), kHelpWidth));
}

std::string HelpText::make_group(std::string group, bool is_positional,
                                 std::vector<const CLI::Option*> options) const {
  std::string text = group + ":\n";
  for (const CLI::Option* option : options) text += make_option(option, is_positional);
  return is_positional ? text + '\n' : text;
}

std::string HelpText::make_option(const CLI::Option* option, bool is_positional) const {
  const std::string name = is_positional ? option->get_name(true, false) : names_of(*option);
  const std::string value = is_positional ? "" : value_text(*option);
  const std::string left = fmt::format("  {}{}{}", name, value.empty() ? "" : " ", value);
  const std::string right = right_text(*option);
  if (right.empty()) return left + '\n';
  if (left.size() + 2 > kDescriptionColumn) return left + '\n' + right;
  return left + right.substr(left.size());
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(' ') && line.find_first_not_of(' ') < line.size()) {
      lines += fmt::format("{:{}}{}\n", "", indent, line);
    } else {
      append_wrapped(lines, line, width, indent);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::shared_ptr<CLI::FormatterBase> help_text() { return std::make_shared<HelpText>(); }

}  // namespace ebsnn
