#include "storage/foreign_file.hpp"

#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

#include <fstream>
#include <string>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, std::string_view expected, std::string_view found) {
  throw InputError(
      fmt::format("{}: it is {}, not {}, and would be replaced; use another folder, or move it",
                  printable(path.native()), found, expected));
}

/// Whether an HDF5 file is of this format. One that HDF5 cannot open is damaged, not foreign.
bool states(const fs::path& path, const FileFormat& format) {
  try {
    const h5::File file = h5::File::open(path);
    return file.has_attribute("/", "format") ? file.read_text("/", "format") == format.name
                                             : file.has_attribute("/", "program");
  } catch (const InputError&) {
    return true;
  }
}

}  // namespace

void refuse_foreign_file(const fs::path& path, const FileFormat& format) {
  const FileKind kind = kind_of_file(path);
  if (kind.form == FileKind::Form::unknown) return;
  if (kind.form != FileKind::Form::hdf5 || !states(path, format)) {
    refuse(path, fmt::format("a file of the format '{}'", format.name), kind.description);
  }
}

void refuse_foreign_table(const fs::path& path, std::string_view header) {
  if (!fs::is_regular_file(path)) return;
  std::string begin(header.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<std::size_t>(file.gcount()));
  if (!begin.empty() && begin != header) {
    refuse(path, fmt::format("a table that begins with '{}'", header),
           kind_of_file(path).description);
  }
}

}  // namespace ebsnn
