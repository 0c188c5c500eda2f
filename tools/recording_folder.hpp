#pragma once
// Recordings as a folder in the published layout, <split>/<digit>/<number>.bin. For tools.

#include "events/dataset.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace ebsnn {

/// Summary of what was written.
struct FolderSummary {
  std::uint64_t recordings = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
};

/// Writes all recordings of `source` below `folder`, and `notes` to the file `notes_name` in it.
/// The name of a recording must end in <split>/<digit>/<number>.bin. The folder must be empty or
/// not exist (InputError). It gets its name when everything is written and synced; nothing is left
/// of it if anything throws, including `progress`, which is called with the number of recordings
/// done. StorageError if something cannot be written.
FolderSummary write_recording_folder(const DataSource& source, const std::filesystem::path& folder,
                                     const std::string& notes_name, const std::string& notes,
                                     const std::function<void(std::uint64_t)>& progress);

}  // namespace ebsnn
