#include "events/archive_members.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ebsnn {
namespace {

constexpr const char* kExpected = "Train/<class>/<number>.bin and/or Test/<class>/<number>.bin";
constexpr std::string_view kSeparators = "/\\";

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of(kSeparators), path.size());
    const std::string_view part = path.substr(0, end);
    if (!part.empty() && part != ".") parts.emplace_back(part);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

std::optional<Split> split_named(std::string_view name) {
  for (const Split split : {Split::train, Split::test}) {
    if (is_split_name(name, split)) return split;
  }
  return std::nullopt;
}

/// The split that occurs in the name of an archive, if only one does.
std::optional<Split> split_in(const std::string& name) {
  const std::string lower = lower_case(name);
  const bool train = lower.find("train") != std::string::npos;
  const bool test = lower.find("test") != std::string::npos;
  if (train == test) return std::nullopt;
  return train ? Split::train : Split::test;
}

}  // namespace

ArchiveMembers::ArchiveMembers(const std::filesystem::path& archive)
    : archive_(printable(archive.native())), named_split_(split_in(archive.stem().string())) {}

void ArchiveMembers::add(std::string_view path, std::uint64_t number) {
  Member member{std::string(path), parts_of(path), number, false};
  if (member.parts.empty()) return;
  const auto hidden = [](const std::string& part) { return part != ".." && is_hidden(part); };
  if (std::any_of(member.parts.begin(), member.parts.end(), hidden)) return;
  member.is_folder = kSeparators.find(path.back()) != std::string_view::npos;
  const std::size_t folders = member.parts.size() - (member.is_folder ? 0 : 1);
  for (std::size_t i = 0; i < folders; ++i) {
    has_split_folder_ = has_split_folder_ || split_named(member.parts[i]).has_value();
  }
  members_.push_back(std::move(member));
}

/// The split of a class folder, or of a file in one.
std::optional<Split> ArchiveMembers::split_of(const Member& member) const {
  const std::size_t after = member.is_folder ? 0 : 1;  // names after that of the class
  const std::size_t n = member.parts.size();
  if (n < after + 1) return std::nullopt;
  const bool has_digit = is_digit(class_of(member));
  if (!has_split_folder_) {
    // A folder with another name may be one around the classes.
    const bool is_class = has_digit || (!member.is_folder && is_recording(member.path));
    return is_class ? named_split_ : std::nullopt;
  }
  if (!member.is_folder && !has_digit && !is_recording(member.path)) return std::nullopt;
  return n < after + 2 ? std::nullopt : split_named(member.parts[n - 2 - after]);
}

const std::string& ArchiveMembers::class_of(const Member& member) {
  return member.parts[member.parts.size() - (member.is_folder ? 1 : 2)];
}

std::vector<std::string> ArchiveMembers::class_names(Split split) const {
  std::vector<std::string> names;
  for (const Member& member : members_) {
    if (split_of(member) == split) names.push_back(class_of(member));
  }
  return names;
}

bool ArchiveMembers::holds(Split split) const {
  return std::any_of(members_.begin(), members_.end(), [&](const Member& member) {
    return !member.is_folder && is_recording(member.path) && split_of(member) == split;
  });
}

void ArchiveMembers::add_member(RecordingIndexBuilder& index, const Member& member, Split split,
                                OtherSplit other) const {
  const std::optional<Split> found = split_of(member);
  if (found == split && member.is_folder) {
    // An archive need not list folders. If it does, an empty class is visible.
    index.add_class(class_of(member));
  } else if (found == split) {
    index.add_file(index.add_class(class_of(member)), member.parts.back(), member.number);
  } else if (!member.is_folder && !(found && other == OtherSplit::used)) {
    index.ignore(member.path);
  }
}

void ArchiveMembers::check_one_folder(Split split) const {
  std::optional<std::string> folder;
  for (const Member& member : members_) {
    if (member.is_folder || split_of(member) != split) continue;
    std::string now;
    for (std::size_t i = 0; i + 2 < member.parts.size(); ++i) now += member.parts[i] + "/";
    if (!folder) folder = now;
    if (*folder != now) {
      throw InputError(fmt::format("{}: holds two folders {}: {} and {}", archive_,
                                   folder_name(split), excerpt(std::min(*folder, now)),
                                   excerpt(std::max(*folder, now))));
    }
  }
}

std::vector<IndexedRecording> ArchiveMembers::recordings(Split split, OtherSplit other,
                                                         const ClassFolders& classes,
                                                         std::vector<std::string>& warnings) const {
  check_one_folder(split);
  RecordingIndexBuilder index(fmt::format("{}/{}", archive_, folder_name(split)),
                              fmt::format("members {}/<class>/<number>.bin", folder_name(split)),
                              classes);
  for (const Member& member : members_) add_member(index, member, split, other);
  return index.finish(warnings);
}

void ArchiveMembers::refuse() const {
  FewNames names;
  for (const Member& member : members_) {
    if (!member.is_folder) names.add(member.path);
  }
  throw InputError(fmt::format("{}: no recordings; expected members {}; it holds {}", archive_,
                               kExpected, names.text()));
}

}  // namespace ebsnn
