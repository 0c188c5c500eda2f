#pragma once
// A bound on memory that depends on the size of a file. Only for tests/fuzz.

#include <cstddef>

namespace ebsnn::test {

/// As long as it exists, the process ends like any other finding as soon as it allocates more than
/// `constant` + `factor` * `input_bytes` bytes in addition: with malloc and new, including
/// libraries. One at a time.
class MemoryBound {
 public:
  MemoryBound(std::size_t input_bytes, std::size_t constant, std::size_t factor);
  ~MemoryBound();
  MemoryBound(const MemoryBound&) = delete;
  MemoryBound& operator=(const MemoryBound&) = delete;
};

inline constexpr std::size_t kKiB = std::size_t{1} << 10U;
inline constexpr std::size_t kMiB = std::size_t{1} << 20U;

/// For HDF5 files: what the library holds for an open file, and for each byte of the file the 1032
/// bytes that deflate can make of it, converted from one byte to eight, once in a buffer of the
/// library and once in the result.
inline constexpr std::size_t kH5Constant = 8 * kMiB;
inline constexpr std::size_t kH5Factor = 2 * 8 * 1032;

}  // namespace ebsnn::test
