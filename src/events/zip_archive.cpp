#include "events/zip_archive.hpp"

#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

std::string text_of(zip_error_t& error) {
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

/// The last bytes of a file, which hold the end of an archive: a fixed part and a comment.
struct Tail {
  std::string bytes;
  std::uint64_t offset = 0;
};

constexpr std::size_t kEndBytes = 22;
constexpr std::uint64_t kMostComment = 65'535;

Tail tail_of(const fs::path& path) {
  std::error_code failed;
  const std::uint64_t size = fs::file_size(path, failed);
  std::ifstream file(path, std::ios::binary);
  if (failed || !file) return {};
  Tail tail;
  tail.offset = size - std::min(size, kEndBytes + kMostComment);
  tail.bytes.resize(static_cast<std::size_t>(size - tail.offset));
  file.seekg(static_cast<std::streamoff>(tail.offset));
  if (!file.read(tail.bytes.data(), static_cast<std::streamsize>(tail.bytes.size()))) return {};
  return tail;
}

std::uint64_t u32_at(std::string_view bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// Bytes before an archive: by how much its list of members lies behind where it says. 0 if there
/// are none, or there is no such list.
std::uint64_t bytes_before(const fs::path& path) {
  constexpr std::string_view kSignature = "PK\5\6";
  constexpr std::size_t kListBytes = 12;
  constexpr std::size_t kListOffset = 16;
  const Tail tail = tail_of(path);
  const std::size_t at = tail.bytes.rfind(kSignature);
  if (at == std::string::npos || tail.bytes.size() - at < kEndBytes) return 0;
  const std::uint64_t list_end = tail.offset + at;
  const std::uint64_t said =
      u32_at(tail.bytes, at + kListBytes) + u32_at(tail.bytes, at + kListOffset);
  return list_end - std::min(list_end, said);
}

/// The archive that starts `offset` bytes into a file; nothing if there is none.
Archive open_behind(const fs::path& path, std::uint64_t offset) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_file_create(path.c_str(), offset, -1, &error);
  Archive archive;
  if (source != nullptr) {
    archive.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (!archive) zip_source_free(source);
  }
  zip_error_fini(&error);
  return archive;
}

[[noreturn]] void refuse(const fs::path& path, const std::string& reason) {
  const FileKind kind = kind_of_file(path);
  const std::string name = printable(path.native());
  if (kind.form != FileKind::Form::zip && kind.form != FileKind::Form::unknown) {
    throw InputError(fmt::format("{}: is {}; expected a zip archive", name, kind.description));
  }
  throw InputError(fmt::format("{}: unreadable, cut short or not a zip archive: {}", name, reason));
}

}  // namespace

Archive open_archive(const fs::path& path) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (archive) return archive;
  if (const std::uint64_t offset = bytes_before(path); offset > 0) {
    archive = open_behind(path, offset);
  }
  if (archive) return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  refuse(path, text_of(error));
}

}  // namespace ebsnn
