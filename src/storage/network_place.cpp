#include "storage/network_place.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"
#include "network/weights.hpp"

#include <fmt/format.h>

#include <string>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code unknown;
  return fs::exists(path, unknown);
}

/// The names of the five text files; and the first of them that is in `folder`.
struct TextFiles {
  std::string all;
  std::string first;
};

TextFiles text_files_in(const fs::path& folder) {
  TextFiles files;
  for (const WeightField& field : weight_fields()) {
    const std::string name = fmt::format("{}.txt", field.name);
    files.all += (files.all.empty() ? "" : ", ") + name;
    if (files.first.empty() && is_there(folder / name)) files.first = name;
  }
  return files;
}

}  // namespace

std::optional<fs::path> network_file_in(const fs::path& folder) {
  const std::string where = printable(folder.native());
  const fs::path file = folder / "network.h5";
  const TextFiles text = text_files_in(folder);
  if (!text.first.empty()) {
    if (!is_there(file)) return std::nullopt;
    throw InputError(
        fmt::format("{}: holds both network.h5 and text files of weights ({}); expected "
                    "one of "
                    "them: give {}, or move the text files to a folder of their own",
                    where, text.first, printable(file.native())));
  }
  if (is_there(file)) return file;
  if (is_there(folder / "checkpoint.h5")) {
    throw InputError(
        fmt::format("{}: holds no network yet, only checkpoints of a training that is not "
                    "finished; run ebsnn_train again to continue",
                    where));
  }
  throw InputError(
      fmt::format("{}: holds no network; expected network.h5, "
                  "which ebsnn_train writes, or the "
                  "text files {}",
                  where, text.all));
}

}  // namespace ebsnn
