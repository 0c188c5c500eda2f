#include "recording_folder.hpp"

#include "core/error.hpp"
#include "events/nmnist.hpp"
#include "storage/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <span>
#include <system_error>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const char* what, int error) {
  throw StorageError(
      fmt::format("{}: {}: {}", path.string(), what, std::generic_category().message(error)));
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags)
      : path_(path), id_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (id_ < 0) fail(path_, "cannot be opened", errno);
  }
  ~Descriptor() { ::close(id_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(std::span<const std::byte> bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(id_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) fail(path_, "cannot be written", errno);
      if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  /// Syncs the whole file system: one call instead of one for each of many small files.
  void sync_file_system() const {
    if (::syncfs(id_) != 0) fail(path_, "cannot be synced to disk", errno);
  }

 private:
  const fs::path& path_;
  int id_;
};

void write_new_file(const fs::path& path, std::span<const std::byte> bytes) {
  Descriptor(path, O_WRONLY | O_CREAT | O_EXCL).write(bytes);
}

void make_folder(const fs::path& path) {
  std::error_code failed;
  fs::create_directories(path, failed);
  if (failed) fail(path, "cannot be made", failed.value());
}

/// A folder under a temporary name. The destructor removes it with its content unless it has been
/// renamed.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const fs::path& path) : path_(path) { make_folder(path_); }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

 private:
  const fs::path& path_;
};

/// The last three parts of a recording's name: Train/3/00042.bin.
fs::path place_of(const fs::path& name) {
  const fs::path digit = name.parent_path();
  return digit.parent_path().filename() / digit.filename() / name.filename();
}

}  // namespace

FolderSummary write_recording_folder(const DataSource& source, const fs::path& folder,
                                     const std::string& notes_name, const std::string& notes,
                                     const std::function<void(std::uint64_t)>& progress) {
  if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder))) {
    throw InputError(
        fmt::format("{}: exists already; expected a new or an empty folder", folder.string()));
  }
  AtomicFile atomic(folder);
  const TemporaryFolder guard(atomic.temporary());
  FolderSummary summary;
  const auto write_split = [&](const Dataset* dataset) {
    if (dataset == nullptr) return;
    for (std::size_t i = 0; i < dataset->size(); ++i) {
      const std::string name = dataset->name(i);
      const Recording recording = dataset->read(i);
      const auto bytes = encode_nmnist(recording.events, name);
      const fs::path path = atomic.temporary() / place_of(name);
      make_folder(path.parent_path());
      write_new_file(path, bytes);
      summary.events += recording.events.size();
      summary.bytes += bytes.size();
      progress(++summary.recordings);
    }
  };
  write_split(source.train.get());
  write_split(source.test.get());
  write_new_file(atomic.temporary() / notes_name, std::as_bytes(std::span(notes)));
  Descriptor(atomic.temporary(), O_RDONLY | O_DIRECTORY).sync_file_system();
  atomic.commit();
  return summary;
}

}  // namespace ebsnn
