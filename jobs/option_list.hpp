#pragma once
// The options of a program: what it declares, and what a command line gave.
//
// CLI11 parses them. Its header takes seconds to compile in each source that includes it, so
// programs see these classes instead.

#include "option_checks.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ebsnn {

/// For Option::type_name() of options whose values are separated by commas.
inline constexpr const char* kList = "LIST";
/// Type names of options that take a number or a word begin like this.
inline constexpr const char* kNumberOr = "NUMBER or ";

/// One option or flag. The members that change it return it, so that calls can follow each other.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(option) {}

  /// It must be given.
  Option* required();
  /// Refuses values in which `check` finds something wrong.
  Option* check(const OptionCheck& check);
  /// The same, but `check` comes before the others, and may rewrite the value.
  Option* transform(const OptionCheck& check);
  /// Calls `function` with each value that is given, after the checks declared so far.
  Option* each(std::function<void(const std::string&)> function);

  /// What --help says about it, instead of the text that it was declared with.
  Option* description(const std::string& text);
  /// The group of --help that it stands in.
  Option* group(const std::string& name);
  /// What --help calls its value.
  Option* type_name(const std::string& name);
  /// The default that --help and the configuration name. The value itself does not change.
  Option* default_str(const std::string& text);
  /// The same, with the value that the variable has now.
  Option* capture_default_str();

  /// How many values follow its name.
  Option* expected(int values);
  /// May be given several times; results() has the values of all.
  Option* take_all();
  /// One word may hold several values with this between them.
  Option* delimiter(char separator);
  /// Whether configuration files may have it. They may, unless this says no.
  Option* configurable(bool allowed);

  /// How many values it was given; of a flag, how often it was given. 0: it was not given.
  [[nodiscard]] std::size_t count() const;
  /// The values that it was given, as transform() left them.
  [[nodiscard]] const std::vector<std::string>& results() const;

 private:
  CLI::Option& option_;
};

/// Declares the options of a program.
class OptionList {
 public:
  /// Adds options to `app`, which has to outlive this.
  explicit OptionList(CLI::App& app) : app_(app) {}

  /// An option that sets `value`, which has to outlive this; `text` is for --help. `names` are such
  /// as "--long" or "-s,--long". A name without dashes, "plan" or "plan,--plan", is a positional
  /// argument's. The Option lives as long as this. Throws CLI11's errors of construction for names
  /// that are not valid, or that there are already: mistakes of the program.
  Option* add_option(const std::string& names, std::string& value, const std::string& text = "");
  Option* add_option(const std::string& names, std::filesystem::path& value,
                     const std::string& text = "");
  Option* add_option(const std::string& names, int& value, const std::string& text = "");
  Option* add_option(const std::string& names, double& value, const std::string& text = "");
  Option* add_option(const std::string& names, std::uint64_t& value, const std::string& text = "");
  Option* add_option(const std::string& names, std::optional<std::uint64_t>& value,
                     const std::string& text = "");
  Option* add_option(const std::string& names, std::vector<std::string>& values,
                     const std::string& text = "");
  /// An option whose values are only in Option::results().
  Option* add_option(const std::string& names);

  /// An option without a value: where it is given, `value` becomes true. Throws as add_option().
  Option* add_flag(const std::string& names, bool& value, const std::string& text = "");
  /// A flag that only Option::count() tells.
  Option* add_flag(const std::string& names, const std::string& text);

  /// The options of this list that the last command line had, in its order, each as often as it was
  /// there.
  [[nodiscard]] std::vector<const Option*> parse_order() const;

 private:
  Option* added(CLI::Option* option);

  CLI::App& app_;
  std::map<const CLI::Option*, Option> options_;
};

}  // namespace ebsnn
