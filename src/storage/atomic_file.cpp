#include "storage/atomic_file.hpp"

#include "core/error.hpp"
#include "core/host_name.hpp"
#include "storage/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <system_error>
#include <utility>

namespace ebsnn {
namespace {

constexpr std::chrono::hours kStale{24};

[[noreturn]] void fail(const std::filesystem::path& path, const char* what, int error) {
  throw StorageError(fmt::format("{}: {}: {}", path.string(), what, std::strerror(error)));
}

/// A file or folder opened for fsync.
class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : path_(path), id_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (id_ < 0) {
      fail(path_, "cannot be opened", errno);
    }
  }
  ~Descriptor() { ::close(id_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = ::write(id_, text.data(), text.size());
      if (written < 0 && errno != EINTR) {
        fail(path_, "cannot be written", errno);
      }
      text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
  }

  void sync() const {
    // Some file systems cannot sync a folder and say so.
    if (::fsync(id_) != 0 && errno != EINVAL && errno != EROFS) {
      fail(path_, "cannot be synced to disk", errno);
    }
  }

 private:
  const std::filesystem::path& path_;
  int id_;
};

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

std::string prefix_of(const std::filesystem::path& final_path) {
  return fmt::format(".{}.tmp-", final_path.filename().string());
}

std::filesystem::path choose_temporary(const std::filesystem::path& final_path) {
  static std::atomic<unsigned> counter{0};
  return folder_of(final_path) /
         fmt::format("{}{}-{}-{}", prefix_of(final_path), host_name(), ::getpid(), counter++);
}

/// Who made a temporary file; process 0 where the name does not tell.
struct Maker {
  std::string_view host;
  int process = 0;
};

/// Reads <host>-<pid>-<counter> from its end, since host names hold hyphens too.
Maker maker_of(std::string_view rest) {
  const std::size_t counter = rest.rfind('-');
  const std::size_t process = counter == 0 ? std::string_view::npos : rest.rfind('-', counter - 1);
  if (counter == std::string_view::npos || process == std::string_view::npos) {
    return {};
  }
  Maker maker{rest.substr(0, process), 0};
  std::from_chars(rest.data() + process + 1, rest.data() + counter, maker.process);
  return maker;
}

/// Whether a temporary file, `rest` of whose name is <host>-<pid>-<counter>, belongs to a run that
/// is gone.
bool is_stale(const std::filesystem::directory_entry& entry, std::string_view rest) {
  const Maker maker = maker_of(rest);
  if (maker.process <= 0) {
    return false;
  }
  std::error_code error;
  const auto written = entry.last_write_time(error);
  if (maker.host == host_name()) {
    return !error && !process_exists(maker.process, written);
  }
  return !error && std::filesystem::file_time_type::clock::now() - written > kStale;
}

}  // namespace

void remove_leftovers(const std::filesystem::path& final_path) {
  const std::string prefix = prefix_of(final_path);
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(final_path), error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && is_stale(entry, std::string_view(name).substr(prefix.size()))) {
      std::error_code ignored;
      std::filesystem::remove_all(entry.path(), ignored);
    }
  }
}

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) {
    fail(to, "cannot be renamed to", errno);
  }
  const std::filesystem::path folder = folder_of(to);
  Descriptor(folder, O_RDONLY | O_DIRECTORY).sync();
}

namespace {

/// Makes the folder, clears it of leftovers and chooses a name.
std::filesystem::path prepare(const std::filesystem::path& final_path) {
  std::error_code error;
  std::filesystem::create_directories(folder_of(final_path), error);
  if (error) {
    throw StorageError(fmt::format("{}: folder cannot be made: {}", folder_of(final_path).string(),
                                   error.message()));
  }
  remove_leftovers(final_path);
  return choose_temporary(final_path);
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path final_path) : final_(std::move(final_path)) {
  temporary_ = prepare(final_);
}

AtomicFile::AtomicFile(Communicator& comm, std::filesystem::path final_path)
    : final_(std::move(final_path)), comm_(&comm) {
  Bytes name;
  agree(comm, [&] {
    if (comm.is_root()) {
      const std::string chosen = prepare(final_).string();
      name.assign(chosen.begin(), chosen.end());
    }
  });
  comm.broadcast(name);
  temporary_ = std::string(name.begin(), name.end());
}

AtomicFile::~AtomicFile() {
  if (!committed_ && (comm_ == nullptr || comm_->is_root())) {
    std::error_code ignored;
    std::filesystem::remove_all(temporary_, ignored);
  }
}

void AtomicFile::sync() {
  const auto sync_mine = [this] { Descriptor(temporary_, O_RDONLY).sync(); };
  if (comm_ != nullptr) {
    agree(*comm_, sync_mine);
  } else {
    sync_mine();
  }
}

void AtomicFile::commit() {
  Descriptor(temporary_, O_RDONLY).sync();
  if (std::rename(temporary_.c_str(), final_.c_str()) != 0) {
    fail(final_, "cannot be renamed to from its temporary name", errno);
  }
  committed_ = true;
  const std::filesystem::path folder = folder_of(final_);
  Descriptor(folder, O_RDONLY | O_DIRECTORY).sync();
}

void write_file_atomically(const std::filesystem::path& path, std::string_view text) {
  AtomicFile file(path);
  Descriptor(file.temporary(), O_WRONLY | O_CREAT | O_TRUNC).write(text);
  file.commit();
}

void write_h5_atomically(const std::filesystem::path& path,
                         const std::function<void(h5::File&)>& fill,
                         const std::function<void(const std::filesystem::path&)>& check) {
  AtomicFile atomic(path);
  h5::File file = h5::File::create(atomic.temporary());
  fill(file);
  file.close();
  try {
    (void)h5::File::open(atomic.temporary());
    if (check) {
      check(atomic.temporary());
    }
  } catch (const InputError& error) {
    throw StorageError(fmt::format("{}: what was written cannot be read back (disk full?): {}",
                                   path.string(), error.what()));
  }
  atomic.commit();
}

}  // namespace ebsnn
