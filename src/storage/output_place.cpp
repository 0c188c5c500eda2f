#include "storage/output_place.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "storage/output_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <string>
#include <system_error>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::error_code& error) {
  throw StorageError(fmt::format("{}: {}", printable(path.native()), error.message()));
}

/// "a/b/" means "a/b"; "/" stays.
fs::path without_slashes(fs::path path) {
  while (!path.has_filename() && path.has_relative_path()) path = path.parent_path();
  return path;
}

/// The descriptor of this process that the path refers to, or -1.
int own_descriptor(const fs::path& path) {
  std::error_code none;
  const fs::path folder = fs::canonical(path.parent_path(), none);
  if (none || folder != fmt::format("/proc/{}/fd", ::getpid())) return -1;
  return number_in<int>(path.filename().native()).value_or(-1);
}

OutputPlace::Kind kind_of(const fs::file_status& status) {
  if (fs::is_directory(status)) return OutputPlace::Kind::folder;
  return !fs::exists(status) || fs::is_regular_file(status) ? OutputPlace::Kind::plain
                                                            : OutputPlace::Kind::special;
}

}  // namespace

OutputPlace output_place(const fs::path& given) {
  constexpr int kMostLinks = 40;
  fs::path path = without_slashes(given);
  for (int links = 0; links <= kMostLinks; ++links) {
    if (const int number = own_descriptor(path); number >= 0) {
      return {OutputPlace::Kind::descriptor, path, number};
    }
    std::error_code error;
    const fs::file_status status = fs::symlink_status(path, error);
    if (status.type() == fs::file_type::none) fail(given, error);
    if (!fs::is_symlink(status)) return {kind_of(status), path, -1};
    const fs::path target = fs::read_symlink(path, error);
    if (error) fail(given, error);
    path = without_slashes(path.parent_path() / target);
  }
  fail(given, std::make_error_code(std::errc::too_many_symbolic_link_levels));
}

OutputPlace output_file(const fs::path& given, const char* option) {
  OutputPlace place = output_place(given);
  const bool named = given.has_filename() && given.filename() != "." && given.filename() != "..";
  if (place.kind == OutputPlace::Kind::folder || !named) {
    throw InputError(fmt::format("{} {}: is a folder; expected the name of a file", option,
                                 printable(given.native())));
  }
  if (place.kind == OutputPlace::Kind::plain) require_room_in(place.path.parent_path(), option);
  return place;
}

}  // namespace ebsnn
