// If recordings cannot be used, every program ends with one message, on all ranks, and changes
// nothing. Unusual recordings that can be used are counted in one warning.

#include "events/nmnist.hpp"
#include "h5/file.hpp"
#include "program/in_process.hpp"
#include "storage/activity_file.hpp"
#include "storage/packed_recordings.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"
#include "unit/events/zip_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

/// The folder in which a case makes its data, and files of a good data set to start from.
struct Place {
  fs::path folder;
  Files files = one_a_class();

  void write() const { write_files(folder, files); }
  void write_archive() const {
    fs::create_directories(folder);
    write_zip(folder / "train.zip", files, "Train/");
    write_zip(folder / "test.zip", files, "Test/");
  }
  void write_packed() const {
    write();
    pack_folder(folder, packed());
  }
  [[nodiscard]] fs::path packed() const { return folder / "all.h5"; }
};

/// One way in which data can be bad, and the message that is expected.
struct BadData {
  const char* name;
  /// Makes the data and returns the value of --data.
  std::function<std::string(Place&)> make;
  std::vector<std::string> says;
};

void PrintTo(const BadData& data, std::ostream* stream) { *stream << data.name; }

// Recording 4 of 10: with 3 ranks, the middle one reads it.
constexpr const char* kBadFile = "Train/4/00001.bin";

std::string write_bad_file(Place& place, const std::function<void(Bytes&)>& spoil) {
  spoil(place.files.at(kBadFile));
  place.write();
  return place.folder.string();
}

std::string size_no_multiple_of_5(Place& place) {
  return write_bad_file(place, [](Bytes& bytes) { bytes.push_back(std::byte{1}); });
}

std::string x_outside(Place& place) {
  return write_bad_file(place, [](Bytes& bytes) { bytes.at(15) = std::byte{34}; });
}

std::string y_outside(Place& place) {
  return write_bad_file(place, [](Bytes& bytes) { bytes.at(16) = std::byte{99}; });
}

std::string dangling_link(Place& place) {
  place.files.erase(kBadFile);
  fs::create_directories(place.folder / "Train/4");
  fs::create_symlink("nowhere", place.folder / kBadFile);
  place.write();
  return place.folder.string();
}

std::string pipe_for_a_file(Place& place) {
  place.files.erase(kBadFile);
  place.write();
  fs::create_directories(place.folder / "Train/4");
  if (::mkfifo((place.folder / kBadFile).c_str(), 0666) != 0) throw std::runtime_error("mkfifo");
  return place.folder.string();
}

std::string empty_class(Place& place) {
  place.files.erase(kBadFile);
  fs::create_directories(place.folder / "Train/4");
  place.write();
  return place.folder.string();
}

std::string class_without_files(Place& place) {
  fs::create_directories(place.folder / "Train/four");
  place.write();
  return place.folder.string();
}

std::string no_recordings(Place& place) {
  fs::create_directories(place.folder / "Train");
  return place.folder.string();
}

std::string nothing_there(Place& place) { return (place.folder / "missing").string(); }

std::string nothing_known_there(Place& place) {
  write_text(place.folder / "notes.txt", "nothing of use");
  return place.folder.string();
}

std::string archive_cut_short(Place& place) {
  place.write_archive();
  cut_short(place.folder / "train.zip", 0.6);
  return place.folder.string();
}

/// Flips a bit of the first copy of `wanted` in a file.
void damage(const fs::path& path, const Bytes& wanted) {
  Bytes bytes = read_bytes(path);
  const auto found = std::search(bytes.begin(), bytes.end(), wanted.begin(), wanted.end());
  ASSERT_NE(found, bytes.end()) << path;
  *(found + 2) ^= std::byte{1};
  write_bytes(path, bytes);
}

std::string archive_damaged(Place& place) {
  fs::create_directories(place.folder);
  write_zip(place.folder / "train.zip", place.files, "Train/", "", ZIP_CM_STORE);
  write_zip(place.folder / "test.zip", place.files, "Test/");
  damage(place.folder / "train.zip", place.files.at(kBadFile));
  return place.folder.string();
}

std::string packed_cut_short(Place& place) {
  place.write_packed();
  cut_short(place.packed(), 0.5);
  return place.packed().string();
}

std::string packed_of_another_version(Place& place) {
  fs::create_directories(place.folder);
  h5::File file = h5::File::create(place.packed());
  file.write_text("/", "format", std::string(kPackedFormat.name));
  file.write_count("/", "format_version", kPackedFormat.version + 1);
  file.close();
  return place.packed().string();
}

std::string packed_is_text(Place& place) {
  write_text(place.packed(), "no HDF5 at all");
  return place.packed().string();
}

std::string packed_is_another_file(Place& place) {
  fs::create_directories(place.folder);
  write_network_file(place.packed(), small_network());
  return place.packed().string();
}

