#pragma once
// One table of a TOML file, with values of known types; what nobody asks for is an error. Internal
// to this room.

#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// The largest whole number of TOML.
inline constexpr std::uint64_t kMostWhole = std::numeric_limits<std::uint64_t>::max() / 2;

/// Refers to the table, which has to outlive it. All members throw InputError that names file, line,
/// key, value and what is expected.
class TomlSection {
 public:
  /// `path` is the name of the table in the file ("networks.none"), empty for the whole file.
  TomlSection(std::string file, std::string path, const toml::table& table)
      : file_(std::move(file)), path_(std::move(path)), table_(&table) {}

  [[nodiscard]] bool has(std::string_view key) const {
    asked_.emplace(key);
    return table_->contains(key);
  }
  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] std::string text_or(std::string_view key, std::string otherwise) const;
  [[nodiscard]] double number(std::string_view key) const;
  [[nodiscard]] std::uint64_t whole_or(std::string_view key, std::uint64_t otherwise,
                                       std::uint64_t min = 0, std::uint64_t max = kMostWhole) const;
  /// A string or a number, as text.
  [[nodiscard]] std::string word_or(std::string_view key, std::string otherwise) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  /// Nothing if the value is a string.
  [[nodiscard]] std::optional<std::vector<double>> numbers_or_text(std::string_view key) const;
  /// Whether the value is a table.
  [[nodiscard]] bool is_section(std::string_view key) const;
  /// The table called `key`.
  [[nodiscard]] TomlSection section(std::string_view key) const;
  /// The tables of the array called `key`; none if there is no such array.
  [[nodiscard]] std::vector<TomlSection> sections(std::string_view key) const;
  /// The keys of this table in the order of the file.
  [[nodiscard]] std::vector<std::string> keys() const;

  /// Call it when all values are read: a key that nobody asked for is an error.
  void refuse_others() const;
  [[noreturn]] void fail(std::string_view key, const std::string& message) const;

 private:
  [[nodiscard]] const toml::node& node(std::string_view key, const char* expected) const;
  [[nodiscard]] std::string name_of(std::string_view key) const;

  std::string file_;
  std::string path_;
  const toml::table* table_;
  mutable std::set<std::string, std::less<>> asked_;
};

}  // namespace ebsnn
