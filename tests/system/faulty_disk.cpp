// A library for LD_PRELOAD: the file system below EBSNN_FAULTY_FOLDER fails like those of clusters;
// only on the host EBSNN_FAULTY_HOST, if that is set.
//
// EBSNN_LOCKS_FAIL_WITH=ERRNO    locks fail
// EBSNN_WRITES_FAIL_WITH=ERRNO   writes fail from number EBSNN_WRITES_FAIL_AT of a process on;
//                                with EROFS, renaming and opening for writing fail too
// EBSNN_SYNCS_FAIL_WITH=ERRNO    fsync fails
// In all cases no space can be reserved, as on most network file systems.

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
#include <string>
#include <string_view>

namespace {

int number(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::atoi(text);
}

bool is_here() {
  const char* host = std::getenv("EBSNN_FAULTY_HOST");
  std::array<char, HOST_NAME_MAX + 1> here{};
  return host == nullptr ||
         (::gethostname(here.data(), here.size()) == 0 && std::string_view(here.data()) == host);
}

bool is_below_folder(std::string_view path) {
  const char* folder = std::getenv("EBSNN_FAULTY_FOLDER");
  return folder != nullptr && path.starts_with(folder) && is_here();
}

bool concerns(int descriptor) {
  std::array<char, PATH_MAX> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
  return length > 0 && is_below_folder({path.data(), static_cast<std::size_t>(length)});
}

bool fails_with(int error) {
  if (error != 0) errno = error;
  return error != 0;
}

std::atomic<int> writes{0};

bool write_fails(int descriptor) {
  const int error = number("EBSNN_WRITES_FAIL_WITH");
  if (error == 0 || !concerns(descriptor)) return false;
  return ++writes >= number("EBSNN_WRITES_FAIL_AT") && fails_with(error);
}

/// For changes that a read-only file system refuses.
bool change_fails(std::string_view path) {
  const int error = number("EBSNN_WRITES_FAIL_WITH");
  return error == EROFS && writes >= number("EBSNN_WRITES_FAIL_AT") && is_below_folder(path) &&
         fails_with(error);
}

template <class Function>
Function* next(Function* /*same*/, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool lock_fails(int descriptor) {
  const int error = number("EBSNN_LOCKS_FAIL_WITH");
  return error != 0 && concerns(descriptor) && fails_with(error);
}

bool is_lock(int command) {
  return command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK ||
         command == F_OFD_SETLKW;
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* data, size_t bytes) {
  return write_fails(descriptor) ? -1 : next(&write, "write")(descriptor, data, bytes);
}

ssize_t pwrite(int descriptor, const void* data, size_t bytes, off_t at) {
  return write_fails(descriptor) ? -1 : next(&pwrite, "pwrite")(descriptor, data, bytes, at);
}

// The system also has a struct and a function of that name.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
int flock(int descriptor, int operation) {
  return lock_fails(descriptor) ? -1 : next(&flock, "flock")(descriptor, operation);
}
#pragma GCC diagnostic pop

int fcntl(int descriptor, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void* argument = va_arg(arguments, void*);
  va_end(arguments);
  if (is_lock(command) && lock_fails(descriptor)) return -1;
  return next(&fcntl, "fcntl")(descriptor, command, argument);
}

int fsync(int descriptor) {
  const int error = number("EBSNN_SYNCS_FAIL_WITH");
  if (error != 0 && concerns(descriptor) && fails_with(error)) return -1;
  return next(&fsync, "fsync")(descriptor);
}

int fallocate(int descriptor, int mode, off_t first, off_t bytes) {
  if (concerns(descriptor)) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return next(&fallocate, "fallocate")(descriptor, mode, first, bytes);
}

int rename(const char* from, const char* to) noexcept {
  return change_fails(to) ? -1 : next(&rename, "rename")(from, to);
}

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = va_arg(arguments, mode_t);
  va_end(arguments);
  if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0 && change_fails(path)) return -1;
  return next(&open, "open")(path, flags, mode);
}

}  // extern "C"
