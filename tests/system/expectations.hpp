#pragma once
// What every start of a program is held to: how it ended, what it said, which files it left.

#include "storage/provenance.hpp"
#include "system/launch.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ebsnn::test {

/// How often `part` occurs in `text`.
[[nodiscard]] std::size_t count_of(const std::string& text, const std::string& part);

/// Exit code 0 in time, and no error message.
void expect_done(const Outcome& outcome);
/// This exit code in time, and one error message, printed once, that has all of `says`.
void expect_error(const Outcome& outcome, int exit_code, const std::vector<std::string>& says);
/// Exit code 3 in time, with one message that has all of `says`.
void expect_interrupted(const Outcome& outcome, const std::vector<std::string>& says);
/// Exit code 0, and one warning, printed once, that has all of `says`.
void expect_warning(const Outcome& outcome, const std::vector<std::string>& says);

/// A file's time of last change and its content.
struct FileState {
  std::filesystem::file_time_type changed;
  std::string content;
  friend bool operator==(const FileState&, const FileState&) = default;
};
/// All files below a folder, by path; locks left out, as taking one is no change.
using FolderState = std::map<std::string, FileState>;
[[nodiscard]] FolderState state_of(const std::filesystem::path& folder);
/// Their paths only.
[[nodiscard]] std::vector<std::string> files_in(const std::filesystem::path& folder);

/// The first difference between the datasets of two HDF5 files, bit by bit, or nothing.
[[nodiscard]] std::string difference_between_files(const std::filesystem::path& a,
                                                   const std::filesystem::path& b);
/// The same for all files of two run folders (text by its bytes), and for which files there are.
[[nodiscard]] std::string difference_between_runs(const std::filesystem::path& a,
                                                  const std::filesystem::path& b);

/// Provenance of a file without what may differ when the same thing is run again: ranks,
/// instruction set, host and times.
[[nodiscard]] Provenance lasting_provenance(const std::filesystem::path& file);

}  // namespace ebsnn::test
