#include "storage/output_folder.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

/// "" is the current folder.
fs::path whole(const fs::path& folder) { return fs::absolute(folder.empty() ? "." : folder); }

[[noreturn]] void fail(const fs::path& folder, const char* option, const std::string& reason) {
  throw InputError(
      fmt::format("{} {}: cannot be made: {}", option, printable(folder.native()), reason));
}

}  // namespace

fs::path existing_part_of(const fs::path& path) {
  std::error_code ignored;
  fs::path part = whole(path);
  while (!fs::exists(part, ignored) && part.has_relative_path()) part = part.parent_path();
  return part;
}

void require_room_in(const fs::path& folder, const char* option) {
  const fs::path part = existing_part_of(folder);
  const bool there = part == whole(folder);
  if (!fs::is_directory(part)) {
    fail(folder, option, std::make_error_code(std::errc::not_a_directory).message());
  }
  if (::access(part.c_str(), W_OK | X_OK) == 0) return;
  const std::string reason = std::generic_category().message(errno);
  if (!there) fail(folder, option, reason);
  throw StorageError(
      fmt::format("{} {}: cannot be written to: {}", option, printable(folder.native()), reason));
}

void make_output_folder(const fs::path& folder, const char* option) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) return;
  std::error_code ignored;
  const bool leads_nowhere = fs::is_symlink(folder, ignored) && !fs::exists(folder, ignored);
  fail(folder, option, leads_nowhere ? "it is a link that leads nowhere" : error.message());
}

}  // namespace ebsnn
