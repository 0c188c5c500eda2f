// ebsnn_synth as a user starts it: both forms of output hold the recordings of --data synthetic,
// completely or not at all.

#include "emulator/synthetic_dataset.hpp"
#include "events/folder_dataset.hpp"
#include "program/in_process.hpp"
#include "storage/packed_recordings.hpp"
#include "system/expectations.hpp"
#include "unit/events/made_up_data.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ebsnn::test {
namespace {

using testing::HasSubstr;

constexpr const char* kSynth = "ebsnn_synth";

/// The expected 23 and 11 recordings of seed 5.
DataSource expected() {
  return open_synthetic(parse_synthetic("synthetic:train=23,test=11,seed=5"));
}

using Settings = std::map<std::string, std::string>;

/// Makes them, unless `changed` wants something else.
Outcome make(const std::filesystem::path& out, const Settings& changed = {}) {
  Settings options{{"--train", "23"}, {"--test", "11"}, {"--seed", "5"}};
  for (const auto& [name, value] : changed) options[name] = value;
  std::vector<std::string> words{"--out", out.string()};
  for (const auto& [name, value] : options) {
    words.push_back(name);
    if (!value.empty()) words.push_back(value);
  }
  return run({kSynth, words, ranks()});
}

DataSource open_folder(const std::filesystem::path& folder) {
  DataSource source;
  const ClassFolders digits({"0"});
  source.train = open_folder_dataset(folder / "Train", digits, kNmnistSensor, source.warnings);
  source.test = open_folder_dataset(folder / "Test", digits, kNmnistSensor, source.warnings);
  return source;
}

void expect_expected(const DataSource& source) {
  ASSERT_NE(source.train, nullptr);
  ASSERT_NE(source.test, nullptr);
  EXPECT_EQ(difference_between(*source.train, *expected().train), "");
  EXPECT_EQ(difference_between(*source.test, *expected().test), "");
  EXPECT_TRUE(source.warnings.empty());
}

/// Writes the files of MNIST with `count` images each; image i has one row of ink, i rows from the
/// top.
void write_mnist(const std::filesystem::path& folder, const std::string& prefix, unsigned count) {
  Bytes images = bytes_of({0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28});
  Bytes labels = bytes_of({0, 0, 8, 1, 0, 0, 0, count});
  for (unsigned i = 0; i < count; ++i) {
    for (unsigned p = 0; p < 784; ++p)
      images.push_back(static_cast<std::byte>(p / 28 == i ? 255 : 0));
    labels.push_back(static_cast<std::byte>((i + 3) % 10));
  }
  write_bytes(folder / (prefix + "-images-idx3-ubyte"), images);
  write_bytes(folder / (prefix + "-labels-idx1-ubyte"), labels);
}

TEST(Synth, MakesAPackedFile) {
  const TemporaryFolder folder;
  const std::filesystem::path out = folder / "made.h5";
  const Outcome outcome = make(out);
  expect_done(outcome);
  EXPECT_THAT(outcome.err, HasSubstr("34 recordings"));
  expect_expected(open_packed(out));
  const Provenance provenance = lasting_provenance(out);
  EXPECT_EQ(provenance.seed, 5U);
  EXPECT_THAT(provenance.depends_on, HasSubstr("train = 23\n"));
  EXPECT_THAT(provenance.depends_on, HasSubstr("threshold-on = 0.219\n"));
  EXPECT_EQ(files_in(folder.path()).size(), 1U);
}

TEST(Synth, MakesAFolder) {
  const TemporaryFolder folder;
  const std::filesystem::path out = folder / "deep" / "made";
  expect_done(make(out, {{"--quiet", ""}}));
  expect_expected(open_folder(out));
  EXPECT_TRUE(std::filesystem::exists(out / "Train" / "0" / "00001.bin"));
  EXPECT_TRUE(std::filesystem::exists(out / "Test" / "9" / "00010.bin"));
  EXPECT_EQ(files_in(folder.path()).size(), 23U + 11U + 1U);
}

TEST(Synth, MakesAFolderAgainFromItsNotes) {
  const TemporaryFolder folder;
  expect_done(make(folder / "one", {{"--threshold-on", "0.25"}, {"--leak-rate-hz", "1"}}));
  const std::filesystem::path notes = folder / "one" / "ebsnn_synth.toml";
  EXPECT_THAT(read_text(notes), HasSubstr("threshold-on = 0.25\n"));
  expect_done(run({kSynth, {"--config", notes.string(), "--out", (folder / "two").string()}}));
  const DataSource one = open_folder(folder / "one");
  const DataSource two = open_folder(folder / "two");
  EXPECT_EQ(difference_between(*one.train, *two.train), "");
  EXPECT_EQ(difference_between(*one.test, *two.test), "");
  EXPECT_NE(difference_between(*one.train, *expected().train), "");
}

TEST(Synth, LeavesOutASplitOfNone) {
  const TemporaryFolder folder;
  expect_done(make(folder / "made.h5", {{"--test", "0"}}));
  EXPECT_EQ(open_packed(folder / "made.h5").test, nullptr);
  expect_done(make(folder / "made", {{"--train", "0"}}));
  EXPECT_FALSE(std::filesystem::exists(folder / "made" / "Train"));
  expect_error(make(folder / "none", {{"--train", "0"}, {"--test", "0"}}), 2, {"no recording"});
}

TEST(Synth, ShowsAllImagesOfMnist) {
  const TemporaryFolder folder;
  write_mnist(folder.path(), "train", 12);
  write_mnist(folder.path(), "t10k", 4);
  const auto made_from_mnist = [&](const std::string& name, std::vector<std::string> more) {
    std::vector<std::string> options{"--mnist", folder.path().string(), "--out",
                                     (folder / name).string()};
    options.insert(options.end(), more.begin(), more.end());
    return run({kSynth, options});
  };
  expect_done(made_from_mnist("all", {}));
  const DataSource all = open_folder(folder / "all");
  EXPECT_EQ(all.train->size(), 12U);
  EXPECT_EQ(all.test->size(), 4U);
  EXPECT_TRUE(std::filesystem::exists(folder / "all" / "Train" / "3" / "00011.bin"));
  expect_done(made_from_mnist("some", {"--train", "5", "--test", "0"}));
  std::vector<std::string> warnings;
  EXPECT_EQ(
      open_folder_dataset(folder / "some" / "Train", ClassFolders({"0"}), kNmnistSensor, warnings)
          ->size(),
      5U);
  expect_error(made_from_mnist("more", {"--train", "13"}), 2, {"train = 13", "MNIST images, 12"});
  std::filesystem::remove(folder / "t10k-labels-idx1-ubyte");
  expect_error(made_from_mnist("lost", {}), 2, {folder.path().string(), "t10k-labels-idx1-ubyte"});
}

TEST(Synth, ReplacesNothingUnasked) {
  const TemporaryFolder folder;
  write_bytes(folder / "made.h5", bytes_of({1}));
  write_bytes(folder / "full" / "file", bytes_of({1}));
  write_bytes(folder / "file", bytes_of({1}));
  std::filesystem::create_directory(folder / "folder.h5");
  const FolderState before = state_of(folder.path());
  expect_error(make(folder / "made.h5"), 2, {"made.h5", "--force"});
  expect_error(make(folder / "full"), 2, {"full", "new or an empty folder"});
  expect_error(make(folder / "full", {{"--force", ""}}), 2, {"full", "new or an empty folder"});
  expect_error(make(folder / "file", {{"--force", ""}}), 2, {"file", "F.h5"});
  expect_error(make(folder / "folder.h5", {{"--force", ""}}), 2, {"folder.h5", "is a folder"});
  EXPECT_EQ(state_of(folder.path()), before);

  expect_done(make(folder / "made.h5", {{"--force", ""}}));
  expect_expected(open_packed(folder / "made.h5"));
  std::filesystem::create_directory(folder / "empty");
  expect_done(make(folder / "empty"));
  expect_expected(open_folder(folder / "empty"));
}

TEST(Synth, NamesWhatIsWrong) {
  const TemporaryFolder folder;
  const auto expect_refused = [&](const Settings& changed, const std::vector<std::string>& says) {
    expect_error(make(folder / "made", changed), 2, says);
  };
  expect_refused({{"--train", "-3"}}, {"--train", "-3", "0 .. 10000000"});
  expect_refused({{"--test", "10000001"}}, {"--test", "10000001", "0 .. 10000000"});
  expect_refused({{"--seed", "first"}}, {"--seed", "first"});
  expect_refused({{"--threshold-on", "5"}}, {"threshold-on", "5", "0.01 .. 2"});
  expect_refused({{"--blur-sigma-px", "nan"}}, {"blur-sigma-px", "nan", "0.05 .. 1"});
  expect_refused({{"--saccade-2-early-share", "0.9"}}, {"saccade-2-early-share", "above 1"});
  expect_refused({{"--mnist", (folder / "no").string()}}, {(folder / "no").string()});
  expect_error(run({kSynth, {"--train", "3"}}), 2, {"--out is required"});
  EXPECT_TRUE(files_in(folder.path()).empty());
}

TEST(Synth, FailsWhereItCannotWrite) {
  for (const char* out : {"/proc/made", "/proc/made.h5"}) {
    expect_error(make(out), 1, {"/proc"});
  }
}

TEST(Synth, TellsItsSettings) {
  const Outcome help = run({kSynth, {"--help"}});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* part : {"--mnist", "--threshold-off", "ln units", "0.2015", "--saccade-3-sd-ms",
                           "Example:", "Exit codes"}) {
    EXPECT_THAT(help.out, HasSubstr(part));
  }
  EXPECT_EQ(run({kSynth, {"--version"}}).exit_code, 0);
}

}  // namespace
}  // namespace ebsnn::test
