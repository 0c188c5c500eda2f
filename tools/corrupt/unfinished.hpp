#pragma once
// The list of units that a stopped ebsnn_corrupt leaves beside them, so that the same command goes
// on. It is there from the first unit on, until the manifest is.
//
//   /unit text [unit]; /recordings, /events, /bytes, /xxh3 uint64 [unit]: as WrittenUnit
//   attributes: provenance with the settings that all units share

#include "corrupt/written_unit.hpp"
#include "storage/provenance.hpp"

#include <filesystem>
#include <vector>

namespace ebsnn::corrupting {

/// Writes the list atomically. Throws StorageError.
void write_unfinished(const std::filesystem::path& path, const std::vector<WrittenUnit>& units,
                      const Provenance& provenance);

/// The units of a list; none if there is no file. Throws InputError naming `path` where the file
/// cannot be read or has other settings, seed or data than `now`.
[[nodiscard]] std::vector<WrittenUnit> read_unfinished(const std::filesystem::path& path,
                                                       const Provenance& now);

}  // namespace ebsnn::corrupting
