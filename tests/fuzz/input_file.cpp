#include "fuzz/input_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace ebsnn::test {
namespace {

void require(bool good, const char* what) {
  if (!good) throw std::system_error(errno, std::generic_category(), what);
}

/// Not memfd_create: HDF5 needs a path that realpath() can resolve.
std::filesystem::path folder_in_memory() {
  const std::filesystem::path shared = "/dev/shm";
  return std::filesystem::is_directory(shared) ? shared : std::filesystem::temp_directory_path();
}

}  // namespace

InputFile::InputFile() {
  std::string pattern = (folder_in_memory() / "ebsnn-fuzz-XXXXXX").string();
  descriptor_ = ::mkstemp(pattern.data());
  require(descriptor_ >= 0, "mkstemp");
  path_ = pattern;
}

InputFile::~InputFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
  ::close(descriptor_);
}

void InputFile::hold(std::span<const std::uint8_t> bytes) {
  require(::ftruncate(descriptor_, 0) == 0, "ftruncate");
  const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), 0);
  require(written == static_cast<ssize_t>(bytes.size()), "pwrite");
}

}  // namespace ebsnn::test