std::string synthetic_key(Place& /*place*/) { return "synthetic:train=20,size=3"; }
std::string synthetic_number(Place& /*place*/) { return "synthetic:train=many"; }

std::vector<BadData> bad_data() {
  return {
      {"SizeNoMultipleOf5", size_no_multiple_of_5, {kBadFile, "201 bytes", "multiple of 5"}},
      {"XOutside", x_outside, {kBadFile, "event 3", "x = 34", "0..33"}},
      {"YOutside", y_outside, {kBadFile, "event 3", "y = 99", "0..33"}},
      {"DanglingLink", dangling_link, {kBadFile, "No such file"}},
      {"Pipe", pipe_for_a_file, {kBadFile, "not a regular file"}},
      {"EmptyClass", empty_class, {"Train/4", "without a .bin file"}},
      {"NoFiles", class_without_files, {"Train/four", ".bin"}},
      {"NoRecordings", no_recordings, {"Train", "no recordings"}},
      {"NothingThere", nothing_there, {"--data", "missing", "No such file"}},
      {"NothingKnownThere", nothing_known_there, {"data", "expected folders Train"}},
      {"ArchiveCutShort", archive_cut_short, {"train.zip", "cut short"}},
      {"ArchiveDamaged", archive_damaged, {"train.zip", kBadFile, "damaged"}},
      {"PackedCutShort", packed_cut_short, {"all.h5", "truncated"}},
      {"PackedOfAnotherVersion",
       packed_of_another_version,
       {"all.h5", "version 3", "versions 1 to 2"}},
      {"PackedIsText", packed_is_text, {"all.h5", "HDF5"}},
      {"PackedIsAnotherFile", packed_is_another_file, {"all.h5", "no packed recordings"}},
      {"SyntheticKey", synthetic_key, {"size", "synthetic"}},
      {"SyntheticNumber", synthetic_number, {"train", "many"}},
  };
}

class DataTest : public testing::Test {
 protected:
  void SetUp() override {
    write_network_file(network(), small_network());
    write_text(out() / "kept.txt", "of the user");
  }
  [[nodiscard]] fs::path network() const { return folder_ / "network.h5"; }
  [[nodiscard]] fs::path out() const { return folder_ / "run"; }
  [[nodiscard]] fs::path data() const { return folder_ / "data"; }

  /// How the program is started on these data, with as little work as it can be given.
  [[nodiscard]] Launch launch(const std::string& program, const std::string& data) const {
    Launch start(program, {"--data", data}, ranks());
    const auto add = [&](const std::vector<std::string>& more) {
      start.arguments.insert(start.arguments.end(), more.begin(), more.end());
    };
    if (program == "ebsnn_train") add({"--out", out().string(), "--patches", "30"});
    if (program == "ebsnn_pack") add({"--out", (out() / "packed.h5").string()});
    if (program == "ebsnn_eval") {
      add({"--out", out().string(), "--network", network().string(), "--corruption", "drop_event",
           "--levels", "0"});
    }
    return start;
  }

 private:
  TemporaryFolder folder_;
};

class Refused : public DataTest,
                public testing::WithParamInterface<std::tuple<BadData, std::string>> {};

TEST_P(Refused, WithoutATrace) {
  const auto& [bad, program] = GetParam();
  Place place{data()};
  const std::string chosen = bad.make(place);
  const FolderState before = state_of(out().parent_path());
  expect_error(run(launch(program, chosen)), 2, bad.says);
  EXPECT_TRUE(state_of(out().parent_path()) == before) << "files were changed or left";
}

INSTANTIATE_TEST_SUITE_P(Data, Refused,
                         testing::Combine(testing::ValuesIn(bad_data()),
                                          testing::Values("ebsnn_train", "ebsnn_eval",
                                                          "ebsnn_pack")),
                         [](const auto& test) {
                           return std::string(std::get<0>(test.param).name) + "_" +
                                  std::get<1>(test.param);
                         });

class Data : public DataTest {
 protected:
  [[nodiscard]] Outcome evaluate(const std::string& chosen) const {
    return run(launch("ebsnn_eval", chosen));
  }
  [[nodiscard]] Outcome train(const std::string& chosen) const {
    return run(launch("ebsnn_train", chosen));
  }
  [[nodiscard]] Outcome evaluate() const { return evaluate(data().string()); }
};

// Its checksum in the index is intact, so that only reading the recording tells.
TEST_F(Data, DamagedRecordingInPackedFile) {
  Place place{data()};
  place.write_packed();
  std::vector<std::uint32_t> times;
  for (const Event& event : decode_nmnist(place.files.at(kBadFile), kBadFile)) {
    times.push_back(event.t_us);
  }
  const auto bytes = std::as_bytes(std::span(times));
  damage(place.packed(), Bytes(bytes.begin(), bytes.end()));
  const FolderState before = state_of(out());
  expect_error(evaluate(place.packed().string()), 2, {"all.h5", "/train recording 4", "checksum"});
  EXPECT_TRUE(state_of(out()) == before);
}

