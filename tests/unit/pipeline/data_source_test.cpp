// The forms of --data: the same recordings in every form, and what is refused.

#include "pipeline/data_source.hpp"

#include "h5/file.hpp"
#include "storage/packed_recordings.hpp"
#include "unit/events/zip_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class DataSourceTest : public testing::Test {
 protected:
  DataSource open(const std::string& below = "") {
    return open_data_source((below.empty() ? folder_.path() : folder_ / below).string());
  }
  std::string error(const std::string& below = "") {
    return input_error_of([&] { (void)open(below); });
  }

  TemporaryFolder folder_;
};

TEST_F(DataSourceTest, FoldersArchivesAndPackedFilesHoldTheSame) {
  write_files(folder_ / "folders", made_up_files());
  fs::create_directories(folder_ / "archives");
  write_zip(folder_ / "archives/Train.zip", made_up_files(), "Train/");
  write_zip(folder_ / "archives/TEST.ZIP", made_up_files(), "Test/");
  const DataSource folders = open("folders");
  write_packed(folders, folder_ / "packed.h5", Provenance{}, [](std::size_t) {});
  for (const std::string form : {"archives", "packed.h5"}) {
    const DataSource other = open(form);
    EXPECT_EQ(difference_between(*folders.train, *other.train), "");
    EXPECT_EQ(difference_between(*folders.test, *other.test), "");
    EXPECT_THAT(other.warnings, IsEmpty());
  }
  EXPECT_EQ(folders.place, "folder " + (folder_ / "folders").string());
  EXPECT_EQ(folders.train->size(), 30U);
  EXPECT_NE(folders.train->checksum(3), folders.test->checksum(3));
}

TEST_F(DataSourceTest, LowerCaseFoldersAndOneSplitWillDo) {
  write_files(folder_.path(), made_up_files());
  fs::remove_all(folder_ / "Train");
  fs::rename(folder_ / "Test", folder_ / "test");
  const DataSource source = open();
  EXPECT_EQ(source.train, nullptr);
  EXPECT_EQ(source.test->size(), 30U);
}

TEST_F(DataSourceTest, AFolderGoesBeforeAnArchiveWithAWarning) {
  write_files(folder_.path(), made_up_files());
  write_bytes(folder_ / "train.zip", Bytes(3));
  EXPECT_THAT(open().warnings,
              ElementsAre(AllOf(HasSubstr("train.zip: not used"), HasSubstr("Train"))));
}

TEST_F(DataSourceTest, FolderAndArchiveMayHoldOneSplitEach) {
  write_files(folder_.path(), made_up_files());
  fs::remove_all(folder_ / "Test");
  write_zip(folder_ / "test.zip", made_up_files(), "Test/");
  const DataSource source = open();
  EXPECT_THAT(source.train->name(0), HasSubstr("Train/0/00002.bin"));
  EXPECT_THAT(source.test->name(0), HasSubstr("test.zip:Test/0/00002.bin"));
}

TEST_F(DataSourceTest, FolderNamesMayHaveAnyLetterCase) {
  write_files(folder_.path(), made_up_files());
  fs::rename(folder_ / "Train", folder_ / "TRAIN");
  EXPECT_EQ(open().train->size(), 30U);
  EXPECT_THAT(open().train->name(0), HasSubstr("TRAIN/0/00002.bin"));
}

TEST_F(DataSourceTest, AFolderAroundTheDataSetIsPassedWithAWarning) {
  write_files(folder_ / "N-MNIST", made_up_files());
  write_bytes(folder_ / "notes/readme.txt", {});
  const DataSource source = open();
  EXPECT_EQ(source.train->size(), 30U);
  EXPECT_EQ(source.test->size(), 30U);
  EXPECT_THAT(source.warnings,
              ElementsAre(AllOf(HasSubstr("recordings are read from"), HasSubstr("N-MNIST"))));
  write_files(folder_ / "copy", made_up_files());
  EXPECT_THAT(error(), HasSubstr("holds several data sets, N-MNIST and copy among them"));
}

TEST_F(DataSourceTest, AnArchiveAloneHoldsOneSplitOrBoth) {
  write_files(folder_ / "folders", made_up_files());
  const DataSource folders = open("folders");
  write_zip(folder_ / "both.zip", made_up_files());
  const DataSource both = open("both.zip");
  EXPECT_EQ(difference_between(*folders.train, *both.train), "");
  EXPECT_EQ(difference_between(*folders.test, *both.test), "");
  EXPECT_THAT(both.warnings, IsEmpty());
  EXPECT_EQ(both.place, "archive " + (folder_ / "both.zip").string());
  for (const std::string name : {"Train.zip", "download"}) {
    write_zip(folder_ / name, made_up_files(), "Train/");
    const DataSource one = open(name);
    EXPECT_EQ(difference_between(*folders.train, *one.train), "");
    EXPECT_EQ(one.test, nullptr);
    EXPECT_THAT(one.warnings,
                ElementsAre(AllOf(HasSubstr("archive has no test recordings"), HasSubstr(name))));
  }
}

TEST_F(DataSourceTest, AnArchiveWithoutRecordingsIsRefused) {
  write_zip(folder_ / "data.zip", {{"arr_0.npy", {}}});
  EXPECT_THAT(error("data.zip"),
              AllOf(HasSubstr("data.zip: no recordings; expected"),
                    HasSubstr("Test/<class>/<number>.bin"), HasSubstr("arr_0.npy")));
}

