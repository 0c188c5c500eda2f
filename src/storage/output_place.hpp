#pragma once
// Resolves the path of an output: links are followed, and special files are distinguished, because
// only plain files can be replaced.

#include <filesystem>

namespace ebsnn {

struct OutputPlace {
  enum class Kind {
    plain,       ///< a plain file, or nothing yet
    folder,      ///< an existing folder
    special,     ///< a device or a named pipe: it is written to directly
    descriptor,  ///< an open file of this process, as /dev/stdout
  };
  Kind kind = Kind::plain;
  std::filesystem::path path;  ///< with all links resolved, without slashes at its end
  int descriptor = -1;         ///< of the open file

  /// Whether something exists that would be replaced.
  [[nodiscard]] bool replaces() const {
    return kind == Kind::plain && std::filesystem::exists(path);
  }
};

/// Throws StorageError if links form a cycle or cannot be read.
[[nodiscard]] OutputPlace output_place(const std::filesystem::path& given);

/// The path of an output file from the user. Throws InputError, naming `option`, if it names a
/// folder: an existing one, or by a slash at its end; and like require_room_in() if it cannot be
/// made in its folder.
[[nodiscard]] OutputPlace output_file(const std::filesystem::path& given, const char* option);

}  // namespace ebsnn
