#pragma once
// Lists of seeds as text: "1-10", "1,2,7-9".

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// Most seeds of a list: the sign-flip test enumerates 2^20 patterns at most.
inline constexpr std::size_t kMostSeeds = 20;

/// The seeds, in ascending order. Throws InputError naming `where`, the part that is wrong and what
/// is expected: not a number, a range that falls, a seed that occurs twice, more than kMostSeeds.
[[nodiscard]] std::vector<std::uint64_t> parse_seeds(std::string_view text,
                                                     const std::string& where);

/// What parse_seeds() reads, as short as possible.
[[nodiscard]] std::string seeds_text(std::span<const std::uint64_t> seeds);

}  // namespace ebsnn
