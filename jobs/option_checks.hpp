#pragma once
// Checks of numbers given as options.
//
// The conversion of CLI11 accepts -1 and 99999999999999999999 as some number below 2^64, reads 010
// as octal, and accepts NaN in every range.

#include <CLI/CLI.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace ebsnn {

/// A whole number, written with decimal digits only, in min .. max. For Option::transform.
[[nodiscard]] CLI::Validator whole_number(
    std::uint64_t min = 0, std::uint64_t max = std::numeric_limits<std::uint64_t>::max());

/// A finite number above 0. For Option::check.
[[nodiscard]] CLI::Validator positive_number();

/// A finite number above 0, or a word. For Option::check.
[[nodiscard]] CLI::Validator positive_number_or(const std::string& word);

/// A finite number, 0 or above. For Option::check.
[[nodiscard]] CLI::Validator number_from_zero();

}  // namespace ebsnn
