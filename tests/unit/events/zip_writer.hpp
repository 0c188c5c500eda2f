#pragma once
// Makes archives. Only for tests that link libzip.

#include "unit/events/made_up_data.hpp"

#include <zip.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace ebsnn::test {

/// Writes an archive of the members whose path starts with `only`, each below `prefix`; paths that
/// end in '/' make folders.
inline void write_zip(const std::filesystem::path& archive, const Files& files,
                      const std::string& only = "", const std::string& prefix = "",
                      int method = ZIP_CM_DEFLATE) {
  int failed = 0;
  zip_t* zip = zip_open(archive.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &failed);
  if (zip == nullptr) throw std::runtime_error("cannot write " + archive.string());
  for (const auto& [path, bytes] : files) {
    if (!path.starts_with(only)) continue;
    const std::string member = prefix + path;
    if (path.ends_with('/')) {
      zip_dir_add(zip, member.c_str(), ZIP_FL_ENC_UTF_8);
      continue;
    }
    zip_source_t* source = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
    const zip_int64_t index = zip_file_add(zip, member.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) throw std::runtime_error("cannot add " + member);
    zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), method, 0);
  }
  if (zip_close(zip) != 0) throw std::runtime_error("cannot close " + archive.string());
}

}  // namespace ebsnn::test
