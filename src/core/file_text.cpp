#include "core/file_text.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace ebsnn {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  const std::string reason =
      error != 0 ? std::generic_category().message(error) : "an error of the file system";
  throw InputError(fmt::format("{}: cannot be read: {}", printable(path.native()), reason));
}

std::ifstream opened(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path, errno);
  return file;
}

}  // namespace

std::string file_text(const std::filesystem::path& path, std::size_t most_bytes) {
  std::ifstream file = opened(path);
  std::string text;
  std::array<char, 65536> piece{};
  // A stream takes a failing read for the end of the file, but for its bad bit.
  while (file.read(piece.data(), piece.size()) || file.gcount() > 0) {
    text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > most_bytes) {
      throw InputError(fmt::format("{}: is longer than {} bytes; expected a text",
                                   printable(path.native()), most_bytes));
    }
  }
  if (file.bad()) fail(path, errno);
  return text;
}

void require_readable(const std::filesystem::path& path) {
  std::ifstream file = opened(path);
  file.peek();
  if (file.bad()) fail(path, errno);
}

}  // namespace ebsnn
