#pragma once
// The file behind --config: TOML 1.0, one key for each option, called like it without the dashes.
//
//   flags      true or false
//   numbers    a number; whole ones above TOML's largest, 2^63 - 1, as a string of their digits
//   lists      a string as on the command line, a number, or an array of strings and numbers
//   all else   a string
//
// Sections, dotted keys and inline tables are refused: options are in none.

#include <istream>
#include <memory>
#include <set>
#include <string>

namespace CLI {
class App;
class Config;
class Option;
}  // namespace CLI

namespace ebsnn {

/// The whole text of `input`, which is the file `name`. Throws InputError if reading fails, or if
/// the text is longer than any file of options.
[[nodiscard]] std::string read_to_end(std::istream& input, const std::string& name);

/// Gives the values in a file to options.
class TomlFile {
 public:
  /// The options are those of `app`, which has to outlive this.
  explicit TomlFile(CLI::App& app) : app_(app) {}

  /// Hands each value to its option, unless the command line did. `input` is the file of --config.
  /// Throws InputError with file and line where it cannot be read to its end, is no TOML, or names
  /// an option that there is not or that does not take the value.
  void read(std::istream& input);

  /// Checksum of what read() read last, or "none".
  [[nodiscard]] const std::string& checksum() const { return checksum_; }
  /// Whether read() gave this option its value.
  [[nodiscard]] bool gave(const CLI::Option& option) const { return given_.contains(&option); }
  void forget();

 private:
  CLI::App& app_;
  std::string checksum_ = "none";  // a pipe can be read once only
  std::set<const CLI::Option*> given_;
};

/// Lets CLI11 read with `file`, which has to outlive it: CLI11 opens the file, and hands over the
/// stream.
[[nodiscard]] std::shared_ptr<CLI::Config> reader_for(TomlFile& file);

}  // namespace ebsnn
