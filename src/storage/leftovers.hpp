#pragma once
// Names of temporary files, and which of them belong to runs that have ended. Only for src/storage.

#include <filesystem>
#include <string>

namespace ebsnn {

/// A unique name for a file that will be renamed to `final_name`.
[[nodiscard]] std::string temporary_name(const std::filesystem::path& final_name);

/// Removes leftovers of dead runs in `folder` for `final_name`.
void remove_leftovers_in(const std::filesystem::path& folder,
                         const std::filesystem::path& final_name);

}  // namespace ebsnn