TEST_F(DataSourceTest, SaysWhatAFileIsThatHoldsNoRecordings) {
  const auto refused = [&](const std::string& bytes, const std::string& says) {
    std::ofstream(folder_ / "given", std::ios::binary) << bytes;
    EXPECT_THAT(error("given"), AllOf(HasSubstr("--data " + (folder_ / "given").string()),
                                      HasSubstr(says), HasSubstr("expected a folder")));
    EXPECT_LT(error("given").size(), 600U);
  };
  refused("MATLAB 5.0 MAT-file, Platform: GLNXA64", "a MATLAB file");
  refused("x,y,t\n1,2,3\n", "a text file that begins with \"x,y,t\"");
  refused(std::string(9000, 'x'), "xxxx...\"");
  refused("\x89PNG\r\n\x1a\n....", "a PNG image");
  refused("", "it is empty");
  refused(std::string(512, '\0') + "\x89HDF\r\n\x1a\n", "user block of 512 bytes");
}

TEST_F(DataSourceTest, SaysWhatAFolderHoldsInsteadOfRecordings) {
  for (const std::string name : {"a.png", "b.png", "c.png", "d.png"})
    write_bytes(folder_ / name, {});
  EXPECT_THAT(error(), AllOf(HasSubstr("holds no recordings; expected"),
                             HasSubstr("it holds a.png, b.png, c.png and 1 more")));
  write_files(folder_.path(), made_up_files());
  EXPECT_THAT(error("Train"),
              AllOf(HasSubstr("class folders"), HasSubstr("give the folder above")));
}

TEST_F(DataSourceTest, SaysWhatAnotherFileOfThisProgramIs) {
  h5::File file = h5::File::create(folder_ / "network.h5");
  file.write("/weights/V1weight", std::vector<double>{1.0}, {1, 1});
  file.close();
  EXPECT_THAT(error("network.h5"),
              AllOf(HasSubstr("holds no packed recordings"), HasSubstr("a network (--network)")));
}

TEST_F(DataSourceTest, PassesWarningsOn) {
  write_files(folder_.path(), made_up_files());
  fs::remove_all(folder_ / "Test/8");
  EXPECT_THAT(open().warnings, ElementsAre(HasSubstr("Test: no recordings of class 8")));
}

TEST_F(DataSourceTest, RefusesAmbiguousNames) {
  write_files(folder_.path(), made_up_files());
  fs::create_directories(folder_ / "train");
  EXPECT_THAT(error(), HasSubstr(folder_.path().string() + ": holds both Train and train"));
  fs::remove(folder_ / "train");
  write_bytes(folder_ / "TRAIN.zip", {});
  write_bytes(folder_ / "train.zip", {});
  EXPECT_THAT(error(), HasSubstr("holds both TRAIN.zip and train.zip"));
}

TEST_F(DataSourceTest, SaysWhatIsExpected) {
  EXPECT_THAT(error(),
              AllOf(HasSubstr(folder_.path().string() + ": holds no recordings; expected"),
                    HasSubstr("Train and/or Test"), HasSubstr("train.zip and/or test.zip")));
  EXPECT_THAT(error("nowhere"), AllOf(HasSubstr("--data " + (folder_ / "nowhere").string()),
                                      HasSubstr("No such file"), HasSubstr("synthetic")));
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(error("pipe"), HasSubstr("neither a folder nor a file"));
  write_bytes(folder_ / "notes.txt", Bytes(10));
  EXPECT_THAT(error("notes.txt"), HasSubstr("notes.txt: cannot open as an HDF5 file"));
}

TEST_F(DataSourceTest, RefusesAnEmptySplit) {
  write_files(folder_.path(), made_up_files());
  fs::remove_all(folder_ / "Test");
  fs::create_directories(folder_ / "Test");
  EXPECT_THAT(error(), HasSubstr("Test: no recordings"));
}

TEST_F(DataSourceTest, RefusesAFolderItHasNoPermissionFor) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  fs::create_directories(folder_ / "closed");
  fs::permissions(folder_ / "closed", fs::perms::none);
  EXPECT_THAT(error("closed"), HasSubstr("closed: cannot be read: Permission denied"));
  fs::permissions(folder_ / "closed", fs::perms::owner_all);
}

TEST(SyntheticSource, IsMadeInMemory) {
  const DataSource source = open_data_source("synthetic:train=20,test=10,seed=3");
  ASSERT_NE(source.train, nullptr);
  EXPECT_EQ(source.train->size(), 20U);
  EXPECT_EQ(source.test->size(), 10U);
  EXPECT_THAT(input_error_of([] { (void)open_data_source("synthetic:trains=20"); }),
              HasSubstr("trains"));
}

TEST_F(DataSourceTest, RefusesTheNameOfTheBuiltInOnesForAFolderThatExists) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_.path());
  fs::create_directories("synthetic/Train/0");
  EXPECT_THAT(input_error_of([] { (void)open_data_source("synthetic"); }),
              AllOf(HasSubstr("built-in"), HasSubstr("./synthetic")));
  EXPECT_NO_THROW((void)open_data_source("synthetic:train=2,test=1"));
  fs::current_path(before);
}

}  // namespace
}  // namespace ebsnn::test
