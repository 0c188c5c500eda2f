#pragma once
// Whole text files.

#include <filesystem>
#include <string>

namespace ebsnn {

/// All bytes of a file. Throws InputError, with the reason of the system, if it cannot be opened or
/// read to its end.
[[nodiscard]] std::string file_text(const std::filesystem::path& path);

}  // namespace ebsnn
