#pragma once
// What a path given for a network stands for.

#include <filesystem>
#include <optional>

namespace ebsnn {

/// network.h5 if `folder` is the folder of a training; nothing if it holds text files of weights.
/// Throws InputError, naming what is expected, if it holds both or neither.
[[nodiscard]] std::optional<std::filesystem::path> network_file_in(
    const std::filesystem::path& folder);

}  // namespace ebsnn
