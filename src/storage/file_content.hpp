#pragma once
// What an HDF5 file holds, for messages where it is not what was asked for.

#include "h5/file.hpp"

#include <filesystem>
#include <string>

namespace ebsnn {

/// E.g. "a network (--network)", "results of an evaluation"; of a file that is not one of this
/// program's: the names of its first members.
[[nodiscard]] std::string content_of(const h5::File& file);

/// Throws InputError, with what a file is and what was expected, unless it starts as the HDF5 files
/// of this program do, or cannot be read.
void require_hdf5_network(const std::filesystem::path& path);

/// Throws InputError, with what the file holds and what was expected, unless it holds the weights
/// of a network and is not a checkpoint.
void require_network(const h5::File& file);

}  // namespace ebsnn
