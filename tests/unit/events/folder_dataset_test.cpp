// Recordings in folders: order, labels, warnings, and what is refused.

#include "events/folder_dataset.hpp"

#include "unit/events/made_up_data.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class FolderDatasetTest : public testing::Test {
 protected:
  std::unique_ptr<Dataset> open() {
    warnings_.clear();
    const ClassFolders classes(class_folders_in(folder_ / "Train"));
    return open_folder_dataset(folder_ / "Train", classes, sensor_, warnings_);
  }
  std::string open_error() {
    return input_error_of([this] { (void)open(); });
  }
  std::string path(const std::string& below) const { return (folder_ / below).string(); }

  TemporaryFolder folder_;
  SensorGeometry sensor_ = kNmnistSensor;
  std::vector<std::string> warnings_;
};

TEST_F(FolderDatasetTest, OrdersByClassThenNameAsText) {
  write_files(folder_.path(), made_up_files());
  const auto dataset = open();
  ASSERT_EQ(dataset->size(), 30U);
  EXPECT_EQ(dataset->name(0), path("Train/0/00002.bin"));
  EXPECT_EQ(dataset->name(1), path("Train/0/10.bin"));
  EXPECT_EQ(dataset->name(2), path("Train/0/9.bin"));
  EXPECT_EQ(dataset->name(29), path("Train/9/9.bin"));
  for (std::size_t i = 0; i < 30; ++i) {
    EXPECT_EQ(dataset->label(i), i / 3);
    EXPECT_EQ(dataset->read(i).label, i / 3);
    EXPECT_EQ(dataset->read(i).events, decode_nmnist(read_bytes(dataset->name(i)), "r"));
  }
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(FolderDatasetTest, NothingIsOpenedBeforeItIsRead) {
  write_files(folder_.path(), made_up_files());
  write_bytes(folder_ / "Train/0/00002.bin", Bytes(7));
  const auto dataset = open();
  EXPECT_EQ(dataset->size(), 30U);
  EXPECT_THAT(input_error_of([&] { (void)dataset->read(0); }),
              HasSubstr(path("Train/0/00002.bin") + ": size of 7 bytes is not a multiple of 5"));
  EXPECT_EQ(input_error_of([&] { (void)dataset->read(1); }), "");
}

TEST_F(FolderDatasetTest, AbsentClassIsAWarning) {
  write_files(folder_.path(), made_up_files());
  fs::remove_all(folder_ / "Train/8");
  EXPECT_EQ(open()->size(), 27U);
  EXPECT_THAT(warnings_, ElementsAre(path("Train") + ": no recordings of class 8"));
}

TEST_F(FolderDatasetTest, OtherFilesAreIgnoredAndCounted) {
  write_files(folder_.path(), made_up_files());
  write_bytes(folder_ / "Train/3/notes.txt", {});
  write_bytes(folder_ / "Train/3/deeper.bin/x.bin", {});
  write_bytes(folder_ / "Train/README", {});
  // Many files, so that the file system is unlikely to list them in the expected order by chance.
  for (int i = 0; i < 20; ++i) write_bytes(folder_ / fmt::format("Train/0/x{}.txt", i), {});
  EXPECT_EQ(open()->size(), 30U);
  EXPECT_THAT(warnings_, ElementsAre(AllOf(HasSubstr(path("Train") + ": ignored 23 file(s)"),
                                           HasSubstr("e.g. 0/x0.txt"))));
}

TEST_F(FolderDatasetTest, TakesTheSuffixInAnyLetterCase) {
  write_files(folder_.path(), made_up_files());
  fs::rename(folder_ / "Train/0/10.bin", folder_ / "Train/0/10.BIN");
  EXPECT_EQ(open()->size(), 30U);
  EXPECT_EQ(open()->name(1), path("Train/0/10.BIN"));
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(FolderDatasetTest, ShowsNamesEscaped) {
  write_files(folder_.path(), made_up_files());
  for (const auto& [name, shown] : std::vector<std::pair<std::string, std::string>>{
           {"9\r", "9\\r"}, {"\x1b[31m9", "\\x1b[31m9"}, {"9\xff", "9\\xff"}, {"9\n", "9\\n"}}) {
    fs::create_directories(folder_ / ("Train/" + name));
    EXPECT_THAT(open_error(), HasSubstr(path("Train/" + shown) + ": class folder without"));
    fs::remove(folder_ / ("Train/" + name));
  }
  write_bytes(folder_ / "Train/0/a\rb.txt", {});
  EXPECT_EQ(open()->size(), 30U);
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("e.g. 0/a\\rb.txt")));
  write_bytes(folder_ / "Train/0/00000\r.bin", Bytes(7));
  EXPECT_THAT(input_error_of([this] { (void)open()->read(0); }),
              HasSubstr("Train/0/00000\\r.bin: size of 7 bytes"));
}

