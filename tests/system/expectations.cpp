#include "system/expectations.hpp"

#include "core/error.hpp"
#include "h5/file.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

void expect_parts(const Outcome& outcome, const std::vector<std::string>& says) {
  for (const std::string& part : says) {
    EXPECT_NE(outcome.err.find(part), std::string::npos) << "not said: " << part << "\n" << outcome;
  }
}

void add_datasets(const h5::File& file, const std::string& group, std::vector<std::string>& names) {
  for (const std::string& member : file.members(group)) {
    const std::string name = (group == "/" ? "" : group) + "/" + member;
    try {
      static_cast<void>(file.shape(name));
      names.push_back(name);
    } catch (const InputError&) {  // a group
      add_datasets(file, name, names);
    }
  }
}

std::vector<std::string> datasets_of(const h5::File& file) {
  std::vector<std::string> names;
  add_datasets(file, "/", names);
  return names;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

/// Whether a dataset only names a dimension, and so has a length and no values.
bool only_names(const h5::File& file, const std::string& dataset) {
  return file.has_attribute(dataset, "NAME") &&
         file.read_text(dataset, "NAME").find("not a netCDF variable") != std::string::npos;
}

/// Every number in these files is exact as a double.
bool same_values(const h5::File& a, const h5::File& b, const std::string& dataset) {
  if (only_names(a, dataset)) return only_names(b, dataset) && a.shape(dataset) == b.shape(dataset);
  try {
    return same_bits(a.read<double>(dataset), b.read<double>(dataset));
  } catch (const InputError&) {  // text
    return a.read_strings(dataset) == b.read_strings(dataset);
  }
}

}  // namespace

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

void expect_done(const Outcome& outcome) {
  EXPECT_TRUE(outcome.in_time) << outcome;
  EXPECT_EQ(outcome.exit_code, 0) << outcome;
  EXPECT_EQ(count_of(outcome.err, ": error: "), 0U) << outcome;
}

void expect_error(const Outcome& outcome, int exit_code, const std::vector<std::string>& says) {
  EXPECT_TRUE(outcome.in_time) << outcome;
  EXPECT_EQ(outcome.exit_code, exit_code) << outcome;
  EXPECT_EQ(count_of(outcome.err, ": error: "), 1U) << outcome;
  EXPECT_EQ(outcome.out, "");
  expect_parts(outcome, says);
}

void expect_interrupted(const Outcome& outcome, const std::vector<std::string>& says) {
  EXPECT_TRUE(outcome.in_time) << outcome;
  EXPECT_EQ(outcome.exit_code, 3) << outcome;
  EXPECT_EQ(count_of(outcome.err, "stopped by "), 1U) << outcome;
  EXPECT_EQ(count_of(outcome.err, ": error: "), 0U) << outcome;
  expect_parts(outcome, says);
}

void expect_warning(const Outcome& outcome, const std::vector<std::string>& says) {
  expect_done(outcome);
  EXPECT_EQ(count_of(outcome.err, "warning: "), 1U) << outcome;
  expect_parts(outcome, says);
}

FolderState state_of(const fs::path& folder) {
  FolderState state;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name.ends_with(".lock")) continue;
    state[fs::relative(entry.path(), folder).string()] = {entry.last_write_time(),
                                                          read_text(entry.path())};
  }
  return state;
}

std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& [name, state] : state_of(folder)) names.push_back(name);
  return names;
}

std::string difference_between_files(const fs::path& a, const fs::path& b) {
  const h5::File one = h5::File::open(a);
  const h5::File other = h5::File::open(b);
  const std::vector<std::string> names = datasets_of(one);
  if (names.empty()) return a.string() + " has no datasets";
  if (names != datasets_of(other)) return a.string() + " has other datasets than " + b.string();
  for (const std::string& name : names) {
    if (one.shape(name) != other.shape(name) || !same_values(one, other, name)) {
      return name + " of " + a.string() + " differs from that of " + b.string();
    }
  }
  return "";
}

std::string difference_between_runs(const fs::path& a, const fs::path& b) {
  const std::vector<std::string> names = files_in(a);
  if (names.empty()) return a.string() + " has no files";
  const std::vector<std::string> others = files_in(b);
  if (names != others) {
    return testing::PrintToString(names) + " in " + a.string() + ", " +
           testing::PrintToString(others) + " in " + b.string();
  }
  for (const std::string& name : names) {
    if (name.ends_with(".h5")) {
      const std::string difference = difference_between_files(a / name, b / name);
      if (!difference.empty()) return difference;
    } else if (read_text(a / name) != read_text(b / name)) {
      return name + " differs";
    }
  }
  return "";
}

Provenance lasting_provenance(const fs::path& file) {
  Provenance provenance = read_provenance(h5::File::open(file));
  provenance.ranks = 0;
  provenance.instruction_set = "";
  provenance.host = "";
  provenance.start_time = "";
  provenance.end_time = "";
  return provenance;
}

}  // namespace ebsnn::test
