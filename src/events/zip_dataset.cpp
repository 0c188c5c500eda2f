#include "events/zip_dataset.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"
#include "events/archive_members.hpp"
#include "events/nmnist.hpp"
#include "events/recording_index.hpp"
#include "events/zip_archive.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zip.h>

#include <optional>
#include <span>
#include <utility>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

/// A deflated byte expands to at most this many bytes. The published archives use no other method.
constexpr std::uint64_t kMaxDeflateRatio = 1032;

struct MemberCloser {
  void operator()(zip_file_t* member) const { zip_fclose(member); }
};
using Member = std::unique_ptr<zip_file_t, MemberCloser>;

/// Whether a member is a symbolic link: its bytes are then the name of another file.
bool is_link(const Archive& archive, std::uint64_t member) {
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  return zip_file_get_external_attributes(archive.get(), member, 0, &system, &attributes) == 0 &&
         system == ZIP_OPSYS_UNIX && S_ISLNK(attributes >> 16U);
}

/// The name of a member as it is in the archive; nullptr if it has none.
const char* name_of(const Archive& archive, std::uint64_t member) {
  return zip_get_name(archive.get(), member, ZIP_FL_ENC_RAW);
}

ArchiveMembers members_of(const Archive& archive, const fs::path& path) {
  ArchiveMembers members(path);
  const auto count = static_cast<std::uint64_t>(zip_get_num_entries(archive.get(), 0));
  for (std::uint64_t member = 0; member < count; ++member) {
    const char* name = name_of(archive, member);
    if (name != nullptr) members.add(name, member);
  }
  return members;
}

class ZipDataset final : public Dataset {
 public:
  ZipDataset(const fs::path& path, Split split, OtherSplit other, const ClassFolders& classes,
             const SensorGeometry& sensor, std::vector<std::string>& warnings)
      : path_(printable(path.native())),
        archive_(open_archive(path)),
        description_{sensor, classes.names(), std::nullopt} {
    std::error_code failed;
    archive_bytes_ = fs::file_size(path, failed);
    if (failed) throw InputError(fmt::format("{}: {}", path_, failed.message()));
    recordings_ = members_of(archive_, path).recordings(split, other, classes, warnings);
  }

  [[nodiscard]] const DataDescription& description() const override { return description_; }

  [[nodiscard]] std::size_t size() const override { return recordings_.size(); }
  [[nodiscard]] Label label(std::size_t index) const override {
    return recordings_.at(index).label;
  }
  [[nodiscard]] std::string name(std::size_t index) const override {
    return fmt::format("{}:{}", path_, printable(name_of(archive_, recordings_.at(index).member)));
  }
  [[nodiscard]] std::string source(std::size_t index) const override {
    return printable(name_of(archive_, recordings_.at(index).member));
  }
  [[nodiscard]] Recording read(std::size_t index) const override {
    const std::string where = name(index);
    std::vector<std::byte> bytes(checked_size(recordings_.at(index).member, where));
    read_member(recordings_.at(index).member, bytes, where);
    return {decode_nmnist(bytes, where, description_.sensor), label(index)};
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
    if (status.encryption_method != ZIP_EM_NONE) {
      throw InputError(fmt::format(
          "{}: is encrypted; expected an archive without a password, or its content in folders",
          where));
    }
    if (is_link(archive_, member)) {
      throw InputError(fmt::format(
          "{}: is a symbolic link; expected a recording (zip without -y stores what links lead to)",
          where));
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
  DataDescription description_;
  std::uint64_t archive_bytes_ = 0;
  std::vector<IndexedRecording> recordings_;
};

}  // namespace

std::vector<std::string> class_folders_in_zip(const fs::path& archive, Split split) {
  return members_of(open_archive(archive), archive).class_names(split);
}

std::unique_ptr<Dataset> open_zip_dataset(const fs::path& archive, Split split,
                                          const ClassFolders& classes, const SensorGeometry& sensor,
                                          std::vector<std::string>& warnings) {
  return std::make_unique<ZipDataset>(archive, split, OtherSplit::ignored, classes, sensor,
                                      warnings);
}

DataSource open_zip_source(const fs::path& archive, const SensorGeometry& sensor) {
  const ArchiveMembers members = members_of(open_archive(archive), archive);
  std::vector<std::string> names = members.class_names(Split::train);
  const std::vector<std::string> more = members.class_names(Split::test);
  names.insert(names.end(), more.begin(), more.end());
  const ClassFolders classes(std::move(names));
  const auto open = [&](Split split, std::vector<std::string>& warnings) {
    return members.holds(split) ? std::make_unique<ZipDataset>(archive, split, OtherSplit::used,
                                                               classes, sensor, warnings)
                                : nullptr;
  };
  DataSource source;
  source.place = "archive " + printable(archive.native());
  source.train = open(Split::train, source.warnings);
  source.test = open(Split::test, source.warnings);
  if (!source.train && !source.test) members.refuse();
  if (!source.train || !source.test) {
    source.warnings.push_back(fmt::format(
        "{}: the archive has no {} recordings; for both splits, expected the folder that holds "
        "train.zip and test.zip",
        printable(archive.native()), source.train ? "test" : "training"));
  }
  return source;
}

std::string zip_library_version() { return zip_libzip_version(); }

}  // namespace ebsnn
