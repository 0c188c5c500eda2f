#pragma once
// Recordings in the published layout, <split folder>/<digit>/<number>.bin; .bin in any letter case.

#include "events/dataset.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn {

/// Lists the recordings below `split_folder` (e.g. /data/Train) without opening them; appends to
/// `warnings` what is unusual but usable. Throws InputError, naming the folder, if a folder cannot
/// be listed, has a name that is not a digit, or has no recordings. Size and content of a file are
/// checked when it is read.
[[nodiscard]] std::unique_ptr<Dataset> open_folder_dataset(
    const std::filesystem::path& split_folder, std::vector<std::string>& warnings);

}  // namespace ebsnn
