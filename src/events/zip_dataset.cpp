#include "events/zip_dataset.hpp"

#include "core/error.hpp"
#include "events/nmnist.hpp"
#include "events/recording_index.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

/// A deflated byte expands to at most this many bytes. The published archives use no other method.
constexpr std::uint64_t kMaxDeflateRatio = 1032;

struct ArchiveCloser {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, ArchiveCloser>;

struct MemberCloser {
  void operator()(zip_file_t* member) const { zip_fclose(member); }
};
using Member = std::unique_ptr<zip_file_t, MemberCloser>;

Archive open_archive(const fs::path& path) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (archive) return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  throw InputError(
      fmt::format("{}: unreadable, cut short or not a zip archive: {}", path.string(), reason));
}

std::vector<std::string_view> components_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) parts.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

/// Sorts the members of an archive: recordings of one split, and the rest.
class MemberSorter {
 public:
  MemberSorter(const fs::path& archive, Split split)
      : archive_(archive.string()),
        split_name_(folder_name(split)),
        lower_name_(split == Split::train ? "train" : "test"),
        index_(fmt::format("{}/{}", archive_, split_name_)) {}

  void add(std::string_view path, std::uint64_t member) {
    const std::vector<std::string_view> parts = components_of(path);
    if (std::any_of(parts.begin(), parts.end(), is_hidden)) return;
    if (path.ends_with('/')) {
      add_folder(parts);
    } else {
      add_file(parts, path, member);
    }
  }

  std::vector<IndexedRecording> finish(std::vector<std::string>& warnings) {
    return index_.finish(warnings);
  }

 private:
  /// An archive need not list folders. If it does, an empty class is visible.
  void add_folder(const std::vector<std::string_view>& parts) {
    const std::size_t n = parts.size();
    if (n >= 2 && is_split(parts[n - 2]) && is_digit(parts[n - 1])) index_.add_class(parts[n - 1]);
  }

  void add_file(const std::vector<std::string_view>& parts, std::string_view path,
                std::uint64_t member) {
    const std::size_t n = parts.size();
    const bool in_class =
        n >= 3 && is_split(parts[n - 3]) && (is_digit(parts[n - 2]) || path.ends_with(".bin"));
    if (!in_class) {
      index_.ignore(path);
      return;
    }
    check_prefix(path.substr(0, static_cast<std::size_t>(parts[n - 2].data() - path.data())));
    index_.add_file(index_.add_class(parts[n - 2]), parts[n - 1], member);
  }

  [[nodiscard]] bool is_split(std::string_view part) const {
    return part == split_name_ || part == lower_name_;
  }

  void check_prefix(std::string_view prefix) {
    if (!prefix_) prefix_ = prefix;
    if (*prefix_ != prefix) {
      throw InputError(fmt::format("{}: holds two folders {}: {} and {}", archive_, split_name_,
                                   *prefix_, prefix));
    }
  }

  std::string archive_;
  std::string split_name_;
  std::string lower_name_;
  RecordingIndexBuilder index_;
  std::optional<std::string> prefix_;
};

class ZipDataset final : public Dataset {
 public:
  ZipDataset(const fs::path& path, Split split, std::vector<std::string>& warnings)
      : path_(path.string()), archive_(open_archive(path)) {
    std::error_code failed;
    archive_bytes_ = fs::file_size(path, failed);
    if (failed) throw InputError(fmt::format("{}: {}", path_, failed.message()));
    MemberSorter sorter(path, split);
    const auto members = static_cast<std::uint64_t>(zip_get_num_entries(archive_.get(), 0));
    for (std::uint64_t member = 0; member < members; ++member) {
      const char* name = zip_get_name(archive_.get(), member, ZIP_FL_ENC_RAW);
      if (name != nullptr) sorter.add(name, member);
    }
    recordings_ = sorter.finish(warnings);
  }

  [[nodiscard]] std::size_t size() const override { return recordings_.size(); }
  [[nodiscard]] std::uint8_t label(std::size_t index) const override {
    return recordings_.at(index).label;
  }
  [[nodiscard]] std::string name(std::size_t index) const override {
    const char* member = zip_get_name(archive_.get(), recordings_.at(index).member, ZIP_FL_ENC_RAW);
    return fmt::format("{}:{}", path_, member);
  }
  [[nodiscard]] Recording read(std::size_t index) const override {
    const std::string where = name(index);
    std::vector<std::byte> bytes(checked_size(recordings_.at(index).member, where));
    read_member(recordings_.at(index).member, bytes, where);
    return {decode_nmnist(bytes, where), label(index)};
  }

 private:
  [[noreturn]] void throw_damaged(const std::string& where, const char* reason) const {
    throw InputError(fmt::format("{}: damaged or unreadable: {}", where, reason));
  }

  /// Size of a member, after checking that this archive can hold so much.
  [[nodiscard]] std::size_t checked_size(std::uint64_t member, const std::string& where) const {
    zip_stat_t status;
    if (zip_stat_index(archive_.get(), member, 0, &status) != 0) {
      throw_damaged(where, zip_strerror(archive_.get()));
    }
    if (status.size > kMaxRecordingBytes) {
      throw InputError(
          fmt::format("{}: size of {} bytes is above the limit of {} for one recording", where,
                      status.size, kMaxRecordingBytes));
    }
    if (status.comp_size > archive_bytes_ || status.size > status.comp_size * kMaxDeflateRatio) {
      throw InputError(fmt::format(
          "{}: damaged: {} bytes, compressed to {}, cannot come from an archive of {} bytes", where,
          status.size, status.comp_size, archive_bytes_));
    }
    return static_cast<std::size_t>(status.size);
  }

  void read_member(std::uint64_t number, std::span<std::byte> bytes,
                   const std::string& where) const {
    const Member member(zip_fopen_index(archive_.get(), number, 0));
    if (!member) throw_damaged(where, zip_strerror(archive_.get()));
    while (!bytes.empty()) {
      const zip_int64_t got = zip_fread(member.get(), bytes.data(), bytes.size());
      if (got < 0) throw_damaged(where, zip_file_strerror(member.get()));
      if (got == 0) throw_damaged(where, "shorter than the archive says");
      bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
    // libzip compares checksums only if it is asked to read past the end.
    std::byte beyond{};
    const zip_int64_t got = zip_fread(member.get(), &beyond, 1);
    if (got < 0) throw_damaged(where, zip_file_strerror(member.get()));
    if (got > 0) throw_damaged(where, "longer than the archive says");
  }

  std::string path_;
  Archive archive_;
  std::uint64_t archive_bytes_ = 0;
  std::vector<IndexedRecording> recordings_;
};

}  // namespace

std::unique_ptr<Dataset> open_zip_dataset(const fs::path& archive, Split split,
                                          std::vector<std::string>& warnings) {
  return std::make_unique<ZipDataset>(archive, split, warnings);
}

std::string zip_library_version() { return zip_libzip_version(); }

}  // namespace ebsnn
