#pragma once
// The list of recordings of one split in the published layout, <class>/<number>.bin. The same rules
// hold for folders and archives. Only for events.
//
// Rules: recordings are ordered by class, then file name as text. Names that start with '.' and
// __MACOSX are skipped. A class folder must hold a .bin file. Absent classes, and files that are not
// recordings, are warnings. No recording at all, or two of the same name, are errors.

#include "core/few_names.hpp"
#include "events/class_folders.hpp"
#include "events/dataset.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

struct IndexedRecording {
  std::string file;          ///< name without folders
  std::uint64_t member = 0;  ///< number in the archive; unused in folders
  Label label = 0;
};

/// Whether a name belongs to a file that an operating system adds for itself.
[[nodiscard]] bool is_hidden(std::string_view name);

/// Whether a name is that of a class folder of N-MNIST, 0..9.
[[nodiscard]] bool is_digit(std::string_view name);

/// Whether the name of a file is that of a recording: .bin in any letter case.
[[nodiscard]] bool is_recording(std::string_view file);

/// Whether a name is that of the folder of a split, in any letter case.
[[nodiscard]] bool is_split_name(std::string_view name, Split split);

/// ASCII letters in lower case.
[[nodiscard]] std::string lower_case(std::string_view text);

/// Collects names in any order and turns them into the ordered list.
class RecordingIndexBuilder {
 public:
  /// `where` names the split in messages, e.g. "/data/Train"; `expected` is what recordings are
  /// there, e.g. "class folders with .bin files". Both are printable. `classes` are those of all
  /// splits, and must outlive the object.
  RecordingIndexBuilder(std::string where, std::string expected, const ClassFolders& classes)
      : where_(std::move(where)),
        expected_(std::move(expected)),
        classes_(classes),
        class_seen_(classes.size()),
        class_size_(classes.size()) {}

  /// Adds a class folder, once or several times. Returns its label.
  Label add_class(std::string_view folder);
  /// Adds a file in a class folder: a recording, or, unless it is named *.bin, one more ignored file.
  void add_file(Label label, std::string_view file, std::uint64_t member);
  /// Adds something that is not a recording; `name` is relative to `where`.
  void ignore(std::string_view name) { ignored_.add(name); }

  /// The ordered list; appends to `warnings`. Throws InputError naming the folder that breaks a
  /// rule.
  [[nodiscard]] std::vector<IndexedRecording> finish(std::vector<std::string>& warnings);

 private:
  void check_classes() const;
  void warn(std::vector<std::string>& warnings) const;

  std::string where_;
  std::string expected_;
  const ClassFolders& classes_;
  std::vector<IndexedRecording> recordings_;
  std::vector<bool> class_seen_;         // [label]
  std::vector<std::size_t> class_size_;  // [label], recordings
  FewNames ignored_;
};

}  // namespace ebsnn
