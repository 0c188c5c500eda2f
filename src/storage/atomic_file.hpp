#pragma once
// Files that are complete or absent: written under a temporary name, closed, synced, renamed.
//
// The file is synced before the rename, and the folder after it: with H5Fflush and H5Fclose alone,
// kills have been seen to lose data.
//
// A link is kept, and its target is replaced. An output that is not a plain file (a device, a named
// pipe, /dev/stdout) cannot be replaced: the content is copied to it when it is complete.

#include "core/descriptor.hpp"
#include "h5/file.hpp"
#include "parallel/communicator.hpp"
#include "storage/output_place.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace ebsnn {

/// A file, or a folder with files, that has not got its final name yet. Missing folders are made.
/// Leftovers of dead runs for the same final name are removed: those of dead processes, and those
/// of processes that this one cannot see (on other machines, in other containers) after a day.
///
/// Below a run folder that this process has locked (RunLock), StorageError is thrown if the folder
/// has been moved or removed: before anything is made, and before the rename.
class AtomicFile {
 public:
  enum class Kind { file, folder };

  /// For one process alone. Throws StorageError if the folder cannot be written to.
  explicit AtomicFile(const std::filesystem::path& final_path, Kind kind = Kind::file);
  /// Collective: the root does the work of the other constructor. With several ranks, for plain
  /// files only.
  AtomicFile(Communicator& comm, const std::filesystem::path& final_path);
  /// Removes the temporary file unless it was committed.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Where to write: `.<final name>.tmp-<host>-<numbering>-<process>-<random>` in the final folder,
  /// an empty file or folder that this object has made.
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  /// Syncs what this rank wrote (on cluster file systems each client has its own unwritten pages).
  /// Collective if the object was made collectively. Throws StorageError.
  void sync();
  /// Syncs, renames, and syncs the folder; on the root alone if the object was made collectively.
  /// Throws StorageError.
  void commit();

 private:
  void prepare();
  void make_temporary();
  void copy_through() const;
  void move_members() const;

  std::filesystem::path given_;
  Kind kind_ = Kind::file;
  OutputPlace place_;
  std::filesystem::path temporary_;
  Descriptor folder_;  ///< of the temporary file; on a rank that does not rename: none
  Communicator* comm_ = nullptr;
  bool committed_ = false;
};

/// Writes a text file atomically. Throws StorageError naming the file and the system's reason.
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

/// Makes an HDF5 file atomically, by this process alone. `fill` writes it. It is closed, opened
/// again as a check, passed to `check` under its temporary name if there is a `check`, and renamed.
/// An InputError of `check` becomes a StorageError: the data cannot be read back.
void write_h5_atomically(const std::filesystem::path& path,
                         const std::function<void(h5::File&)>& fill,
                         const std::function<void(const std::filesystem::path&)>& check = {});

/// Removes leftovers of dead runs for this name, as a new AtomicFile would.
void remove_leftovers(const std::filesystem::path& final_path);

/// Renames a file within its folder, replacing an existing file, and syncs the folder. Throws
/// StorageError.
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace ebsnn
