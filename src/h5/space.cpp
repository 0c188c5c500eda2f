// Disk space, reserved before HDF5 writes. HDF5 and MPI-IO do not handle a full disk: some ranks
// see an error and others do not, and closing the file then crashes or waits forever. If space is
// reserved first, the error comes while everything is still in order.

#include "h5/detail.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

namespace ebsnn::h5::detail {
namespace {

std::string words_of(int error) { return std::generic_category().message(error); }

/// For file systems that cannot reserve space: checks whether it is free now.
std::string free_space_problem(int descriptor, std::uint64_t bytes) {
  struct stat file {};
  struct statvfs disk {};
  if (fstat(descriptor, &file) != 0 || fstatvfs(descriptor, &disk) != 0) {
    return words_of(errno);
  }
  constexpr std::uint64_t kStatBlock = 512;  // unit of st_blocks on Linux
  const std::uint64_t held = static_cast<std::uint64_t>(file.st_blocks) * kStatBlock;
  const std::uint64_t available = disk.f_bavail * disk.f_frsize;
  return bytes > held && bytes - held > available ? words_of(ENOSPC) : std::string();
}

std::string allocation_problem(int descriptor, std::uint64_t bytes) {
  int error = 0;
  do {
    const bool good = fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes)) == 0;
    error = good ? 0 : errno;
  } while (error == EINTR);
  if (error == EOPNOTSUPP || error == ENOSYS) {
    return free_space_problem(descriptor, bytes);
  }
  return error == 0 ? std::string() : words_of(error);
}

}  // namespace

std::string space_problem(const std::filesystem::path& path, std::uint64_t bytes) {
  constexpr mode_t kReadWriteByUmask = 0666;
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, kReadWriteByUmask);
  if (descriptor < 0) {
    return words_of(errno);
  }
  std::string problem = allocation_problem(descriptor, bytes);
  close(descriptor);
  return problem;
}

std::string write_problem(const std::filesystem::path& path) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor < 0) {
    return words_of(errno);
  }
  constexpr std::array<char, 4096> kBlock{};
  const bool good = write(descriptor, kBlock.data(), kBlock.size()) >= 0 && fsync(descriptor) == 0;
  std::string problem = good ? std::string() : words_of(errno);
  close(descriptor);
  return problem;
}

void keep_number(const std::filesystem::path& path) noexcept {
  const int never_closed = open(path.c_str(), O_PATH | O_CLOEXEC);
  static_cast<void>(never_closed);
}

void abandon(const std::filesystem::path& path) noexcept {
  std::error_code error;
  const std::filesystem::path file = std::filesystem::canonical(path, error);
  const int memory = error ? -1 : memfd_create("abandoned", MFD_CLOEXEC);
  if (memory < 0) {
    return;
  }
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end;
       !error && entry != end; entry.increment(error)) {
    std::error_code gone;
    if (std::filesystem::read_symlink(entry->path(), gone) == file) {
      // HDF5 or MPI-IO still own the descriptor, and close it as usual.
      dup3(memory, std::stoi(entry->path().filename()), O_CLOEXEC);
    }
  }
  close(memory);
}

void set_size(const std::filesystem::path& path, std::uint64_t bytes) noexcept {
  std::error_code ignored;
  std::filesystem::resize_file(path, bytes, ignored);
}

}  // namespace ebsnn::h5::detail
