#include "pipeline/data_source.hpp"

#include "core/error.hpp"
#include "core/few_names.hpp"
#include "core/file_kind.hpp"
#include "core/file_text.hpp"
#include "core/printable.hpp"
#include "emulator/synthetic_dataset.hpp"
#include "events/class_folders.hpp"
#include "events/folder_dataset.hpp"
#include "events/nmnist.hpp"
#include "events/recording_index.hpp"
#include "events/zip_dataset.hpp"
#include "storage/packed_recordings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code unknown;
  return fs::is_directory(path, unknown);
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
    throw InputError(
        fmt::format("{}: cannot be read: {}", printable(folder.native()), failed.message()));
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
    throw InputError(fmt::format("{}: holds both {} and {}; expected one of them",
                                 printable(folder.native()), excerpt(*first), excerpt(*second)));
  }
  return folder / *first;
}

/// Where the recordings of a split are in a folder: below a folder, or in an archive, or both.
struct SplitPlace {
  std::optional<fs::path> unpacked;
  std::optional<fs::path> archive;
};

SplitPlace place_of(const fs::path& folder, const std::vector<std::string>& names, Split split) {
  const std::string zip_name = lower_case(folder_name(split)) + ".zip";
  return {only_one(folder, names,
                   [&](const std::string& found) {
                     return is_split_name(found, split) && is_folder(folder / found);
                   }),
          only_one(folder, names,
                   [&](const std::string& found) { return lower_case(found) == zip_name; })};
}

std::vector<std::string> class_names(const SplitPlace& place, Split split) {
  if (place.unpacked) return class_folders_in(*place.unpacked);
  return place.archive ? class_folders_in_zip(*place.archive, split) : std::vector<std::string>{};
}

std::unique_ptr<Dataset> open_split(const SplitPlace& place, Split split,
                                    const ClassFolders& classes, const SensorGeometry& sensor,
                                    std::vector<std::string>& warnings) {
  if (place.unpacked && place.archive) {
    warnings.push_back(fmt::format("{}: not used, because {} exists too",
                                   printable(place.archive->native()),
                                   printable(place.unpacked->native())));
  }
  if (place.unpacked) return open_folder_dataset(*place.unpacked, classes, sensor, warnings);
  if (place.archive) return open_zip_dataset(*place.archive, split, classes, sensor, warnings);
  return nullptr;
}

bool holds_split(const fs::path& folder) {
  std::error_code failed;
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    const std::string lower = lower_case(name);
    const bool is_split = is_split_name(name, Split::train) || is_split_name(name, Split::test);
    if ((is_split && is_folder(entry->path())) || lower == "train.zip" || lower == "test.zip") {
      return true;
    }
  }
  return false;
}

/// The folder inside `folder` that holds a data set; nothing if there is none. An archive of both
/// splits makes such a folder where it is unpacked.
std::optional<fs::path> data_set_inside(const fs::path& folder,
                                        const std::vector<std::string>& names) {
  std::optional<std::string> found;
  for (const std::string& name : names) {
    if (is_hidden(name) || !is_folder(folder / name) || !holds_split(folder / name)) continue;
    if (found) {
      throw InputError(fmt::format("{}: holds several data sets, {} and {} among them; give one",
                                   printable(folder.native()), excerpt(*found), excerpt(name)));
    }
    found = name;
  }
  return found ? std::optional(folder / *found) : std::nullopt;
}

[[noreturn]] void refuse_folder(const fs::path& folder, const std::vector<std::string>& names) {
  std::string found;
  if (std::any_of(names.begin(), names.end(),
                  [&](const std::string& name) { return is_digit(name); })) {
    found =
        "it holds class folders: if it is one split, name it Train or Test and give the folder "
        "above";
  } else {
    FewNames few;
    for (const std::string& name : names) {
      if (!is_hidden(name)) few.add(name);
    }
    found = "it holds " + few.text();
  }
  throw InputError(
      fmt::format("{}: holds no recordings; expected folders Train and/or Test (with class folders "
                  "of .bin files), or archives train.zip and/or test.zip; {}",
                  printable(folder.native()), found));
}

DataSource open_folder(const fs::path& folder, const SensorGeometry& sensor) {
  const std::vector<std::string> names = names_in(folder);
  const SplitPlace train = place_of(folder, names, Split::train);
  const SplitPlace test = place_of(folder, names, Split::test);
  DataSource source;
  source.place = "folder " + printable(folder.native());
  std::vector<std::string> classes = class_names(train, Split::train);
  const std::vector<std::string> more = class_names(test, Split::test);
  classes.insert(classes.end(), more.begin(), more.end());
  const ClassFolders all(std::move(classes));
  source.train = open_split(train, Split::train, all, sensor, source.warnings);
  source.test = open_split(test, Split::test, all, sensor, source.warnings);
  if (source.train || source.test) return source;
  const std::optional<fs::path> inside = data_set_inside(folder, names);
  if (!inside) refuse_folder(folder, names);
  source = open_folder(*inside, sensor);
  std::vector<std::string> warnings{fmt::format(
      "{}: recordings are read from {}", printable(folder.native()), printable(inside->native()))};
  warnings.insert(warnings.end(), source.warnings.begin(), source.warnings.end());
  source.warnings = std::move(warnings);
  return source;
}

