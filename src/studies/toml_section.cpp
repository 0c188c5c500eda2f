#include "studies/toml_section.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace ebsnn {
namespace {

std::optional<std::string> word_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* whole = node.as_integer()) return fmt::format("{}", whole->get());
  if (const auto* real = node.as_floating_point()) return fmt::format("{}", real->get());
  return std::nullopt;
}

}  // namespace

std::string TomlSection::name_of(std::string_view key) const {
  return path_.empty() ? excerpt(key) : fmt::format("{}.{}", excerpt(path_), excerpt(key));
}

void TomlSection::fail(std::string_view key, const std::string& message) const {
  const toml::node* const at = table_->get(key);
  const toml::node& place = at != nullptr ? *at : *table_;
  const auto line = place.source().begin.line;
  throw InputError(fmt::format("{}:{} {} {}", printable(file_),
                               line > 0 ? fmt::format(" line {}:", line) : "", name_of(key),
                               message));
}

const toml::node& TomlSection::node(std::string_view key, const char* expected) const {
  const toml::node* const found = has(key) ? table_->get(key) : nullptr;
  if (found == nullptr) fail(key, fmt::format("is missing; expected {}", expected));
  return *found;
}

std::string TomlSection::text(std::string_view key) const {
  const auto* const value = node(key, "a string").as_string();
  if (value == nullptr) fail(key, "is no string");
  return value->get();
}

std::string TomlSection::text_or(std::string_view key, std::string otherwise) const {
  return has(key) ? text(key) : std::move(otherwise);
}

double TomlSection::number(std::string_view key) const {
  const toml::node& value = node(key, "a number");
  if (const auto* whole = value.as_integer()) return static_cast<double>(whole->get());
  const auto* const real = value.as_floating_point();
  if (real == nullptr) fail(key, "is no number");
  return real->get();
}

std::uint64_t TomlSection::whole_or(std::string_view key, std::uint64_t otherwise,
                                    std::uint64_t min, std::uint64_t max) const {
  if (!has(key)) return otherwise;
  const auto* const value = node(key, "a whole number").as_integer();
  if (value == nullptr) fail(key, "is no whole number");
  const std::int64_t number = value->get();
  if (number < 0 || static_cast<std::uint64_t>(number) < min ||
      static_cast<std::uint64_t>(number) > max) {
    fail(key, fmt::format("is {}, must be {} .. {}", number, min, max));
  }
  return static_cast<std::uint64_t>(number);
}

std::string TomlSection::word_or(std::string_view key, std::string otherwise) const {
  if (!has(key)) return otherwise;
  const auto word = word_of(node(key, "a string or a number"));
  if (!word) fail(key, "is neither a string nor a number");
  return *word;
}

std::vector<std::string> TomlSection::texts(std::string_view key) const {
  const toml::array* const array = node(key, "an array of strings").as_array();
  if (array == nullptr) fail(key, "is no array of strings");
  std::vector<std::string> texts;
  for (const toml::node& element : *array) {
    const auto* const text = element.as_string();
    if (text == nullptr) fail(key, "holds something else than strings");
    texts.push_back(text->get());
  }
  return texts;
}

std::optional<std::vector<double>> TomlSection::numbers_or_text(std::string_view key) const {
  const toml::node& value = node(key, "an array of numbers or a string");
  if (value.is_string()) return std::nullopt;
  const toml::array* const array = value.as_array();
  if (array == nullptr) fail(key, "is neither an array of numbers nor a string");
  std::vector<double> numbers;
  for (const toml::node& element : *array) {
    const std::optional<double> number = element.value<double>();
    if (!element.is_number() || !number) fail(key, "holds something else than numbers");
    numbers.push_back(*number);
  }
  return numbers;
}

bool TomlSection::is_section(std::string_view key) const {
  const toml::node* const value = table_->get(key);
  return value != nullptr && value->is_table();
}

TomlSection TomlSection::section(std::string_view key) const {
  const toml::table* const table = node(key, "a table").as_table();
  if (table == nullptr) fail(key, "is no table");
  return {file_, name_of(key), *table};
}

std::vector<TomlSection> TomlSection::sections(std::string_view key) const {
  std::vector<TomlSection> found;
  if (!has(key)) return found;
  const toml::array* const array = node(key, "an array of tables").as_array();
  if (array == nullptr) fail(key, "is no array of tables");
  for (const toml::node& element : *array) {
    const toml::table* const table = element.as_table();
    if (table == nullptr) fail(key, "holds something else than tables");
    found.emplace_back(file_, fmt::format("{}[{}]", name_of(key), found.size() + 1), *table);
  }
  return found;
}

std::vector<std::string> TomlSection::keys() const {
  std::vector<std::pair<toml::source_position, std::string>> placed;
  for (const auto& [key, value] : *table_) {
    placed.emplace_back(value.source().begin, std::string(key.str()));
  }
  std::stable_sort(placed.begin(), placed.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first.line, a.first.column) < std::pair(b.first.line, b.first.column);
  });
  std::vector<std::string> keys;
  keys.reserve(placed.size());
  for (const auto& entry : placed) keys.push_back(entry.second);
  return keys;
}

void TomlSection::refuse_others() const {
  for (const std::string& key : keys()) {
    if (!asked_.contains(key)) {
      fail(key, fmt::format("is no setting of a plan; known here: {}", fmt::join(asked_, ", ")));
    }
  }
}

}  // namespace ebsnn