TEST_F(FolderDatasetTest, ListsAFewOfTheFilesThatItIgnored) {
  for (const std::string name : {"1", "2", "3", "4", "5"}) {
    write_bytes(folder_ / ("Train/0/" + name + ".png"), {});
  }
  EXPECT_THAT(open_error(), AllOf(HasSubstr("Train/0: class folder without a .bin file"),
                                  HasSubstr("0/1.png, 0/2.png, 0/3.png and 2 more")));
}

TEST_F(FolderDatasetTest, HousekeepingIsPassedOverInSilence) {
  write_files(folder_.path(), made_up_files());
  write_bytes(folder_ / "Train/.hidden/1.bin", {});
  write_bytes(folder_ / "Train/__MACOSX/1.bin", {});
  write_bytes(folder_ / "Train/3/._00001.bin", {});
  EXPECT_EQ(open()->size(), 30U);
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(FolderDatasetTest, AbsentClassesAreOneWarning) {
  write_files(folder_.path(), made_up_files());
  for (const char* absent : {"8", "1", "5", "7"}) fs::remove_all(folder_ / "Train" / absent);
  EXPECT_EQ(open()->size(), 18U);
  EXPECT_THAT(warnings_,
              ElementsAre(path("Train") + ": no recordings of classes 1, 5, 7 and 1 more"));
}

TEST_F(FolderDatasetTest, ClassesMayHaveAnyNames) {
  for (const char* file : {"dog/1.bin", "Cat/2.bin", "Cat/1.bin", "10/1.bin"}) {
    write_bytes(folder_ / "Train" / file, {});
  }
  const auto dataset = open();
  EXPECT_THAT(dataset->description().classes, ElementsAre("10", "Cat", "dog"));
  ASSERT_EQ(dataset->size(), 4U);
  EXPECT_EQ(dataset->source(0), "Train/10/1.bin");
  EXPECT_EQ(dataset->source(1), "Train/Cat/1.bin");
  EXPECT_EQ(dataset->source(3), "Train/dog/1.bin");
  EXPECT_EQ(dataset->label(2), 1);
  EXPECT_EQ(dataset->read(3).label, 2);
}

TEST_F(FolderDatasetTest, HasTheSensorThatIsGiven) {
  const std::vector<Event> events = {{5, 239, 179, true}};
  sensor_ = {240, 180};
  write_bytes(folder_ / "Train/ant/1.bin", encode_nmnist(events, "1.bin", sensor_));
  EXPECT_EQ(open()->description().sensor, sensor_);
  EXPECT_EQ(open()->read(0).events, events);
  sensor_ = {240, 179};
  EXPECT_THAT(input_error_of([&] { (void)open()->read(0); }),
              AllOf(HasSubstr("x = 239, y = 179"), HasSubstr("x 0..239, y 0..178")));
}

TEST(ClassFolders, NamedByDigitsAreTheTenDigits) {
  const ClassFolders classes({"7", "3", "7"});
  EXPECT_EQ(classes.size(), 10U);
  EXPECT_EQ(classes.label("7"), 7);
  EXPECT_EQ(classes.folder(3), "3");
}

TEST(ClassFolders, NamedByNumbersAreSortedByValue) {
  EXPECT_THAT(ClassFolders({"10", "9", "100", "007", "7"}).names(),
              ElementsAre("007", "7", "9", "10", "100"));
  EXPECT_THAT(ClassFolders({"10", "9", "b"}).names(), ElementsAre("10", "9", "b"));
}

TEST(ClassFolders, ShowNamesEscapedAndKeepThem) {
  const ClassFolders classes({"a\r", "b"});
  EXPECT_THAT(classes.names(), ElementsAre("a\\r", "b"));
  EXPECT_EQ(classes.folder(0), "a\r");
  EXPECT_THAT(input_error_of([&] { (void)classes.label("c"); }), HasSubstr("class folder c"));
}

TEST_F(FolderDatasetTest, RefusesAClassWithoutRecordings) {
  write_files(folder_.path(), made_up_files());
  fs::remove_all(folder_ / "Train/4");
  write_bytes(folder_ / "Train/4/notes.txt", {});
  EXPECT_THAT(open_error(), HasSubstr(path("Train/4") + ": class folder without a .bin file"));
}

TEST_F(FolderDatasetTest, RefusesASplitWithoutRecordings) {
  fs::create_directories(folder_ / "Train");
  EXPECT_THAT(open_error(), HasSubstr(path("Train") + ": no recordings"));
}

TEST_F(FolderDatasetTest, RefusesWhatCannotBeRead) {
  EXPECT_THAT(open_error(), HasSubstr(path("Train") + ": cannot be read: No such file"));
  write_files(folder_.path(), made_up_files());
  const auto dataset = open();
  fs::remove(folder_ / "Train/0/00002.bin");
  EXPECT_THAT(input_error_of([&] { (void)dataset->read(0); }),
              HasSubstr(path("Train/0/00002.bin") + ": cannot be read: No such file"));
  ASSERT_EQ(::mkfifo(path("Train/0/00002.bin").c_str(), 0600), 0);
  EXPECT_THAT(input_error_of([&] { (void)dataset->read(0); }), HasSubstr("is not a regular file"));
}

TEST_F(FolderDatasetTest, RefusesWhatItHasNoPermissionFor) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  write_files(folder_.path(), made_up_files());
  fs::permissions(folder_ / "Train/0/00002.bin", fs::perms::none);
  const auto dataset = open();
  EXPECT_THAT(input_error_of([&] { (void)dataset->read(0); }),
              HasSubstr(path("Train/0/00002.bin") + ": cannot be read: Permission denied"));
  fs::permissions(folder_ / "Train/5", fs::perms::none);
  EXPECT_THAT(open_error(), HasSubstr(path("Train/5") + ": cannot be read: Permission denied"));
  fs::permissions(folder_ / "Train/5", fs::perms::owner_all);
}

