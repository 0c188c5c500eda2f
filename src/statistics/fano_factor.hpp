#pragma once
// How variable a spike count is from draw to draw.

#include <cstdint>
#include <span>

namespace ebsnn {

/// Variance (over n - 1) divided by mean of n >= 2 counts (Fano, Phys. Rev. 72:26, 1947, doi
/// 10.1103/PhysRev.72.26): 1 for Poisson counts, 0 if all are equal; NaN if all are 0, or n < 2.
[[nodiscard]] double fano_factor(std::span<const std::uint16_t> counts);

}  // namespace ebsnn
