#include "storage/atomic_file.hpp"

#include "core/error.hpp"
#include "storage/leftovers.hpp"
#include "storage/run_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <vector>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

/// Of temporary folders in a folder that is to be filled.
constexpr const char* kMembers = "members";

[[noreturn]] void fail(const fs::path& path, const std::string& what, int error) {
  throw StorageError(fmt::format("{}: {}: {}", printable(path.native()), what,
                                 std::generic_category().message(error)));
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// fsync of a temporary file or folder that somebody has written to.
void sync_written(const Descriptor& file, const fs::path& path) {
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) fail(path, "cannot be looked at", errno);
  if (S_ISREG(status.st_mode) && status.st_size == 0) {
    throw StorageError(fmt::format("{}: nothing was written to it", printable(path.native())));
  }
  file.sync();
}

void make_folders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail(folder, "folder cannot be made", error.value());
}

}  // namespace

void remove_leftovers(const fs::path& final_path) {
  const OutputPlace place = output_place(final_path);
  if (place.kind == OutputPlace::Kind::folder) {
    remove_leftovers_in(place.path, kMembers);
  } else if (place.kind == OutputPlace::Kind::plain) {
    remove_leftovers_in(folder_of(place.path), place.path.filename());
  }
}

void rename_file(const fs::path& from, const fs::path& to) {
  require_locked_folder(to);
  const Descriptor folder(folder_of(to), O_RDONLY | O_DIRECTORY);
  if (::renameat(folder.number(), from.filename().c_str(), folder.number(),
                 to.filename().c_str()) != 0) {
    fail(to, "cannot be renamed to", errno);
  }
  folder.sync();
}

AtomicFile::AtomicFile(const fs::path& final_path, Kind kind) : given_(final_path), kind_(kind) {
  prepare();
}

AtomicFile::AtomicFile(Communicator& comm, const fs::path& final_path)
    : given_(final_path), comm_(&comm) {
  Bytes name;
  agree(comm, [&] {
    if (comm.is_root()) {
      prepare();
      const std::string& chosen = temporary_.native();
      name.assign(chosen.begin(), chosen.end());
    }
  });
  comm.broadcast(name);
  temporary_ = std::string(name.begin(), name.end());
}

AtomicFile::~AtomicFile() {
  if (committed_ || !folder_.valid() || temporary_.empty()) return;
  // By the descriptor, since the folder may have been moved.
  if (kind_ == Kind::file) {
    ::unlinkat(folder_.number(), temporary_.filename().c_str(), 0);
  } else {
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);
  }
}

/// Looks at the final name, makes its folder, clears that of leftovers and makes the temporary
/// file. A folder that is there is filled: others may have it open, or mounted something there.
void AtomicFile::prepare() {
  require_locked_folder(given_);
  place_ = output_place(given_);
  const bool plain = place_.kind == OutputPlace::Kind::plain;
  const bool fills = place_.kind == OutputPlace::Kind::folder;
  if (fills && kind_ == Kind::file) fail(given_, "cannot be written", EISDIR);
  const bool shared = comm_ != nullptr && comm_->size() > 1;
  if (!plain && !fills && (kind_ == Kind::folder || shared)) {
    throw StorageError(fmt::format("{}: is no plain file", printable(given_.native())));
  }
  const fs::path folder = plain   ? folder_of(place_.path)
                          : fills ? place_.path
                                  : fs::temp_directory_path();
  if (plain) make_folders(folder);
  const fs::path name = fills ? fs::path(kMembers) : place_.path.filename();
  remove_leftovers_in(folder, name);
  folder_ = Descriptor(folder, O_RDONLY | O_DIRECTORY);
  require_locked_folder(given_);  // since the folder is looked at through this descriptor
  temporary_ = folder / temporary_name(name);
  make_temporary();
}

/// Exclusively: should somebody else have that name after all, it stays his.
void AtomicFile::make_temporary() {
  const std::string name = temporary_.filename();
  try {
    if (kind_ == Kind::file) {
      (void)Descriptor(folder_, name.c_str(), temporary_, O_WRONLY | O_CREAT | O_EXCL);
    } else if (::mkdirat(folder_.number(), name.c_str(), 0777) != 0) {
      fail(temporary_, "cannot be made", errno);
    }
  } catch (const StorageError&) {
    temporary_.clear();
    throw;
  }
}

void AtomicFile::sync() {
  const auto sync_mine = [this] { sync_written(Descriptor(temporary_, O_RDONLY), temporary_); };
  if (comm_ != nullptr) {
    agree(*comm_, sync_mine);
  } else {
    sync_mine();
  }
}

void AtomicFile::commit() {
  const std::string name = temporary_.filename();
  sync_written(Descriptor(folder_, name.c_str(), temporary_, O_RDONLY), temporary_);
  require_locked_folder(given_);
  switch (place_.kind) {
    case OutputPlace::Kind::plain:
      // By the descriptor, so that no other folder of that name can get the file.
      if (::renameat(folder_.number(), name.c_str(), folder_.number(),
                     place_.path.filename().c_str()) != 0) {
        fail(given_, "cannot be renamed to from its temporary name", errno);
      }
      committed_ = true;
      break;
    case OutputPlace::Kind::folder:
      move_members();
      break;
    case OutputPlace::Kind::special:
    case OutputPlace::Kind::descriptor:
      return copy_through();
  }
  folder_.sync();
}

/// Into a device, a pipe or an open file.
void AtomicFile::copy_through() const {
  constexpr std::size_t kBlockBytes = std::size_t{1} << 16U;
  std::fflush(stdout);  // what was printed before comes before
  const bool open = place_.kind == OutputPlace::Kind::descriptor;
  const Descriptor to =
      open ? Descriptor(::dup(place_.descriptor), given_) : Descriptor(place_.path, O_WRONLY);
  if (!to.valid()) fail(given_, "cannot be opened", errno);
  const Descriptor from(temporary_, O_RDONLY);
  std::vector<char> block(kBlockBytes);
  while (const std::size_t bytes = from.read(block)) to.write({block.data(), bytes});
}

/// What is in the temporary folder, to the folder that it lies in.
void AtomicFile::move_members() const {
  std::error_code error;
  std::vector<fs::path> members;
  for (const auto& entry : fs::directory_iterator(temporary_, error)) {
    members.push_back(entry.path());
  }
  for (const fs::path& member : members) {
    const std::string name = member.filename();
    if (::renameat(AT_FDCWD, member.c_str(), folder_.number(), name.c_str()) != 0) {
      fail(place_.path / name, "cannot be renamed to from its temporary name", errno);
    }
  }
}

void write_file_atomically(const fs::path& path, std::string_view text) {
  AtomicFile file(path);
  Descriptor(file.temporary(), O_WRONLY).write(text);
  file.commit();
}

namespace {

void read_back(const fs::path& path, const fs::path& written,
               const std::function<void(const fs::path&)>& check) {
  try {
    (void)h5::File::open(written);
    if (check) check(written);
  } catch (const InputError& error) {
    throw StorageError(fmt::format("{}: what was written cannot be read back (disk full?): {}",
                                   printable(path.native()), error.what()));
  }
}

}  // namespace

void write_h5_atomically(const fs::path& path, const std::function<void(h5::File&)>& fill,
                         const std::function<void(const fs::path&)>& check) {
  AtomicFile atomic(path);
  try {
    h5::File file = h5::File::create(atomic.temporary());
    fill(file);
    file.close();
    read_back(path, atomic.temporary(), check);
  } catch (const StorageError&) {
    require_locked_folder(path);  // or else this is the reason
    throw;
  }
  atomic.commit();
}

}  // namespace ebsnn
