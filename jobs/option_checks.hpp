#pragma once
// What numbers options take.
//
// CLI11's own conversion takes -1 and 99999999999999999999 for some number below 2^64, reads 010 as
// octal, and lets NaN pass every range.

#include <CLI/CLI.hpp>

#include <cstdint>
#include <limits>

namespace ebsnn {

/// A whole number, written with decimal digits only, in min .. max. For Option::transform.
[[nodiscard]] CLI::Validator whole_number(
    std::uint64_t min = 0, std::uint64_t max = std::numeric_limits<std::uint64_t>::max());

/// A finite number above 0. For Option::check.
[[nodiscard]] CLI::Validator positive_number();

/// A finite number, 0 or above. For Option::check.
[[nodiscard]] CLI::Validator number_from_zero();

}  // namespace ebsnn
