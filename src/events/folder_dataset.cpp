#include "events/folder_dataset.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"
#include "events/nmnist.hpp"
#include "events/recording_index.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_unreadable(const std::string& path, const std::error_code& reason) {
  throw InputError(fmt::format("{}: cannot be read: {}", printable(path), reason.message()));
}

[[noreturn]] void throw_unreadable(const std::string& path) {
  throw_unreadable(path, std::error_code(errno, std::generic_category()));
}

/// A file open for reading.
class OpenFile {
 public:
  /// Does not block if the file is a pipe; `size` then refuses it.
  explicit OpenFile(const std::string& path)
      : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (descriptor_ < 0) throw_unreadable(path_);
  }
  ~OpenFile() { ::close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] std::size_t size() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) throw_unreadable(path_);
    if (!S_ISREG(status.st_mode)) {
      throw InputError(fmt::format("{}: is not a regular file", printable(path_)));
    }
    return static_cast<std::size_t>(status.st_size);
  }

  void read(std::span<std::byte> bytes) const {
    while (!bytes.empty()) {
      const ssize_t got = ::read(descriptor_, bytes.data(), bytes.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw_unreadable(path_);
      if (got == 0) {
        throw InputError(
            fmt::format("{}: ends {} bytes before its size", printable(path_), bytes.size()));
      }
      bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
  }

 private:
  std::string path_;
  int descriptor_;
};

std::vector<std::byte> read_file(const std::string& path) {
  const OpenFile file(path);
  const std::size_t size = file.size();
  if (size > kMaxRecordingBytes) {
    throw InputError(fmt::format("{}: size of {} bytes is above the limit of {} for one recording",
                                 printable(path), size, kMaxRecordingBytes));
  }
  std::vector<std::byte> bytes(size);
  file.read(bytes);
  return bytes;
}

/// Calls `visit(name, is_directory)` for everything in `folder` that is not hidden.
template <class Visit>
void for_each_entry(const fs::path& folder, const Visit& visit) {
  std::error_code failed;
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    if (is_hidden(name)) continue;
    std::error_code dangling;
    visit(name, entry->is_directory(dangling));
  }
  if (failed) throw_unreadable(folder.string(), failed);
}

class FolderDataset final : public Dataset {
 public:
  FolderDataset(fs::path folder, const ClassFolders& classes, const SensorGeometry& sensor,
                std::vector<IndexedRecording> recordings)
      : folder_(std::move(folder)),
        classes_(classes),
        description_{sensor, classes.names(), std::nullopt},
        recordings_(std::move(recordings)) {}

  [[nodiscard]] const DataDescription& description() const override { return description_; }
  [[nodiscard]] std::size_t size() const override { return recordings_.size(); }
  [[nodiscard]] Label label(std::size_t index) const override {
    return recordings_.at(index).label;
  }
  [[nodiscard]] std::string name(std::size_t index) const override {
    const IndexedRecording& recording = recordings_.at(index);
    return printable(path(recording).native());
  }
  [[nodiscard]] std::string source(std::size_t index) const override {
    const IndexedRecording& recording = recordings_.at(index);
    return printable(
        (folder_.filename() / classes_.folder(recording.label) / recording.file).native());
  }
  [[nodiscard]] Recording read(std::size_t index) const override {
    const std::vector<std::byte> bytes = read_file(path(recordings_.at(index)).string());
    return {decode_nmnist(bytes, name(index), description_.sensor), label(index)};
  }

 private:
  [[nodiscard]] fs::path path(const IndexedRecording& recording) const {
    return folder_ / classes_.folder(recording.label) / recording.file;
  }

  fs::path folder_;
  ClassFolders classes_;
  DataDescription description_;
  std::vector<IndexedRecording> recordings_;
};

}  // namespace

std::vector<std::string> class_folders_in(const fs::path& split_folder) {
  std::vector<std::string> names;
  for_each_entry(split_folder, [&](const std::string& name, bool is_directory) {
    if (is_directory) names.push_back(name);
  });
  return names;
}

std::unique_ptr<Dataset> open_folder_dataset(const fs::path& split_folder,
                                             const ClassFolders& classes,
                                             const SensorGeometry& sensor,
                                             std::vector<std::string>& warnings) {
  RecordingIndexBuilder index(printable(split_folder.native()), "class folders with .bin files",
                              classes);
  for_each_entry(split_folder, [&](const std::string& name, bool is_directory) {
    if (!is_directory) {
      index.ignore(name);
      return;
    }
    const Label label = index.add_class(name);
    for_each_entry(split_folder / name, [&](const std::string& file, bool is_folder) {
      if (is_folder) {
        index.ignore(name + "/" + file);
      } else {
        index.add_file(label, file, 0);
      }
    });
  });
  return std::make_unique<FolderDataset>(split_folder, classes, sensor, index.finish(warnings));
}

}  // namespace ebsnn
