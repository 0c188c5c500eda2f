#pragma once
// Pieces of a file for the check of its structure: blocks of bytes, heaps of names and of text,
// compressed chunks. Private to the HDF5 wrapper; the reason is in structure.hpp.

#include "h5/cursor.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn::h5::detail {

using Block = std::vector<std::uint8_t>;

/// The bytes of a file by address, which counts from the superblock, never beyond its end. All
/// structures together cannot be larger than the file, unless they overlap or a list forms a cycle.
class FileBytes {
 public:
  /// Throws Malformed if the file cannot be opened.
  FileBytes(const std::filesystem::path& path, std::uint64_t bytes);
  ~FileBytes();
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// Addresses count from here on; anything before belongs to something else.
  void begin_at(std::uint64_t base);
  [[nodiscard]] std::uint64_t base() const { return base_; }

  /// Throws Malformed if the whole file is shorter than `bytes`, its size according to the file
  /// itself.
  void require_not_truncated(std::uint64_t bytes) const;
  /// Throws Malformed unless that piece is in the file.
  void require_within(std::uint64_t address, std::uint64_t bytes) const;
  /// Throws Malformed if it is not in the file, or if more was read than structures can have.
  [[nodiscard]] Block block(std::uint64_t address, std::uint64_t bytes);

 private:
  int descriptor_;
  std::uint64_t base_ = 0;
  std::uint64_t bytes_;  ///< from there to the end
  std::uint64_t left_;   ///< to be read
};

[[nodiscard]] bool begins_with(std::span<const std::uint8_t> bytes, std::string_view signature);
/// Throws Malformed unless `in` continues with it.
void expect_signature(Cursor& in, std::string_view signature);

/// The names of a group's members. Throws Malformed if the heap contradicts itself.
class LocalHeap {
 public:
  LocalHeap(FileBytes& file, std::uint64_t address);
  [[nodiscard]] std::string name_at(std::uint64_t offset) const;

 private:
  void check_free(std::uint64_t next) const;

  Block data_;
};

/// Lengths of the objects in a heap of text.
using HeapLengths = std::map<std::uint32_t, std::uint64_t>;

/// Throws Malformed if the heap contradicts itself.
[[nodiscard]] HeapLengths read_global_heap(FileBytes& file, std::uint64_t address);

/// Whether compressed bytes are complete and expand to exactly `expected` bytes.
[[nodiscard]] bool inflates_to(std::uint64_t expected, Block& compressed);

}  // namespace ebsnn::h5::detail
