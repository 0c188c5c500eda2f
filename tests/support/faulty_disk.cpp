#include "support/faulty_disk.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string_view>

namespace ebsnn::test {
namespace {

int number(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::atoi(text);
}

bool is_this_host(std::string_view host) {
  std::array<char, HOST_NAME_MAX + 1> here{};
  return ::gethostname(here.data(), here.size()) == 0 && std::string_view(here.data()) == host;
}

/// Of a preloaded disk; EBSNN_FAULTY_HOST: on that host only.
DiskFaults faults_of_environment() {
  DiskFaults faults;
  const char* folder = std::getenv("EBSNN_FAULTY_FOLDER");
  const char* host = std::getenv("EBSNN_FAULTY_HOST");
  if (folder == nullptr || (host != nullptr && !is_this_host(host))) return faults;
  faults.folder = folder;
  faults.locks_fail_with = number("EBSNN_LOCKS_FAIL_WITH");
  faults.writes_fail_with = number("EBSNN_WRITES_FAIL_WITH");
  faults.writes_fail_at = number("EBSNN_WRITES_FAIL_AT");
  faults.syncs_fail_with = number("EBSNN_SYNCS_FAIL_WITH");
  faults.syncs_fail_at = number("EBSNN_SYNCS_FAIL_AT");
  faults.space = DiskFaults::Space::unsupported;
  return faults;
}

class Disk {
 public:
  static Disk& instance() {
    static Disk& disk = *new Disk;  // never destroyed: other code writes until the end
    return disk;
  }

  void set(const DiskFaults& faults) {
    faults_ = faults;
    writes_ = 0;
    syncs_ = 0;
    record_.clear();
  }
  [[nodiscard]] bool dropped() const {
    return faults_.write_is_dropped > 0 && writes_ >= faults_.write_is_dropped;
  }
  [[nodiscard]] std::vector<std::string> record() {
    const std::lock_guard lock(mutex_);
    return record_;
  }

  [[nodiscard]] bool lock_fails(int descriptor) const {
    return faults_.locks_fail_with != 0 && concerns(path_of(descriptor)) &&
           fails_with(faults_.locks_fail_with);
  }
  enum class Write { done, failed, dropped };
  [[nodiscard]] Write write(int descriptor) {
    const bool none = faults_.writes_fail_with == 0 && faults_.write_is_dropped == 0;
    if (none || !concerns(path_of(descriptor))) return Write::done;
    const int count = ++writes_;
    if (count == faults_.write_is_dropped) return Write::dropped;
    const bool failed = count >= faults_.writes_fail_at && fails_with(faults_.writes_fail_with);
    return failed ? Write::failed : Write::done;
  }
  [[nodiscard]] bool sync_fails(int descriptor) {
    const std::string path = path_of(descriptor);
    if (!concerns(path)) return false;
    note("sync " + path);
    const int count = ++syncs_;
    return (faults_.syncs_fail_at == 0 || faults_.syncs_fail_at == count) &&
           fails_with(faults_.syncs_fail_with);
  }
  /// For changes that a read-only file system refuses.
  [[nodiscard]] bool change_fails(std::string_view path) const {
    return faults_.writes_fail_with == EROFS && writes_ >= faults_.writes_fail_at &&
           concerns(path) && fails_with(EROFS);
  }
  [[nodiscard]] bool rename_fails(int folder, const std::string& name) {
    const bool relative = folder != AT_FDCWD && !name.starts_with('/');
    const std::string path = relative ? path_of(folder) + "/" + name : name;
    if (change_fails(path)) return true;
    if (concerns(path)) note("rename " + path);
    return false;
  }
  [[nodiscard]] DiskFaults::Space space(int descriptor) const {
    const bool usual = faults_.space == DiskFaults::Space::held || !concerns(path_of(descriptor));
    return usual ? DiskFaults::Space::held : faults_.space;
  }

 private:
  Disk() : faults_(faults_of_environment()) {}

  [[nodiscard]] bool concerns(std::string_view path) const {
    return !faults_.folder.empty() && path.starts_with(faults_.folder);
  }
  [[nodiscard]] static std::string path_of(int descriptor) {
    std::array<char, PATH_MAX> path{};
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
    return {path.data(), static_cast<std::size_t>(length > 0 ? length : 0)};
  }
  static bool fails_with(int error) {
    if (error != 0) errno = error;
    return error != 0;
  }
  void note(std::string action) {
    if (!faults_.recorded) return;
    const std::lock_guard lock(mutex_);
    record_.push_back(std::move(action));
  }

  DiskFaults faults_;
  std::atomic<int> writes_{0};
  std::atomic<int> syncs_{0};
  std::mutex mutex_;
  std::vector<std::string> record_;
};

template <class Function>
Function* next(Function* /*same*/, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool is_lock(int command) {
  return command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK ||
         command == F_OFD_SETLKW;
}

}  // namespace

void set_disk_faults(const DiskFaults& faults) { Disk::instance().set(faults); }

bool disk_dropped_a_write() { return Disk::instance().dropped(); }

std::vector<std::string> disk_record() { return Disk::instance().record(); }

}  // namespace ebsnn::test

// These replace the functions of the system in this program.
extern "C" {

using ebsnn::test::Disk;
using ebsnn::test::DiskFaults;
using ebsnn::test::is_lock;
using ebsnn::test::next;

ssize_t write(int descriptor, const void* data, size_t bytes) {
  const Disk::Write result = Disk::instance().write(descriptor);
  if (result == Disk::Write::done) return next(&write, "write")(descriptor, data, bytes);
  return result == Disk::Write::dropped ? static_cast<ssize_t>(bytes) : -1;
}

ssize_t pwrite(int descriptor, const void* data, size_t bytes, off_t at) {
  const Disk::Write result = Disk::instance().write(descriptor);
  if (result == Disk::Write::done) return next(&pwrite, "pwrite")(descriptor, data, bytes, at);
  return result == Disk::Write::dropped ? static_cast<ssize_t>(bytes) : -1;
}

// The system also has a struct and a function of that name.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
int flock(int descriptor, int operation) {
  if (Disk::instance().lock_fails(descriptor)) return -1;
  return next(&flock, "flock")(descriptor, operation);
}
#pragma GCC diagnostic pop

int fcntl(int descriptor, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void* argument = va_arg(arguments, void*);
  va_end(arguments);
  if (is_lock(command) && Disk::instance().lock_fails(descriptor)) return -1;
  return next(&fcntl, "fcntl")(descriptor, command, argument);
}

int fsync(int descriptor) {
  if (Disk::instance().sync_fails(descriptor)) return -1;
  return next(&fsync, "fsync")(descriptor);
}

int fallocate(int descriptor, int mode, off_t first, off_t bytes) {
  const DiskFaults::Space space = Disk::instance().space(descriptor);
  if (space == DiskFaults::Space::lied_about) return 0;
  if (space == DiskFaults::Space::unsupported) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return next(&fallocate, "fallocate")(descriptor, mode, first, bytes);
}

int rename(const char* from, const char* to) noexcept {
  if (Disk::instance().rename_fails(AT_FDCWD, to)) return -1;
  return next(&rename, "rename")(from, to);
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  if (Disk::instance().rename_fails(to_folder, to)) return -1;
  return next(&renameat, "renameat")(from_folder, from, to_folder, to);
}

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = va_arg(arguments, mode_t);
  va_end(arguments);
  if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0 && Disk::instance().change_fails(path)) {
    return -1;
  }
  return next(&open, "open")(path, flags, mode);
}

}  // extern "C"
