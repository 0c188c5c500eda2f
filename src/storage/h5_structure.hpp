#pragma once
// Checks the structure of a file before HDF5 opens it. Private to the HDF5 wrapper.
//
// HDF5 1.10 trusts a file: if a length is too large, it reads beyond its buffers; if a list forms a
// cycle, it loops forever. So every structure that can be reached from the root is checked first:
// superblock, groups with their trees and heaps, object headers with their messages, chunk trees,
// heaps of text. Values are read only if they are compressed: their uncompressed size must be that
// of a chunk.
//
// Only the format of HDF5 1.8 and before is read; this program writes it, and h5py and the tools of
// HDF5 do by default. Newer formats, and types that are neither numbers nor text, are refused.
// Numbers and names are those of the HDF5 File Format Specification 2.0.

#include <cstdint>
#include <filesystem>
#include <string>

namespace ebsnn::h5::detail {

/// Empty, or the fault in the structure of a file of `file_bytes` bytes, and the object it is in.
[[nodiscard]] std::string structure_problem(const std::filesystem::path& path,
                                            std::uint64_t file_bytes);

}  // namespace ebsnn::h5::detail