TEST_F(Data, FinishedUnitsStayWhereARecordingIsBad) {
  Place place{data()};
  place.write();
  expect_done(evaluate());
  const FolderState before = state_of(out());
  EXPECT_TRUE(before.contains("activity/train.h5"));
  place.files.at("Test/8/00001.bin").pop_back();
  place.write();
  expect_error(evaluate(), 2, {"Test/8/00001.bin", "199 bytes", "multiple of 5"});
  EXPECT_TRUE(state_of(out()) == before);
}

TEST_F(Data, BadRecordingIsFoundBeforeTheFirstUnit) {
  Place place{data()};
  place.files.at("Test/8/00001.bin").pop_back();
  place.write();
  const FolderState before = state_of(out());
  expect_error(evaluate(), 2, {"Test/8/00001.bin", "199 bytes", "multiple of 5"});
  EXPECT_TRUE(state_of(out()) == before);
}

TEST_F(Data, SplitThatIsNotThere) {
  Place place{data()};
  std::erase_if(place.files, [](const auto& file) { return file.first.starts_with("Train"); });
  place.write();
  const FolderState before = state_of(out());
  expect_error(evaluate(), 2, {"--data", data().string(), "no training recordings", "unit train"});
  expect_error(train(data().string()), 2, {"--data", data().string(), "no training recordings"});
  EXPECT_TRUE(state_of(out()) == before);
}

TEST_F(Data, MissingClassIsAWarning) {
  Place place{data()};
  place.files.erase(kBadFile);
  place.write();
  expect_warning(evaluate(), {"Train", "no recordings of class 4"});
  EXPECT_EQ(read_activity(out() / "activity/train.h5").activity.size(), 9U);
}

TEST_F(Data, EmptyRecordingsAreZeroActivityAndAWarning) {
  Place place{data()};
  place.files.at(kBadFile).clear();
  place.files.at("Train/7/00001.bin").clear();
  place.write();
  expect_warning(evaluate(), {"2 recordings have no events", kBadFile});
  const Activity activity = read_activity(out() / "activity/train.h5").activity;
  ASSERT_EQ(activity.size(), 10U);
  const std::size_t width = activity.features();
  for (const std::size_t row : {4U, 7U}) {
    const auto first = activity.counts.begin() + static_cast<std::ptrdiff_t>(row * width);
    EXPECT_TRUE(std::all_of(first, first + static_cast<std::ptrdiff_t>(width),
                            [](std::uint16_t count) { return count == 0; }))
        << "row " << row;
    EXPECT_EQ(activity.label[row], row);
    EXPECT_EQ(activity.surviving_events[2 * row], 0U);
  }
}

TEST_F(Data, TimeThatGoesBackIsAWarning) {
  Place place{data()};
  for (const char* path : {"Train/2/00001.bin", kBadFile, "Train/9/00001.bin"}) {
    std::vector<Event> events = orderly_events(40, 3);
    std::reverse(events.begin(), events.end());
    place.files.at(path) = encode_nmnist(events, path);
  }
  place.write();
  expect_warning(evaluate(), {"3 recordings have times that go back", "Train/2/00001.bin"});
}

TEST_F(Data, WarningsOfTrainingAreCountedToo) {
  Place place{data()};
  place.files.at(kBadFile).clear();
  place.write();
  expect_warning(train(data().string()), {"1 recordings have no events", kBadFile});
}

TEST_F(Data, TrainingMayMeetAnEmptyRecordingOnly) {
  Place place{data(), {{kBadFile, {}}}};
  place.write();
  expect_done(train(data().string()));
  EXPECT_TRUE(fs::exists(out() / "network.h5"));
}

TEST_F(Data, FolderInPlaceOfARecordingIsAWarning) {
  Place place{data()};
  place.write();
  fs::create_directories(data() / "Train/4/00002.bin");
  expect_warning(evaluate(),
                 {"ignored 1 file(s) or folder(s) that are not recordings", "4/00002.bin"});
}

TEST_F(Data, QuietHidesWarningsButNotErrors) {
  Place place{data()};
  place.files.erase(kBadFile);
  place.write();
  Launch quiet = launch("ebsnn_eval", data().string());
  quiet.arguments.emplace_back("--quiet");
  const Outcome outcome = run(quiet);
  expect_done(outcome);
  EXPECT_EQ(outcome.err, "");
  quiet.arguments.emplace_back("--nonsense");
  expect_error(run(quiet), 2, {"--nonsense"});
}

}  // namespace
}  // namespace ebsnn::test
