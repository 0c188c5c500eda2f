#pragma once
// One run at a time in a run folder.
//
// MPI-IO takes no lock: two jobs that write the same file would both report success. The lock is
// flock on `RUN/.<purpose>.lock`, whose text names the holder. It is released when the holder ends,
// in whatever way.

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

 private:
  int descriptor_ = -1;
  std::string warning_;
};

}  // namespace ebsnn
