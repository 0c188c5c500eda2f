#include "events/recording_index.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace ebsnn {

bool is_hidden(std::string_view name) { return name.starts_with('.') || name == "__MACOSX"; }

bool is_digit(std::string_view name) {
  return name.size() == 1 && name[0] >= '0' && name[0] <= '9';
}

bool is_recording(std::string_view file) { return lower_case(file).ends_with(".bin"); }

bool is_split_name(std::string_view name, Split split) {
  return lower_case(name) == lower_case(folder_name(split));
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

Label RecordingIndexBuilder::add_class(std::string_view folder) {
  const Label label = classes_.label(folder);
  class_seen_.at(label) = true;
  return label;
}

void RecordingIndexBuilder::add_file(Label label, std::string_view file, std::uint64_t member) {
  if (is_hidden(file)) return;
  if (!is_recording(file)) {
    ignore(fmt::format("{}/{}", classes_.folder(label), file));
    return;
  }
  recordings_.push_back({std::string(file), member, label});
  ++class_size_.at(label);
}

std::vector<IndexedRecording> RecordingIndexBuilder::finish(std::vector<std::string>& warnings) {
  check_classes();
  const auto key = [](const IndexedRecording& r) { return std::tie(r.label, r.file); };
  const auto less = [&key](const auto& a, const auto& b) { return key(a) < key(b); };
  const auto same = [&key](const auto& a, const auto& b) { return key(a) == key(b); };
  std::sort(recordings_.begin(), recordings_.end(), less);
  const auto twice = std::adjacent_find(recordings_.begin(), recordings_.end(), same);
  if (twice != recordings_.end()) {
    throw InputError(fmt::format("{}/{}/{} occurs twice", where_,
                                 excerpt(classes_.folder(twice->label)), excerpt(twice->file)));
  }
  warn(warnings);
  return std::move(recordings_);
}

void RecordingIndexBuilder::check_classes() const {
  for (std::size_t i = 0; i < class_seen_.size(); ++i) {
    if (class_seen_[i] && class_size_[i] == 0) {
      throw InputError(fmt::format("{}/{}: class folder without a .bin file{}", where_,
                                   excerpt(classes_.folder(static_cast<Label>(i))),
                                   ignored_.count() > 0 ? "; ignored: " + ignored_.text() : ""));
    }
  }
  if (recordings_.empty()) {
    throw InputError(fmt::format("{}: no recordings; expected {}; it holds {}", where_, expected_,
                                 ignored_.text()));
  }
}

void RecordingIndexBuilder::warn(std::vector<std::string>& warnings) const {
  FewNames absent;
  for (std::size_t i = 0; i < class_seen_.size(); ++i) {
    if (!class_seen_[i]) absent.add(classes_.folder(static_cast<Label>(i)));
  }
  if (absent.count() > 0) {
    warnings.push_back(fmt::format("{}: no recordings of {} {}", where_,
                                   absent.count() == 1 ? "class" : "classes", absent.text()));
  }
  if (ignored_.count() > 0) {
    warnings.push_back(
        fmt::format("{}: ignored {} file(s) or folder(s) that are not recordings, e.g. {}", where_,
                    ignored_.count(), ignored_.first()));
  }
}

}  // namespace ebsnn
