#pragma once
// Whether HDF5 can be trusted with a file. Private to the HDF5 wrapper.
//
// HDF5 1.10 believes what a file says about itself: a length that is too large makes it read beyond
// its buffers, a list that bites its own tail keeps it busy for ever. So every structure that can
// be reached from the root is looked at first: superblock, groups with their trees and heaps,
// object headers with their messages, chunk trees, heaps of text. Values are read only where they
// are compressed: what they unpack to must fill a chunk.
//
// Only the format of HDF5 1.8 and before is understood, which this program writes, and h5py and
// HDF5's own tools do by default. Others, and types that are neither numbers nor text, are refused.
// Numbers and names are those of the HDF5 File Format Specification 2.0.

#include <cstdint>
#include <filesystem>
#include <string>

namespace ebsnn::h5::detail {

/// Empty, or what is wrong with the structure of a file of `file_bytes` bytes, and in which object.
[[nodiscard]] std::string structure_problem(const std::filesystem::path& path,
                                            std::uint64_t file_bytes);

}  // namespace ebsnn::h5::detail
