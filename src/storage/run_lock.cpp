#include "storage/run_lock.hpp"

#include "core/error.hpp"
#include "core/host_name.hpp"
#include "storage/process.hpp"
#include "storage/provenance.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <system_error>
#include <vector>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

/// The locks that this process holds.
struct Held {
  std::mutex mutex;
  std::vector<const RunLock*> locks;
};
Held& held() {
  static Held all;
  return all;
}

/// Text of the lock's file: who holds it and, in a second line, how his processes are numbered.
std::string holder_text(const std::string& command_line) {
  return fmt::format("{}, process {}, since {}: {}\n{}\n", host_name(), ::getpid(), timestamp(),
                     printable(command_line), process_numbering());
}

/// Who holds the lock. The numbers of processes in another container say nothing here.
std::string read_holder(int descriptor) {
  std::array<char, 4096> text{};
  const ssize_t length = ::pread(descriptor, text.data(), text.size(), 0);
  if (length <= 0) return "an unknown process";
  const std::string all(text.data(), static_cast<std::size_t>(length));
  const std::size_t line = std::min(all.find('\n'), all.size());
  const std::string holder = all.substr(0, line);
  const bool here = all.find(process_numbering(), line) != std::string::npos;
  const bool same_host = holder.starts_with(host_name() + ",");
  return same_host && !here ? "another container of " + holder : holder;
}

/// Text for a process that finds the lock taken. If it cannot be written, the lock still works.
void write_holder(int descriptor, const std::string& command_line) {
  const std::string text = holder_text(command_line);
  const bool written =
      ::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, text.data(), text.size(), 0) >= 0;
  (void)written;
}

/// Whether a name leads to an open file or folder.
bool leads_to(const fs::path& path, const Descriptor& open) {
  struct stat by_name {};
  struct stat by_descriptor {};
  return ::stat(path.c_str(), &by_name) == 0 && ::fstat(open.number(), &by_descriptor) == 0 &&
         by_name.st_dev == by_descriptor.st_dev && by_name.st_ino == by_descriptor.st_ino;
}

}  // namespace

/// Opens the lock's file and locks it. False where somebody has removed it meanwhile, so that
/// others would lock another one.
bool RunLock::take(const fs::path& path, Mode mode) {
  const int number = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (number < 0) {
    throw StorageError(fmt::format("{}: cannot be written to: {}", printable(run_.native()),
                                   std::strerror(errno)));
  }
  file_ = Descriptor(number, path);
  const int operation = (mode == Mode::exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB;
  if (::flock(number, operation) != 0) {
    const int error = errno;
    if (error == EWOULDBLOCK) {
      throw InputError(
          fmt::format("{} is in use by {}", printable(run_.native()), read_holder(number)));
    }
    warning_ =
        fmt::format("{}: its file system has no locks ({}): make sure that no other run uses it",
                    printable(run_.native()), std::strerror(error));
  }
  return leads_to(path, file_);
}

RunLock::RunLock(const fs::path& run, const std::string& purpose, Mode mode,
                 const std::string& command_line)
    : run_(run), lock_(fmt::format(".{}.lock", purpose)) {
  std::error_code unknown;
  base_ = fs::current_path(unknown);
  constexpr int kAttempts = 10;
  int attempt = 0;
  while (!take(run / lock_, mode)) {
    if (++attempt == kAttempts) {
      throw StorageError(
          fmt::format("{}: its lock is removed again and again", printable(run.native())));
    }
  }
  folder_ = Descriptor(run, O_RDONLY | O_DIRECTORY);
  if (warning_.empty()) write_holder(file_.number(), command_line);
  const std::lock_guard guard(held().mutex);
  held().locks.push_back(this);
}

RunLock::~RunLock() {
  const std::lock_guard guard(held().mutex);
  std::erase(held().locks, this);
}

void RunLock::require_unmoved() const {
  if (!leads_to(base_ / run_, folder_)) {
    throw StorageError(
        fmt::format("{}: is no longer the folder that this run has locked: it was moved or "
                    "removed meanwhile. Nothing more is written",
                    printable(run_.native())));
  }
  if (!leads_to(base_ / run_ / lock_, file_)) {
    throw StorageError(
        fmt::format("{}: was removed or replaced while this run held it, so that another run may "
                    "work in the same folder. Nothing more is written",
                    printable((run_ / lock_).native())));
  }
}

bool RunLock::covers(const fs::path& file) const {
  const fs::path run = (base_ / run_).lexically_normal();
  const fs::path below = (base_ / file).lexically_normal().lexically_relative(run);
  return !below.empty() && *below.begin() != "..";
}

void require_locked_folder(const fs::path& file) {
  const std::lock_guard guard(held().mutex);
  for (const RunLock* lock : held().locks) {
    if (lock->covers(file)) lock->require_unmoved();
  }
}

}  // namespace ebsnn
