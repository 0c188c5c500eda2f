#pragma once
// Folders of outputs: whether files can be made in them, which is asked before any work.

#include <filesystem>

namespace ebsnn {

/// The path, or the last of the folders that lead to it that exists. Absolute.
[[nodiscard]] std::filesystem::path existing_part_of(const std::filesystem::path& path);

/// Throws, naming `option`: InputError if `folder` is not a folder or cannot be made, StorageError
/// if it exists but is not writable. Changes nothing.
void require_room_in(const std::filesystem::path& folder, const char* option);

/// Makes a folder and those that lead to it, unless they exist. Throws InputError naming `option`.
void make_output_folder(const std::filesystem::path& folder, const char* option);

}  // namespace ebsnn
