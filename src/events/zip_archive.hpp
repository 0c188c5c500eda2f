#pragma once
// An archive open for reading. Only for the zip data set.

#include <zip.h>

#include <cstdint>
#include <filesystem>
#include <memory>

namespace ebsnn {

struct ArchiveCloser {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, ArchiveCloser>;

/// Opens a zip archive, also one behind other data (a program that unpacks it, a header of a
/// download). Throws InputError, naming the file and what it is, if it is unreadable, cut short or
/// not a zip archive.
[[nodiscard]] Archive open_archive(const std::filesystem::path& path);

}  // namespace ebsnn
