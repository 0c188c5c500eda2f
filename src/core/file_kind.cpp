#include "core/file_kind.hpp"

#include "core/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string_view>

namespace ebsnn {
namespace {

using namespace std::string_view_literals;
using Form = FileKind::Form;

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  Form form;
  const char* description;
};

constexpr std::string_view kHdf5 = "\x89HDF\r\n\x1a\n"sv;
constexpr std::string_view kEndOfZip = "PK\5\6"sv;

constexpr Signature kSignatures[] = {
    {0, kHdf5, Form::hdf5, "an HDF5 file"},
    {0, "PK\3\4"sv, Form::zip, "a zip archive"},
    {0, kEndOfZip, Form::zip, "a zip archive"},
    {0, "7z\xbc\xaf\x27\x1c"sv, Form::other, "a 7-Zip archive"},
    {0, "Rar!\x1a\x07"sv, Form::other, "a RAR archive"},
    {0, "\x1f\x8b"sv, Form::other, "a file compressed by gzip"},
    {0, "BZh"sv, Form::other, "a file compressed by bzip2"},
    {0,
     "\xfd"
     "7zXZ\0"sv,
     Form::other, "a file compressed by xz"},
    {0, "\x28\xb5\x2f\xfd"sv, Form::other, "a file compressed by zstd"},
    {257, "ustar"sv, Form::other, "a tar archive"},
    {0, "MATLAB 7.3 MAT-file"sv, Form::other, "a MATLAB file (version 7.3)"},
    {0, "MATLAB "sv, Form::other, "a MATLAB file"},
    {0, "\x93NUMPY"sv, Form::other, "a NumPy array (.npy)"},
    {0, "\x80\x02"sv, Form::other, "a Python pickle"},
    {0, "\x80\x03"sv, Form::other, "a Python pickle"},
    {0, "\x80\x04"sv, Form::other, "a Python pickle"},
    {0, "\x80\x05"sv, Form::other, "a Python pickle"},
    {0, "\x89PNG"sv, Form::other, "a PNG image"},
    {0, "\xff\xd8\xff"sv, Form::other, "a JPEG image"},
    {0, "GIF8"sv, Form::other, "a GIF image"},
    {0, "%PDF-"sv, Form::other, "a PDF document"},
    {0, "CDF\1"sv, Form::other, "a NetCDF 3 file"},
    {0, "CDF\2"sv, Form::other, "a NetCDF 3 file"},
    {0, "\0\0\x08\x01"sv, Form::other, "an IDX file, as MNIST has"},
    {0, "\0\0\x08\x03"sv, Form::other, "an IDX file, as MNIST has"},
    {0, "#!AER-DAT"sv, Form::other, "an AEDAT file of an event camera"},
    {0,
     "\x7f"
     "ELF"sv,
     Form::other, "a program"},
    {0, "\xff\xfe"sv, Form::other, "text in UTF-16"},
    {0, "\xfe\xff"sv, Form::other, "text in UTF-16"},
    {0, "<!DOCTYPE"sv, Form::other, "a web page"},
    {0, "<html"sv, Form::other, "a web page"},
    {0, "version https://git-lfs"sv, Form::other, "a Git LFS pointer, without the data"},
};

/// At most `count` bytes from `offset`; fewer at the end of the file.
std::string bytes_at(std::ifstream& file, std::uint64_t offset, std::size_t count) {
  std::string bytes(count, '\0');
  file.clear();
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(bytes.data(), static_cast<std::streamsize>(count));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

/// HDF5 looks for its signature at 0, 512, 1024, 2048 and so on. 0 if there is none behind 0.
std::uint64_t user_block_bytes(std::ifstream& file, std::uint64_t size) {
  for (std::uint64_t at = 512; at < size; at *= 2) {
    if (bytes_at(file, at, kHdf5.size()) == kHdf5) return at;
  }
  return 0;
}

/// Whether the list of members that ends a zip archive is where it would be.
bool ends_as_zip(std::ifstream& file, std::uint64_t size) {
  constexpr std::uint64_t kLongestEnd = 22 + 65'535;  // its fixed part, and a comment
  const std::uint64_t first = size - std::min(size, kLongestEnd);
  return bytes_at(file, first, static_cast<std::size_t>(size - first)).find(kEndOfZip) !=
         std::string::npos;
}

bool is_text(std::string_view beginning) {
  return std::none_of(beginning.begin(), beginning.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1b';
  });
}

FileKind text_that_begins_with(std::string_view beginning) {
  const std::string_view line = beginning.substr(0, beginning.find_first_of("\r\n"));
  return {Form::text, fmt::format("a text file that begins with \"{}\"", excerpt(line))};
}

}  // namespace

FileKind kind_of_file(const std::filesystem::path& path) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) return {Form::unknown, "not a regular file"};
  const std::uint64_t size = std::filesystem::file_size(path, failed);
  std::ifstream file(path, std::ios::binary);
  if (failed || !file) return {Form::unknown, "unreadable"};
  if (size == 0) return {Form::unknown, "empty"};
  const std::string beginning = bytes_at(file, 0, 512);
  if (beginning.empty()) return {Form::unknown, "unreadable"};
  for (const Signature& known : kSignatures) {
    if (beginning.compare(std::min(known.offset, beginning.size()), known.bytes.size(),
                          known.bytes) == 0) {
      return {known.form, known.description};
    }
  }
  if (const std::uint64_t block = user_block_bytes(file, size); block > 0) {
    return {Form::user_block,
            fmt::format("an HDF5 file behind a user block of {} bytes (h5unjam --delete -i FILE -o "
                        "NEW makes one without)",
                        block)};
  }
  if (ends_as_zip(file, size)) return {Form::zip, "a zip archive behind other data"};
  if (is_text(beginning)) return text_that_begins_with(beginning);
  return {Form::unknown, "of a form that is not known here"};
}

}  // namespace ebsnn
