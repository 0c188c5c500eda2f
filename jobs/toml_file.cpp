#include "toml_file.hpp"

#include "configuration_text.hpp"
#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "suggestion.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;  // far above any file of options; devices never end

/// An entry of the file.
struct Entry {
  std::string key;
  const toml::node* value;
  [[nodiscard]] std::size_t line() const { return value->source().begin.line; }
};

/// Reads one file, and says where in it something is wrong.
class Reader {
 public:
  Reader(CLI::App& app, std::string file) : app_(app), file_(std::move(file)) {}

  /// Returns the options that got a value.
  [[nodiscard]] std::set<const CLI::Option*> apply(const std::string& text) const;

 private:
  [[nodiscard]] toml::table parse(const std::string& text) const;
  [[nodiscard]] const CLI::Option* apply(const Entry& entry) const;
  [[nodiscard]] CLI::Option& option_called(const Entry& entry) const;
  void give(CLI::Option& option, const Entry& entry, const std::string& value) const;
  [[noreturn]] void fail(std::size_t line, const std::string& message) const {
    throw InputError(fmt::format("--config {}: line {}: {}", printable(file_), line, message));
  }

  CLI::App& app_;
  std::string file_;
};

toml::table Reader::parse(const std::string& text) const {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    fail(at.line, fmt::format("is not valid TOML at column {}: {}", at.column,
                              excerpt(error.description())));
  }
}

std::set<const CLI::Option*> Reader::apply(const std::string& text) const {
  const toml::table table = parse(text);
  std::vector<Entry> entries;
  for (const auto& [key, value] : table) {
    entries.push_back({std::string(key.str()), &value});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.line() < b.line(); });
  std::set<const CLI::Option*> given;
  for (const Entry& entry : entries) {
    if (const CLI::Option* option = apply(entry)) given.insert(option);
  }
  return given;
}

std::string type_of(const toml::node& value) {
  switch (value.type()) {
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

std::optional<std::string> number_text(const toml::node& value) {
  if (const auto* whole = value.as_integer()) {
    return fmt::format("{}", whole->get());
  }
  if (const auto* real = value.as_floating_point()) {
    return fmt::format("{}", real->get());  // the fewest digits that read back as the same number
  }
  return std::nullopt;
}

std::optional<std::string> string_text(const toml::node& value) {
  const auto* text = value.as_string();
  return text != nullptr ? std::optional<std::string>(text_of_toml(text->get())) : std::nullopt;
}

std::optional<std::string> flag_text(const toml::node& value) {
  const auto* flag = value.as_boolean();
  if (flag == nullptr) {
    return std::nullopt;
  }
  return flag->get() ? "true" : "false";
}

/// A number, or the digits of one that TOML's are too small for.
std::optional<std::string> any_number_text(const toml::node& value) {
  std::optional<std::string> text = string_text(value);
  if (text && exceeds_toml(*text)) {
    return text;
  }
  return number_text(value);
}

std::optional<std::string> word_text(const toml::node& value) {
  const std::optional<std::string> text = string_text(value);
  return text ? text : number_text(value);
}

std::optional<std::string> list_text(const toml::node& value) {
  const toml::array* array = value.as_array();
  if (array == nullptr) {
    return word_text(value);
  }
  std::string text;
  for (const toml::node& element : *array) {
    const std::optional<std::string> word = word_text(element);
    if (!word) {
      return std::nullopt;
    }
    text += (&element == array->get(0) ? "" : ",") + *word;
  }
  return text;
}

/// How values of a kind of option are written in TOML.
struct Form {
  const char* expected;
  std::optional<std::string> (*text)(const toml::node& value);
};

Form form_of(const CLI::Option& option) {
  switch (kind_of(option)) {
    case OptionKind::flag:
      return {"true or false", flag_text};
    case OptionKind::number:
      return {"a number", any_number_text};
    case OptionKind::number_or_word:
      return {"a number or a string", word_text};
    case OptionKind::list:
      return {"a string, a number or an array of these", list_text};
    default:
      return {"a string", string_text};
  }
}

CLI::Option& Reader::option_called(const Entry& entry) const {
  if (CLI::Option* option = app_.get_option_no_throw("--" + entry.key)) {
    if (!option->get_configurable()) {
      fail(entry.line(), fmt::format("'{}' is for the command line only", excerpt(entry.key)));
    }
    return *option;
  }
  const std::string meant = nearest_name(entry.key, configurable_names(app_));
  fail(entry.line(), fmt::format("there is no option '{}'{}", excerpt(entry.key),
                                 meant.empty() ? "" : fmt::format("; did you mean '{}'?", meant)));
}

/// Returns the option, or nothing if the command line gave its value, which wins.
const CLI::Option* Reader::apply(const Entry& entry) const {
  if (entry.value->is_table() || entry.value->is_array_of_tables()) {
    fail(entry.line(),
         fmt::format("'{}' is a section, but options are in none", excerpt(entry.key)));
  }
  CLI::Option& option = option_called(entry);
  const Form form = form_of(option);
  const std::optional<std::string> value = form.text(*entry.value);
  if (!value) {
    fail(entry.line(),
         fmt::format("'{}' is {}, not {}", entry.key, type_of(*entry.value), form.expected));
  }
  if (value->find('\0') != std::string::npos) {  // names of files would end there
    fail(entry.line(), fmt::format("'{}' has a zero byte, which no option takes", entry.key));
  }
  if (!option.empty()) return nullptr;
  give(option, entry, *value);
  return &option;
}

void Reader::give(CLI::Option& option, const Entry& entry, const std::string& value) const {
  option.add_result(value);
  try {
    option.run_callback();
  } catch (const CLI::Error& error) {
    fail(entry.line(), error.what());
  }
}

class TomlConfig : public CLI::Config {
 public:
  explicit TomlConfig(TomlFile& file) : file_(file) {}

  /// Leaves nothing for CLI11 to hand to options.
  [[nodiscard]] std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    file_.read(input);
    return {};
  }
  [[nodiscard]] std::string to_config(const CLI::App* app, bool /*defaults*/, bool /*descriptions*/,
                                      std::string /*prefix*/) const override {
    return configuration_text(*app);
  }

 private:
  TomlFile& file_;
};

}  // namespace

/// Streams take a failing read for the end of the file, but for their bad bit.
std::string read_to_end(std::istream& input, const std::string& name) {
  std::string text;
  std::array<char, 65536> piece{};
  errno = 0;
  while (input.read(piece.data(), piece.size()) || input.gcount() > 0) {
    text.append(piece.data(), static_cast<std::size_t>(input.gcount()));
    if (text.size() > kMostBytes) {
      throw InputError(
          fmt::format("--config {}: is longer than {} bytes; expected a file of options in TOML",
                      printable(name), kMostBytes));
    }
  }
  if (input.bad()) {
    const std::string reason =
        errno != 0 ? std::generic_category().message(errno) : "an error of the file system";
    throw InputError(fmt::format("--config {}: cannot be read: {}", printable(name), reason));
  }
  return text;
}

void TomlFile::read(std::istream& input) {
  const std::string name = app_.get_config_ptr()->results().front();
  const std::string text = read_to_end(input, name);
  checksum_ = hex(checksum_of(text));
  given_ = Reader(app_, name).apply(text);
}

void TomlFile::forget() {
  checksum_ = "none";
  given_.clear();
}

std::shared_ptr<CLI::Config> reader_for(TomlFile& file) {
  return std::make_shared<TomlConfig>(file);
}

}  // namespace ebsnn
