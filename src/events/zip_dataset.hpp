#pragma once
// Recordings in the published archives, read in place: members
// [<folders>/]Train/<class>/<number>.bin and the like, see archive_members.hpp. With zip_archive.cpp
// the only user of libzip.

#include "events/class_folders.hpp"
#include "events/dataset.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn {

/// Names of the class folders of `split` in `archive`. Throws InputError like open_zip_dataset.
[[nodiscard]] std::vector<std::string> class_folders_in_zip(const std::filesystem::path& archive,
                                                            Split split);

/// Lists the recordings of `split` in `archive` from its central directory; appends to `warnings`
/// what is unusual but usable. Throws InputError naming the archive if it is unreadable, cut short
/// or not a zip archive, or if the list breaks a rule of recording_index.hpp. Reading a recording
/// throws InputError naming archive and member if the member is damaged (checksum, compressed data)
/// or its size is impossible in this archive.
/// `classes` are those of all splits.
[[nodiscard]] std::unique_ptr<Dataset> open_zip_dataset(const std::filesystem::path& archive,
                                                        Split split, const ClassFolders& classes,
                                                        const SensorGeometry& sensor,
                                                        std::vector<std::string>& warnings);

/// Opens the splits that one archive holds, and warns if it is only one. Throws InputError like
/// open_zip_dataset, and, naming some of the members, if it holds none.
[[nodiscard]] DataSource open_zip_source(const std::filesystem::path& archive,
                                         const SensorGeometry& sensor);

/// Version of libzip, e.g. "1.7.3".
[[nodiscard]] std::string zip_library_version();

}  // namespace ebsnn
