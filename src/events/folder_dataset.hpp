#pragma once
// Recordings in the published layout, <split folder>/<class>/<number>.bin; .bin in any letter case.

#include "events/class_folders.hpp"
#include "events/dataset.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn {

/// Names of the class folders in `split_folder`. Throws InputError if it cannot be listed.
[[nodiscard]] std::vector<std::string> class_folders_in(const std::filesystem::path& split_folder);

/// Lists the recordings below `split_folder` (e.g. /data/Train) without opening them; appends to
/// `warnings` what is unusual but usable. `classes` are those of all splits. Throws InputError,
/// naming the folder, if a folder cannot be listed or has no recordings. Size and content of a file
/// are checked when it is read.
[[nodiscard]] std::unique_ptr<Dataset> open_folder_dataset(
    const std::filesystem::path& split_folder, const ClassFolders& classes,
    const SensorGeometry& sensor, std::vector<std::string>& warnings);

}  // namespace ebsnn
