#pragma once
// Finds the recordings of a split among the members of an archive, by their paths. Only for events.
//
// A recording is [<folders>/]Train/<class>/<number>.bin, or the same with Test. Names of splits and
// the suffix may have any letter case; '\' separates like '/', and empty parts and '.' are left
// out, so that archives of other tools can be used: "./Train/0/1.bin", "Train\0\1.BIN". If no
// member is below a folder Train or Test, <folders>/<class>/<number>.bin belongs to the split that
// the name of the archive contains, as in train.zip.

#include "events/class_folders.hpp"
#include "events/dataset.hpp"
#include "events/recording_index.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// Which members a list of ignored ones leaves out: those of the other split too, or not.
enum class OtherSplit { ignored, used };

class ArchiveMembers {
 public:
  explicit ArchiveMembers(const std::filesystem::path& archive);

  /// Adds a member; `path` ends in a separator if it is a folder.
  void add(std::string_view path, std::uint64_t number);

  /// Whether there are recordings of a split.
  [[nodiscard]] bool holds(Split split) const;
  /// Names of the class folders of a split, with repetitions.
  [[nodiscard]] std::vector<std::string> class_names(Split split) const;
  /// The ordered list for a split; appends to `warnings`. Throws InputError as
  /// RecordingIndexBuilder does, and if a split is in two folders.
  [[nodiscard]] std::vector<IndexedRecording> recordings(Split split, OtherSplit other,
                                                         const ClassFolders& classes,
                                                         std::vector<std::string>& warnings) const;
  /// Throws InputError that says what is expected, and what the archive holds.
  [[noreturn]] void refuse() const;

 private:
  struct Member {
    std::string path;
    std::vector<std::string> parts;
    std::uint64_t number = 0;
    bool is_folder = false;
  };

  [[nodiscard]] static const std::string& class_of(const Member& member);
  [[nodiscard]] std::optional<Split> split_of(const Member& member) const;
  void add_member(RecordingIndexBuilder& index, const Member& member, Split split,
                  OtherSplit other) const;
  void check_one_folder(Split split) const;

  std::string archive_;
  std::optional<Split> named_split_;  ///< the split in the name of the archive
  bool has_split_folder_ = false;
  std::vector<Member> members_;
};

}  // namespace ebsnn
