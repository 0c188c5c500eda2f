#pragma once
// One run at a time in a run folder.
//
// MPI-IO takes no lock: two jobs writing one file would both report success. flock on
// `RUN/.<purpose>.lock`, whose text names the holder; it is released when the holder ends, however
// it ends.
//
// A folder can be moved or removed during its run, and another run can then lock a new folder of
// that name. So the identity of the folder and of its lock is checked before each rename. If the
// folder is moved between the check and the rename, the file ends in the moved folder, because the
// rename uses the folder's descriptor. It never ends in the folder of the other run.

#include "core/descriptor.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace ebsnn {

class RunLock {
 public:
  enum class Mode {
    exclusive,  ///< alone
    shared,     ///< together with other shared holders, e.g. the tasks of an array job
  };

  /// Takes the lock or throws InputError naming the run folder and the holder (host, process, start
  /// time, command line). StorageError if the lock file cannot be made.
  RunLock(const std::filesystem::path& run, const std::string& purpose, Mode mode,
          const std::string& command_line);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  /// Not empty if the file system has no locks: then nothing is protected, and the user must know.
  [[nodiscard]] const std::string& warning() const { return warning_; }

  /// Throws StorageError unless the run folder's name still leads to the folder that was locked,
  /// and that still holds the lock's file.
  void require_unmoved() const;
  /// Whether `file` is below the run folder, by name.
  [[nodiscard]] bool covers(const std::filesystem::path& file) const;

 private:
  bool take(const std::filesystem::path& path, Mode mode);

  std::filesystem::path run_;   ///< as given
  std::filesystem::path base_;  ///< what relative paths are relative to
  std::filesystem::path lock_;  ///< name of the lock's file
  Descriptor folder_;
  Descriptor file_;
  std::string warning_;
};

/// Throws StorageError if `file` is below a folder that this process has locked, and that folder
/// was moved or removed meanwhile.
void require_locked_folder(const std::filesystem::path& file);

}  // namespace ebsnn
