#pragma once
// What a file is by its content, for messages about files of the wrong kind.

#include <filesystem>
#include <string>

namespace ebsnn {

struct FileKind {
  enum class Form {
    hdf5,        ///< starts with an HDF5 signature
    user_block,  ///< HDF5 behind a user block
    zip,         ///< a zip archive, possibly cut short or behind other data
    text,        ///< text in UTF-8 or ASCII
    other,       ///< another known form
    unknown,     ///< empty, of no known form, not a regular file, or unreadable
  };
  Form form = Form::unknown;
  /// What "it is ..." goes on with, printable; e.g. "a MATLAB file", "empty".
  std::string description;

  [[nodiscard]] bool unreadable() const { return description == "unreadable"; }
};

/// Looks at the beginning of a file (and at the end, for archives). Never throws: a file that
/// cannot be read is of unknown form, and reading it reports why.
[[nodiscard]] FileKind kind_of_file(const std::filesystem::path& path);

}  // namespace ebsnn
