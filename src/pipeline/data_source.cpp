#include "pipeline/data_source.hpp"

#include "core/error.hpp"
#include "events/folder_dataset.hpp"
#include "events/synthetic_dataset.hpp"
#include "events/zip_dataset.hpp"
#include "storage/packed_recordings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

std::string lower_case(std::string text) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  std::transform(text.begin(), text.end(), text.begin(), lower);
  return text;
}

/// Names in a folder, sorted.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    names.push_back(entry->path().filename().string());
  }
  if (failed) {
    throw InputError(fmt::format("{}: cannot be read: {}", folder.string(), failed.message()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The only name that `is_it`; an error if there are several, because one would be ignored
/// silently.
template <class Predicate>
std::optional<fs::path> only_one(const fs::path& folder, const std::vector<std::string>& names,
                                 const Predicate& is_it) {
  const auto first = std::find_if(names.begin(), names.end(), is_it);
  if (first == names.end()) return std::nullopt;
  const auto second = std::find_if(first + 1, names.end(), is_it);
  if (second != names.end()) {
    throw InputError(fmt::format("{}: holds both {} and {}; expected one of them", folder.string(),
                                 *first, *second));
  }
  return folder / *first;
}

std::unique_ptr<Dataset> open_split(const fs::path& folder, const std::vector<std::string>& names,
                                    Split split, std::vector<std::string>& warnings) {
  const std::string name = folder_name(split);
  const std::string lower = lower_case(name);
  const auto unpacked = only_one(folder, names, [&](const std::string& found) {
    std::error_code unknown;
    return (found == name || found == lower) && fs::is_directory(folder / found, unknown);
  });
  const auto archive = only_one(
      folder, names, [&](const std::string& found) { return lower_case(found) == lower + ".zip"; });
  if (unpacked && archive) {
    warnings.push_back(
        fmt::format("{}: not used, because {} exists too", archive->string(), unpacked->string()));
  }
  if (unpacked) return open_folder_dataset(*unpacked, warnings);
  if (archive) return open_zip_dataset(*archive, split, warnings);
  return nullptr;
}

DataSource open_folder(const fs::path& folder) {
  const std::vector<std::string> names = names_in(folder);
  DataSource source;
  source.description = "folder " + folder.string();
  source.train = open_split(folder, names, Split::train, source.warnings);
  source.test = open_split(folder, names, Split::test, source.warnings);
  if (!source.train && !source.test) {
    throw InputError(
        fmt::format("{}: holds no recordings; expected folders Train and/or Test (with class "
                    "folders 0..9 of .bin files), or archives "
                    "train.zip and/or test.zip",
                    folder.string()));
  }
  return source;
}

}  // namespace

DataSource open_data_source(const std::string& text) {
  if (text == "synthetic" || text.starts_with("synthetic:")) {
    return open_synthetic(parse_synthetic(text));
  }
  std::error_code failed;
  const fs::file_status status = fs::status(text, failed);
  if (fs::is_directory(status)) return open_folder(text);
  if (fs::is_regular_file(status)) return open_packed(text);
  throw InputError(fmt::format(
      "--data {}: {}; expected a folder, a packed .h5 file, or synthetic[:train=N,test=N,seed=N]",
      text, failed ? failed.message() : "neither a folder nor a file"));
}

}  // namespace ebsnn
