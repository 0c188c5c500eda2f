#pragma once
// The beginning of an HDF5 file: where it is, and what it says of the rest. Private to the HDF5
// wrapper; the reason is in structure.hpp.

#include "h5/blocks.hpp"

#include <cstddef>

namespace ebsnn::h5::detail {

struct Superblock {
  bool newer = false;  ///< in a newer format than that of HDF5 1.8; then the rest is not known
  // The most entries that there are in a part of a tree.
  std::size_t leaf_entries = 0;
  std::size_t node_entries = 0;
  std::size_t chunk_entries = 64;  ///< fixed in version 0
  Block root_entry;                ///< what it says of the root, as a table of members does
};

/// Finds it; addresses of `file` count from there afterwards. Throws Malformed if there is none, or
/// if it contradicts itself or the size of the file.
[[nodiscard]] Superblock read_superblock(FileBytes& file);

}  // namespace ebsnn::h5::detail
