#include "storage/run_lock.hpp"

#include "core/error.hpp"
#include "core/host_name.hpp"
#include "storage/provenance.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace ebsnn {
namespace {

std::string read_holder(int descriptor) {
  std::array<char, 4096> text{};
  const ssize_t length = ::pread(descriptor, text.data(), text.size(), 0);
  return length > 0 ? std::string(text.data(), static_cast<std::size_t>(length))
                    : "an unknown process";
}

/// Text for whoever finds the lock taken. Best effort: the lock itself does not depend on it.
void write_holder(int descriptor, const std::string& command_line) {
  const std::string text = fmt::format("{}, process {}, since {}: {}", host_name(), ::getpid(),
                                       timestamp(), command_line);
  const bool written =
      ::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, text.data(), text.size(), 0) >= 0;
  (void)written;
}

}  // namespace

RunLock::RunLock(const std::filesystem::path& run, const std::string& purpose, Mode mode,
                 const std::string& command_line) {
  const std::filesystem::path path = run / fmt::format(".{}.lock", purpose);
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    throw StorageError(
        fmt::format("{}: cannot be written to: {}", run.string(), std::strerror(errno)));
  }
  const int operation = (mode == Mode::exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB;
  if (::flock(descriptor_, operation) == 0) {
    write_holder(descriptor_, command_line);
    return;
  }
  const int error = errno;
  if (error == EWOULDBLOCK) {
    const std::string holder = read_holder(descriptor_);
    ::close(descriptor_);
    throw InputError(fmt::format("{} is in use by {}", run.string(), holder));
  }
  warning_ =
      fmt::format("{}: its file system has no locks ({}): make sure that no other run uses it",
                  run.string(), std::strerror(error));
}

RunLock::~RunLock() { ::close(descriptor_); }

}  // namespace ebsnn
