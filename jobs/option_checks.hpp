#pragma once
// Checks of the values of options.
//
// Numbers need them: the conversion of CLI11 accepts -1 and 99999999999999999999 as some number
// below 2^64, reads 010 as octal, and accepts NaN in every range.

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace ebsnn {

struct OptionCheck {
  /// Returns what is wrong with a value, or nothing. May rewrite the value, for Option::transform.
  std::function<std::string(std::string&)> function;
  std::string allowed;  ///< for --help: "1 .. 5", "{one,other}" or nothing
};

/// One of these words. For Option::check.
[[nodiscard]] OptionCheck one_of(std::vector<std::string> words);

/// A whole number, written with decimal digits only, in min .. max. For Option::transform.
[[nodiscard]] OptionCheck whole_number(
    std::uint64_t min = 0, std::uint64_t max = std::numeric_limits<std::uint64_t>::max());

/// A finite number above 0. For Option::check.
[[nodiscard]] OptionCheck positive_number();

/// A finite number above 0, or a word. For Option::check.
[[nodiscard]] OptionCheck positive_number_or(const std::string& word);

/// A finite number, 0 or above. For Option::check.
[[nodiscard]] OptionCheck number_from_zero();

}  // namespace ebsnn
