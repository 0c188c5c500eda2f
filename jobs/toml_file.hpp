#pragma once
// The file behind --config: TOML 1.0, one key for each option, called like it without the dashes.
//
//   flags      true or false
//   numbers    a number; whole ones above TOML's largest, 2^63 - 1, as a string of their digits
//   lists      a string as on the command line, a number, or an array of strings and numbers
//   all else   a string
//
// Sections, dotted keys and inline tables are refused: options are in none.

#include <CLI/CLI.hpp>

#include <istream>
#include <set>
#include <string>
#include <vector>

namespace ebsnn {

/// For Option::type_name() of options whose values are separated by commas.
inline constexpr const char* kList = "LIST";
/// Type names of options that take a number or a word begin like this.
inline constexpr const char* kNumberOr = "NUMBER or ";

/// Reads for CLI11, which sees only the stream that it has opened.
class TomlFile : public CLI::Config {
 public:
  /// Gives values to options of `app`, which has to outlive this.
  explicit TomlFile(CLI::App& app) : app_(app) {}

  /// Hands each value to its option, unless the command line did; nothing is left for CLI11 to do.
  /// Throws InputError with file and line where `input` cannot be read to its end, is no TOML, or
  /// names an option that there is not or that does not take the value.
  [[nodiscard]] std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

  /// The file that from_config() would read, see configuration_text.hpp.
  [[nodiscard]] std::string to_config(const CLI::App* app, bool defaults, bool descriptions,
                                      std::string prefix) const override;

  /// Checksum of what from_config() read last, or "none".
  [[nodiscard]] const std::string& checksum() const { return checksum_; }
  /// Whether from_config() gave this option its value.
  [[nodiscard]] bool gave(const CLI::Option& option) const { return given_.contains(&option); }
  void forget();

 private:
  CLI::App& app_;
  mutable std::string checksum_ = "none";  // a pipe can be read once only
  mutable std::set<const CLI::Option*> given_;
};

}  // namespace ebsnn