TEST_F(FolderDatasetTest, RefusesAHugeFileWithoutReadingIt) {
  write_files(folder_.path(), made_up_files());
  fs::resize_file(folder_ / "Train/0/00002.bin", std::uintmax_t{1} << 40U);
  const auto dataset = open();
  EXPECT_THAT(input_error_of([&] { (void)dataset->read(0); }),
              HasSubstr("size of 1099511627776 bytes is above the limit of 67108864"));
}

TEST(RecordingChecksum, DependsOnLabelEventsAndOrder) {
  const Recording base{made_up_events(1500, 1), 3};
  const std::uint64_t sum = checksum_of_recording(base);
  EXPECT_EQ(checksum_of_recording(Recording{base.events, 3}), sum);
  EXPECT_NE(checksum_of_recording(Recording{base.events, 4}), sum);
  const auto changed = [&](auto change) {
    Recording other = base;
    change(other.events);
    return checksum_of_recording(other);
  };
  EXPECT_NE(changed([](auto& events) { std::swap(events[3], events[1400]); }), sum);
  EXPECT_NE(changed([](auto& events) { events.back().on = !events.back().on; }), sum);
  EXPECT_NE(changed([](auto& events) { ++events[512].t_us; }), sum);
  EXPECT_NE(changed([](auto& events) { events[511].x ^= 1U; }), sum);
  EXPECT_NE(changed([](auto& events) { events[700].y ^= 1U; }), sum);
  EXPECT_NE(changed([](auto& events) { events.pop_back(); }), sum);
}

TEST(RecordingChecksum, DependsOnHighBytesOfLabelAndCoordinates) {
  const auto sum = [](std::uint16_t x, std::uint16_t y, Label label) {
    return checksum_of_recording(Recording{{{1, 1, 1, true}, {2, x, y, false}}, label});
  };
  const std::set<std::uint64_t> sums{sum(3, 4, 5),       sum(259, 4, 5), sum(3, 260, 5),
                                     sum(3, 4, 261),     sum(515, 4, 5), sum(259, 260, 5),
                                     sum(259, 260, 261), sum(3, 516, 5), sum(3, 4, 517)};
  EXPECT_EQ(sums.size(), 9U);
}

TEST(RecordingChecksum, IsTheSameOnEveryMachineAndInEveryRelease) {
  // Stored in packed files: must not change without a new version of that format.
  EXPECT_EQ(checksum_of_recording(Recording{{{1, 2, 3, true}, {0x01020304, 33, 0, false}}, 7}),
            17965741034767543804U);
}

TEST(RealRecordings, AreListedAndRead) {
  const auto folder = real_recordings();
  if (!folder)
    GTEST_SKIP() << "no N-MNIST sample beside the source tree or at $EBSNN_NMNIST_SAMPLE";
  std::vector<std::string> warnings;
  const ClassFolders digits(class_folders_in(*folder / "Train"));
  const auto train = open_folder_dataset(*folder / "Train", digits, kNmnistSensor, warnings);
  EXPECT_THAT(warnings, IsEmpty());
  const auto test = open_folder_dataset(*folder / "Test", digits, kNmnistSensor, warnings);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("Test: no recordings of class 8")));
  EXPECT_EQ(train->size(), 900U);
  EXPECT_EQ(test->size(), 60U);
  for (std::size_t i = 0; i < train->size(); ++i) {
    const Recording recording = train->read(i);
    EXPECT_TRUE(recording.events.size() >= 1069 && recording.events.size() <= 7152);
    EXPECT_FALSE(time_goes_back(recording.events));
    EXPECT_TRUE(recording.events.back().t_us >= 296'000 && recording.events.back().t_us < 337'000);
  }
}

}  // namespace
}  // namespace ebsnn::test
