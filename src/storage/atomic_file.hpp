#pragma once
// Files that are whole or not there: written under a temporary name, closed, synced, renamed.
//
// fsync before the rename, and of the folder after it: H5Fflush and H5Fclose alone have been seen
// to lose data on a kill.

#include "parallel/communicator.hpp"
#include "storage/h5.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace ebsnn {

/// A file on its way to its final name. Folders on the way are made. Leftovers of dead runs for the
/// same final name are removed: those of dead processes on this host, and those of other hosts that
/// are more than a day old.
class AtomicFile {
 public:
  /// For one process alone. Throws StorageError where the folder cannot be written to.
  explicit AtomicFile(std::filesystem::path final_path);
  /// Collective: the root chooses the temporary name and does all that `this process alone` would.
  AtomicFile(Communicator& comm, std::filesystem::path final_path);
  /// Removes the temporary file unless it was committed.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Where to write: `.<final name>.tmp-<host>-<pid>-<counter>` in the final folder.
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  /// fsync of what this rank wrote (on cluster file systems each client has its own unwritten
  /// pages). Collective in the collective form. Throws StorageError.
  void sync();
  /// fsync, rename, fsync of the folder. In the collective form: by the root alone. Throws
  /// StorageError.
  void commit();

 private:
  std::filesystem::path final_;
  std::filesystem::path temporary_;
  Communicator* comm_ = nullptr;
  bool committed_ = false;
};

/// Writes a text file atomically. Throws StorageError naming the file and the system's reason.
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

/// Makes an HDF5 file atomically, this process alone: `fill` writes it; it is closed, opened again
/// as a check, given to `check` under its temporary name where there is one, and renamed.
/// InputError of `check` becomes StorageError: what was written cannot be read back.
void write_h5_atomically(const std::filesystem::path& path,
                         const std::function<void(h5::File&)>& fill,
                         const std::function<void(const std::filesystem::path&)>& check = {});

/// Removes what dead runs left of a file on its way to this name, as a new AtomicFile would.
void remove_leftovers(const std::filesystem::path& final_path);

/// Gives a file another name in the same folder, replacing what is there, and syncs the folder.
/// Throws StorageError.
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace ebsnn
