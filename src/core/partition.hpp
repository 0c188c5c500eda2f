#pragma once
// Block partition of n items over ranks.

#include <algorithm>
#include <cstddef>

namespace ebsnn {

/// The items first .. first + count - 1.
struct Block {
  std::size_t first = 0;
  std::size_t count = 0;
  [[nodiscard]] std::size_t end() const { return first + count; }
};

/// Block `part` of `n` items, which are cut into `parts` consecutive blocks. Block sizes differ by
/// at most one (larger ones first). More parts than items are valid: the last ones are empty.
inline Block block_of(std::size_t n, std::size_t part, std::size_t parts) {
  const std::size_t base = n / parts;
  const std::size_t extra = n % parts;
  return {part * base + std::min(part, extra), base + (part < extra ? 1U : 0U)};
}

}  // namespace ebsnn
