#include "core/descriptor.hpp"

#include "core/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ebsnn {
namespace {

constexpr mode_t kReadWriteByUmask = 0666;

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  const std::string reason = std::generic_category().message(errno);
  throw StorageError(fmt::format("{}: {}: {}", printable(path.native()), what, reason));
}

}  // namespace

Descriptor::Descriptor(std::filesystem::path path, int flags)
    : path_(std::move(path)), number_(::open(path_.c_str(), flags | O_CLOEXEC, kReadWriteByUmask)) {
  if (number_ < 0) fail(path_, "cannot be opened");
}

Descriptor::Descriptor(const Descriptor& folder, const char* name, std::filesystem::path path,
                       int flags)
    : path_(std::move(path)),
      number_(::openat(folder.number(), name, flags | O_CLOEXEC, kReadWriteByUmask)) {
  if (number_ < 0) fail(path_, "cannot be opened");
}

Descriptor::~Descriptor() {
  if (valid()) ::close(number_);
}

void Descriptor::write(std::string_view text) const {
  write(std::as_bytes(std::span(text.data(), text.size())));
}

void Descriptor::write(std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(number_, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) fail(path_, "cannot be written");
    if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

std::size_t Descriptor::read(std::span<char> bytes) const {
  ssize_t got = -1;
  do {
    got = ::read(number_, bytes.data(), bytes.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) fail(path_, "cannot be read");
  return static_cast<std::size_t>(got);
}

void Descriptor::sync() const {
  if (::fsync(number_) != 0 && errno != EINVAL && errno != EROFS) {
    fail(path_, "cannot be synced to disk");
  }
}

void Descriptor::sync_file_system() const {
  if (::syncfs(number_) != 0) fail(path_, "cannot be synced to disk");
}

}  // namespace ebsnn
