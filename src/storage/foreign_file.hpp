#pragma once
// Files of other programs in the places of a run folder that ours write to. Replacing one would lose
// it.

#include "storage/format.hpp"

#include <filesystem>
#include <string_view>

namespace ebsnn {

/// Throws InputError if `path` is a file of another kind: a text, an archive, or an HDF5 file that
/// states neither this format nor, as files of old versions do, the program that wrote it. A file
/// that is empty or damaged may be replaced.
void refuse_foreign_file(const std::filesystem::path& path, const FileFormat& format);

/// Throws InputError if `path` is a file that is not empty and does not begin with `header`.
void refuse_foreign_table(const std::filesystem::path& path, std::string_view header);

}  // namespace ebsnn