/// The sensor of .bin files.
SensorGeometry sensor_of_files(const std::optional<SensorGeometry>& given) {
  if (given) require_nmnist_sensor(*given, "--sensor");
  return given.value_or(kNmnistSensor);
}

/// For data that know their sensor: throws InputError if it is not `sensor`.
DataSource with_sensor(DataSource source, const std::string& text,
                       const std::optional<SensorGeometry>& sensor) {
  const SensorGeometry& own = description_of(source).sensor;
  if (sensor && *sensor != own) {
    throw InputError(fmt::format("--sensor {}: the sensor of {} is {}", text_of(*sensor),
                                 printable(text), text_of(own)));
  }
  return source;
}

/// A form of data in one file: a row for each, from which help and messages follow.
struct FileForm {
  std::string_view name;     ///< of such data, in messages
  std::string_view in_help;  ///< the same in the sentence of --help
  std::string_view file;     ///< what the file is
  bool (*recognises)(const std::string& path, const FileKind& kind);
  DataSource (*open)(const std::string& path, const std::optional<SensorGeometry>& sensor);
};

bool is_zip(const std::string& /*path*/, const FileKind& kind) {
  return kind.form == FileKind::Form::zip;
}

DataSource open_zip_file(const std::string& path, const std::optional<SensorGeometry>& sensor) {
  return open_zip_source(path, sensor_of_files(sensor));
}

bool is_hdf5(const std::string& /*path*/, const FileKind& kind) {
  return kind.form == FileKind::Form::hdf5;
}

DataSource open_packed_file(const std::string& path, const std::optional<SensorGeometry>& sensor) {
  return with_sensor(open_packed(path), path, sensor);
}

constexpr std::array<FileForm, 2> kFileForms{{
    {"a zip archive", "one such archive", "a zip archive", is_zip, open_zip_file},
    {"a packed .h5 file", "a packed .h5 file", "an HDF5 file", is_hdf5, open_packed_file},
}};

constexpr std::string_view kSyntheticForm = "synthetic[:train=N,test=N,seed=N]";

/// "a zip archive, a packed .h5 file, or synthetic[...]".
std::string forms_text(std::string_view FileForm::*text) {
  std::string all;
  for (const FileForm& form : kFileForms) all += fmt::format("{}, ", form.*text);
  return fmt::format("{}or {}", all, kSyntheticForm);
}

[[noreturn]] void refuse_file(const std::string& text, const FileKind& kind) {
  std::string files;
  for (const FileForm& form : kFileForms) {
    files = files.empty() ? std::string(form.file) : fmt::format("{} or {}", form.file, files);
  }
  throw InputError(fmt::format("--data {}: cannot open as {}: it is {}; expected a folder, {}",
                               printable(text), files, kind.description,
                               forms_text(&FileForm::name)));
}

[[noreturn]] void refuse_ambiguous(const std::string& text) {
  throw InputError(
      fmt::format("--data {}: means the built-in recordings, but a file or folder of that name "
                  "exists; give ./{} to read it; to use the built-in ones, rename it",
                  printable(text), printable(text)));
}

DataSource open_file(const std::string& text, const std::optional<SensorGeometry>& sensor) {
  require_readable(text);
  const FileKind kind = kind_of_file(text);
  for (const FileForm& form : kFileForms) {
    if (form.recognises(text, kind)) return form.open(text, sensor);
  }
  refuse_file(text, kind);
}

}  // namespace

std::string data_help() {
  return fmt::format(
      "where recordings come from: a folder with Train/<class>/*.bin and/or Test/<class>/*.bin, a "
      "folder with the archives train.zip and/or test.zip, {}",
      forms_text(&FileForm::in_help));
}

DataSource open_data_source(const std::string& text, const std::optional<SensorGeometry>& sensor) {
  std::error_code failed;
  const fs::file_status status = fs::status(text, failed);
  if (text == "synthetic" || text.starts_with("synthetic:")) {
    if (fs::exists(status)) refuse_ambiguous(text);
    return with_sensor(open_synthetic(parse_synthetic(text)), text, sensor);
  }
  if (fs::is_directory(status)) return open_folder(text, sensor_of_files(sensor));
  if (fs::is_regular_file(status)) return open_file(text, sensor);
  throw InputError(fmt::format("--data {}: {}; expected a folder, {}", printable(text),
                               failed ? failed.message() : "neither a folder nor a file",
                               forms_text(&FileForm::name)));
}

const DataDescription& description_of(const DataSource& source) {
  return source.train ? source.train->description() : source.test->description();
}

}  // namespace ebsnn
