#pragma once
// The options of a program as TOML: what --print-config prints, and what files record.

#include "network/parameters.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ebsnn {

/// What an option takes.
enum class OptionKind { flag, number, number_or_word, list, text };
[[nodiscard]] OptionKind kind_of(const CLI::Option& option);

/// Long names, without dashes, of all options, and of those that a configuration file may hold.
[[nodiscard]] std::vector<std::string> option_names(const CLI::App& app);
[[nodiscard]] std::vector<std::string> configurable_names(const CLI::App& app);

/// Whether it is the digits of a whole number above TOML's largest, 2^63 - 1.
[[nodiscard]] bool exceeds_toml(const std::string& digits);

/// `text` as a TOML string, in quotes. A byte that is not UTF-8, which TOML cannot hold, becomes a
/// character for private use, U+10FF80 (the byte 0x80) to U+10FFFF. So do the bytes of such a
/// character in `text`.
[[nodiscard]] std::string toml_string(std::string_view text);

/// The text that toml_string() wrote, from the value that a reader of TOML gives.
[[nodiscard]] std::string text_of_toml(std::string_view string);

/// `text` as comment lines; bytes that are no UTF-8, and control characters, as \xHH.
[[nodiscard]] std::string toml_comment(std::string_view text);

/// Values by the name of their option.
using OptionValues = std::map<std::string, std::string>;
[[nodiscard]] OptionValues values_of(const ModelParameters& parameters);

/// All options of `app` after parsing, one "name = value" line each in the order of --help: as
/// given on the command line or in a file, else as in `settled`, else their default. Those without
/// any of these are left out. Read back, it gives the same text.
[[nodiscard]] std::string configuration_text(const CLI::App& app, const OptionValues& settled = {});

}  // namespace ebsnn
