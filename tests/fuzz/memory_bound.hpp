#pragma once
// The bound on memory that follows from a file's size. Only for tests/fuzz.

#include <cstddef>

namespace ebsnn::test {

/// While it lives, the process ends as at any other finding as soon as it holds more than
/// `constant` + `factor` * `input_bytes` bytes that it did not hold before: everything from malloc
/// and new counts, in the libraries below too. One at a time.
class MemoryBound {
 public:
  MemoryBound(std::size_t input_bytes, std::size_t constant, std::size_t factor);
  ~MemoryBound();
  MemoryBound(const MemoryBound&) = delete;
  MemoryBound& operator=(const MemoryBound&) = delete;
};

inline constexpr std::size_t kKiB = std::size_t{1} << 10U;
inline constexpr std::size_t kMiB = std::size_t{1} << 20U;

/// Of HDF5 files: what the library itself holds for an open file, and for each of the file's bytes
/// the 1032 that deflate can make of it, converted from one byte to eight, once in a buffer of the
/// library and once in the result.
inline constexpr std::size_t kH5Constant = 8 * kMiB;
inline constexpr std::size_t kH5Factor = 2 * 8 * 1032;

}  // namespace ebsnn::test
