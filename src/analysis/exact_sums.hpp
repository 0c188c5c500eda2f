#pragma once
// Whole numbers that are summed over stimuli, which are divided among ranks: exact, so that the order
// does not matter. Only for measurements.

#include "pipeline/run_context.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace ebsnn {

/// What is summed.
struct ExactSums {
  std::size_t sums = 0;    ///< how many sums
  std::size_t items = 0;   ///< how many items are added to them
  std::string items_name;  ///< for the progress: "patches"
};

/// Collective. Calls `add` for each item 0 .. items - 1 on one rank; returns the sums over all, on
/// all ranks: the same on any number of them. Shows the progress of the root. Throws what `add`
/// throws, and Error if `run.stop` gives a reason on any rank.
[[nodiscard]] std::vector<std::int64_t> exact_sums(
    const RunContext& run, const ExactSums& sizes,
    const std::function<void(std::size_t item, std::span<std::int64_t> sums)>& add);

}  // namespace ebsnn
