#pragma once
// Where the path of an output leads to: links are followed, and what is no plain file is told
// apart, since only plain files can be replaced.

#include <filesystem>

namespace ebsnn {

struct OutputPlace {
  enum class Kind {
    plain,       ///< a plain file, or nothing yet
    folder,      ///< a folder that is there
    special,     ///< a device or a named pipe: to be written through
    descriptor,  ///< an open file of this process, as /dev/stdout
  };
  Kind kind = Kind::plain;
  std::filesystem::path path;  ///< behind all links, without slashes at its end
  int descriptor = -1;         ///< of the open file

  /// Whether there is something that would be replaced.
  [[nodiscard]] bool replaces() const {
    return kind == Kind::plain && std::filesystem::exists(path);
  }
};

/// Throws StorageError where links lead in a circle or cannot be read.
[[nodiscard]] OutputPlace output_place(const std::filesystem::path& given);

/// The path of an output file that a user gave. Throws InputError, naming `option`, where it names
/// a folder: one that is there, or by a slash at its end.
[[nodiscard]] OutputPlace output_file(const std::filesystem::path& given, const char* option);

}  // namespace ebsnn
