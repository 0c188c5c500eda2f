#pragma once
// Checks for every start of a program: how it ended, its messages, its files.

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
/// This exit code in time, and one error message, printed once, that contains all of `says`.
void expect_error(const Outcome& outcome, int exit_code, const std::vector<std::string>& says);
/// Exit code 3 in time, with one message that contains all of `says`.
void expect_interrupted(const Outcome& outcome, const std::vector<std::string>& says);
/// Exit code 0, and one warning, printed once, that contains all of `says`.
void expect_warning(const Outcome& outcome, const std::vector<std::string>& says);

/// Time of last change and content of a file.
struct FileState {
  std::filesystem::file_time_type changed;
  std::string content;
  friend bool operator==(const FileState&, const FileState&) = default;
};
/// All files below a folder, by path. Locks are left out, because taking one is not a change.
using FolderState = std::map<std::string, FileState>;
[[nodiscard]] FolderState state_of(const std::filesystem::path& folder);
/// Only their paths.
[[nodiscard]] std::vector<std::string> files_in(const std::filesystem::path& folder);

/// The first difference between the datasets of two HDF5 files, bit by bit; empty if there is none.
[[nodiscard]] std::string difference_between_files(const std::filesystem::path& a,
                                                   const std::filesystem::path& b);
/// The same for all files of two run folders (text by its bytes), and for the lists of files.
[[nodiscard]] std::string difference_between_runs(const std::filesystem::path& a,
                                                  const std::filesystem::path& b);

/// Provenance of a file without what may differ when the same run is repeated: ranks, instruction
/// set, host and times.
[[nodiscard]] Provenance lasting_provenance(const std::filesystem::path& file);

}  // namespace ebsnn::test
