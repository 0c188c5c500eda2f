#pragma once
// Whole text files, and why a file cannot be read.

#include <cstddef>
#include <filesystem>
#include <string>

namespace ebsnn {

/// Far above any text that the programs read. Devices never end.
inline constexpr std::size_t kMostTextBytes = std::size_t{1} << 26;

/// All bytes of a file. Throws InputError, with the reason of the system, if it cannot be opened or
/// read to its end, or if it has more than `most_bytes`.
[[nodiscard]] std::string file_text(const std::filesystem::path& path,
                                    std::size_t most_bytes = kMostTextBytes);

/// Throws InputError, with the reason of the system, if the file cannot be opened or its first byte
/// cannot be read.
void require_readable(const std::filesystem::path& path);

}  // namespace ebsnn
