#pragma once
// Names of temporary files, and which of them belong to runs that are gone. Only for src/storage.

#include <filesystem>
#include <string>

namespace ebsnn {

/// A name that nobody else takes for a file on its way to `final_name`.
[[nodiscard]] std::string temporary_name(const std::filesystem::path& final_name);

/// Removes what dead runs left in `folder` of a file on its way to `final_name`.
void remove_leftovers_in(const std::filesystem::path& folder,
                         const std::filesystem::path& final_name);

}  // namespace ebsnn
