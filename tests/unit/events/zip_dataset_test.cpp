// Recordings in archives: the same as in folders, and what is refused.

#include "events/zip_dataset.hpp"

#include "events/folder_dataset.hpp"
#include "unit/events/zip_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ZipDatasetTest : public testing::Test {
 protected:
  std::unique_ptr<Dataset> open(Split split = Split::train) {
    warnings_.clear();
    const ClassFolders classes(class_folders_in_zip(archive_, split));
    return open_zip_dataset(archive_, split, classes, kNmnistSensor, warnings_);
  }
  std::string open_error() {
    return input_error_of([this] { (void)open(); });
  }
  static std::string read_error(const Dataset& dataset, std::size_t index) {
    return input_error_of([&] { (void)dataset.read(index); });
  }

  TemporaryFolder folder_;
  fs::path archive_ = folder_ / "train.zip";
  std::vector<std::string> warnings_;
};

TEST_F(ZipDatasetTest, HoldsTheSameAsTheFolder) {
  write_files(folder_.path(), made_up_files());
  const ClassFolders digits(class_folders_in(folder_ / "Train"));
  const auto unpacked = open_folder_dataset(folder_ / "Train", digits, kNmnistSensor, warnings_);
  for (const int method : {ZIP_CM_DEFLATE, ZIP_CM_STORE}) {
    for (const std::string prefix : {"", "N-MNIST/", "train/data/"}) {
      write_zip(archive_, made_up_files(), "", prefix, method);
      const auto zipped = open();
      EXPECT_EQ(difference_between(*unpacked, *zipped), "") << prefix;
      EXPECT_EQ(zipped->name(1), archive_.string() + ":" + prefix + "Train/0/10.bin");
    }
  }
}

/// The files, with every path changed by `rename`.
template <class Rename>
Files renamed(const Files& files, const Rename& rename) {
  Files changed;
  for (const auto& [path, bytes] : files) changed[rename(path)] = bytes;
  return changed;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

TEST_F(ZipDatasetTest, TakesPathsAsOtherToolsWriteThem) {
  write_files(folder_.path(), made_up_files());
  const ClassFolders digits(class_folders_in(folder_ / "Train"));
  const auto unpacked = open_folder_dataset(folder_ / "Train", digits, kNmnistSensor, warnings_);
  const std::vector<std::pair<std::string, std::string>> spellings{{"Train/", "./Train/"},
                                                                   {"Train/", "/Train/"},
                                                                   {"/", "\\"},
                                                                   {"Train/", "TRAIN/"},
                                                                   {".bin", ".BIN"},
                                                                   {"Train/", "N-MNIST\\train\\"},
                                                                   {"Train/", "./N-MNIST/Train//"},
                                                                   {"Train/", "C:\\data\\Train\\"},
                                                                   {".bin", ".Bin"}};
  for (const auto& spelling : spellings) {
    write_zip(archive_, renamed(made_up_files(), [&](const std::string& path) {
                return replaced(path, spelling.first, spelling.second);
              }));
    EXPECT_EQ(open_error(), "") << spelling.second;
    EXPECT_EQ(difference_between(*unpacked, *open()), "") << spelling.second;
  }
}

TEST_F(ZipDatasetTest, TakesAnArchiveBehindOtherData) {
  write_files(folder_.path(), made_up_files());
  const ClassFolders digits(class_folders_in(folder_ / "Train"));
  const auto unpacked = open_folder_dataset(folder_ / "Train", digits, kNmnistSensor, warnings_);
  write_zip(archive_, made_up_files());
  const Bytes archive = read_bytes(archive_);
  for (const std::size_t size : {1U, 512U, 100'000U}) {
    Bytes bytes(size, std::byte{'#'});
    bytes.insert(bytes.end(), archive.begin(), archive.end());
    write_bytes(archive_, bytes);
    EXPECT_EQ(difference_between(*unpacked, *open()), "") << size;
  }
}

TEST_F(ZipDatasetTest, TakesClassFoldersAloneIfTheNameTellsTheSplit) {
  write_files(folder_.path(), made_up_files());
  const ClassFolders digits(class_folders_in(folder_ / "Train"));
  const auto unpacked = open_folder_dataset(folder_ / "Train", digits, kNmnistSensor, warnings_);
  Files files;
  for (const auto& [path, bytes] : made_up_files()) {
    if (path.starts_with("Train/")) files["data/" + path.substr(6)] = bytes;
  }
  write_zip(archive_, files);
  EXPECT_EQ(open_error(), "");
  EXPECT_EQ(difference_between(*unpacked, *open()), "");
  EXPECT_THAT(input_error_of([this] { (void)open(Split::test); }),
              AllOf(HasSubstr("no recordings"), HasSubstr("data/0/00002.bin")));
  files["data/Test/0/1.bin"] = {};
  write_zip(archive_, files);
  EXPECT_THAT(open_error(), HasSubstr("no recordings"));
}

TEST_F(ZipDatasetTest, ListsAFewOfTheMembersThatItIgnored) {
  Files files;
  for (const std::string name : {"a.png", "b.png", "c\xe2\x80\xae.png", "d.png"})
    files["x/" + name] = {};
  write_zip(archive_, files);
  EXPECT_THAT(open_error(), AllOf(HasSubstr("Train: no recordings; expected"),
                                  HasSubstr("Train/<class>/<number>.bin"),
                                  HasSubstr("x/a.png, x/b.png, x/c\\u202e.png and 1 more")));
  write_zip(archive_, {{"Train/../0/1.bin", {}}});
  EXPECT_THAT(open_error(), HasSubstr("Train/../0/1.bin"));
  write_zip(archive_, {{"pictures/", {}}});
  EXPECT_THAT(open_error(), HasSubstr("it holds no files"));
}

TEST_F(ZipDatasetTest, NamesTheFileThatIsNoArchive) {
  write_bytes(archive_, bytes_of({'7', 'z', 0xbc, 0xaf, 0x27, 0x1c, 0, 4}));
  EXPECT_THAT(open_error(), HasSubstr("train.zip: is a 7-Zip archive; expected a zip archive"));
}

TEST_F(ZipDatasetTest, ReadsInAnyOrder) {
  write_zip(archive_, made_up_files());
  const auto zipped = open();
  const Recording last = zipped->read(29);
  (void)zipped->read(3);
  EXPECT_EQ(zipped->read(29).events, last.events);
}

TEST_F(ZipDatasetTest, TakesOneSplitOnly) {
  write_files(folder_.path(), made_up_files());
  write_zip(archive_, made_up_files(), "Train/");
  const ClassFolders digits(class_folders_in(folder_ / "Train"));
  const auto unpacked = open_folder_dataset(folder_ / "Train", digits, kNmnistSensor, warnings_);
  EXPECT_EQ(difference_between(*unpacked, *open()), "");
  EXPECT_THAT(warnings_, IsEmpty());
  EXPECT_THAT(input_error_of([this] { (void)open(Split::test); }),
              HasSubstr(archive_.string() + "/Test: no recordings"));
}

TEST_F(ZipDatasetTest, TakesLowerCaseNamesToo) {
  Files files;
  for (const auto& [path, bytes] : made_up_files()) {
    std::string lower = path;
    lower[0] = 't';
    if (path.starts_with("Test/")) files[lower] = bytes;
  }
  write_zip(archive_, files);
  EXPECT_EQ(open(Split::test)->size(), 30U);
}

TEST_F(ZipDatasetTest, FollowsTheRulesOfFolders) {
  Files files = made_up_files();
  files["Train/"] = {};
  files["Train/0/"] = {};
  files["Train/0/notes.txt"] = {};
  files["README"] = {};
  files["__MACOSX/Train/0/1.bin"] = Bytes(5);
  files["Train/0/._9.bin"] = Bytes(5);
  files["Train/.DS_Store"] = Bytes(5);
  std::erase_if(files, [](const auto& file) { return file.first.starts_with("Train/8/"); });
  write_zip(archive_, files);
  EXPECT_EQ(open()->size(), 27U);
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("no recordings of class 8"),
                                     HasSubstr(": ignored 32 file(s)")));
  files["Train/8/"] = {};
  write_zip(archive_, files);
  EXPECT_THAT(open_error(), HasSubstr("train.zip/Train/8: class folder without a .bin file"));
  files.erase("Train/8/");
  files["Train/eight/1.bin"] = {};
  write_zip(archive_, files);
  EXPECT_EQ(open()->label(27), 9);
  EXPECT_EQ(open()->description().classes.back(), "eight");
}

TEST_F(ZipDatasetTest, RefusesTwoSplitsOfTheSameName) {
  Files files = made_up_files();
  files["other/Train/0/1.bin"] = {};
  write_zip(archive_, files);
  EXPECT_THAT(open_error(), HasSubstr("holds two folders Train"));
  files.erase("other/Train/0/1.bin");
  files["TRAIN/0/1.bin"] = {};
  write_zip(archive_, files);
  EXPECT_THAT(open_error(), HasSubstr("holds two folders Train: TRAIN/ and Train/"));
}

TEST_F(ZipDatasetTest, OneFolderWrittenInTwoWaysIsOne) {
  Files files = made_up_files();
  files["./Train\\0/zz.bin"] = {};
  write_zip(archive_, files);
  EXPECT_EQ(open()->size(), 31U);
}

TEST_F(ZipDatasetTest, RefusesTwoMembersOfTheSameName) {
  Files files = made_up_files();
  files["Train/0/xx.bin"] = {};
  write_zip(archive_, files);
  Bytes bytes = read_bytes(archive_);
  const auto is_x = [](std::byte byte) { return byte == std::byte{'x'}; };
  const auto pair = [&](auto from) {
    return std::adjacent_find(from, bytes.end(),
                              [&](std::byte a, std::byte b) { return is_x(a) && is_x(b); });
  };
  int renamed = 0;
  for (auto found = pair(bytes.begin()); found != bytes.end(); found = pair(found), ++renamed) {
    *found = std::byte{'1'};
    *(found + 1) = std::byte{'0'};
  }
  ASSERT_EQ(renamed, 2);  // before its data and in the central directory
  write_bytes(archive_, bytes);
  EXPECT_THAT(open_error(), HasSubstr("train.zip/Train/0/10.bin occurs twice"));
}

TEST_F(ZipDatasetTest, NamesTheMemberThatIsNoRecording) {
  Files files = made_up_files();
  files["Train/0/10.bin"] = Bytes(7);
  write_zip(archive_, files);
  EXPECT_THAT(
      read_error(*open(), 1),
      HasSubstr(archive_.string() + ":Train/0/10.bin: size of 7 bytes is not a multiple of 5"));
}

TEST_F(ZipDatasetTest, RefusesAnArchiveCutShort) {
  write_zip(archive_, made_up_files());
  const Bytes whole = read_bytes(archive_);
  for (const std::size_t percent : {0U, 1U, 50U, 90U, 99U}) {
    write_bytes(archive_, std::span(whole).first(whole.size() * percent / 100));
    EXPECT_THAT(open_error(),
                HasSubstr(archive_.string() + ": unreadable, cut short or not a zip archive"));
  }
  fs::remove(archive_);
  EXPECT_THAT(open_error(), HasSubstr("No such file"));
}

TEST_F(ZipDatasetTest, RefusesAMemberWithAWrongChecksum) {
  write_zip(archive_, made_up_files(), "", "", ZIP_CM_STORE);
  Bytes bytes = read_bytes(archive_);
  const std::vector<std::byte> member = made_up_files()["Train/0/10.bin"];
  const auto found = std::search(bytes.begin(), bytes.end(), member.begin(), member.end());
  ASSERT_TRUE(found != bytes.end() && member.size() > 10);
  *(found + 4) ^= std::byte{1};  // changes a time by one us: only the checksum detects this
  write_bytes(archive_, bytes);
  const auto dataset = open();
  EXPECT_THAT(read_error(*dataset, 1),
              AllOf(HasSubstr("Train/0/10.bin: damaged"), HasSubstr("CRC")));
  EXPECT_EQ(read_error(*dataset, 0), "");
}

/// Changes the 32-bit number `offset` bytes into the central directory's entry of `member`.
void patch_entry(Bytes& bytes, const std::string& member, std::size_t offset, std::uint32_t value) {
  const std::string text = member;
  const auto matches = [](char a, std::byte b) { return static_cast<std::byte>(a) == b; };
  const auto name = std::find_end(bytes.begin(), bytes.end(), text.begin(), text.end(),
                                  [&](std::byte b, char a) { return matches(a, b); });
  ASSERT_TRUE(name != bytes.end());
  const auto entry = name - 46;  // the fixed part of an entry precedes the name
  ASSERT_EQ(*entry, std::byte{'P'});
  for (unsigned i = 0; i < 4; ++i) {
    *(entry + static_cast<std::ptrdiff_t>(offset + i)) = static_cast<std::byte>(value >> (8U * i));
  }
}

TEST_F(ZipDatasetTest, RefusesSizesThatTheArchiveCannotHold) {
  write_zip(archive_, made_up_files());
  const Bytes whole = read_bytes(archive_);
  const auto error_with = [&](std::size_t offset, std::uint32_t value) {
    Bytes bytes = whole;
    patch_entry(bytes, "Train/0/10.bin", offset, value);
    write_bytes(archive_, bytes);
    return read_error(*open(), 1);
  };
  constexpr std::size_t kCompressed = 20;
  constexpr std::size_t kUncompressed = 24;
  EXPECT_THAT(error_with(kUncompressed, 0xfffffff0U), HasSubstr("is above the limit of 67108864"));
  EXPECT_THAT(error_with(kUncompressed, 60'000'000U),
              HasSubstr("Train/0/10.bin: damaged: 60000000 bytes"));
  EXPECT_THAT(error_with(kUncompressed, 205U), HasSubstr("Train/0/10.bin: "));
  EXPECT_THAT(error_with(kUncompressed, 10U), HasSubstr("Train/0/10.bin: "));
  EXPECT_THAT(error_with(kCompressed, 50'000'000U), HasSubstr("cannot come from an archive of"));
}

TEST_F(ZipDatasetTest, RefusesAnEncryptedMember) {
  write_zip(archive_, made_up_files(), "", "", ZIP_CM_STORE);
  Bytes bytes = read_bytes(archive_);
  constexpr std::size_t kFlags = 8;  // followed by the method, 0 for stored
  patch_entry(bytes, "Train/0/10.bin", kFlags, 1);
  write_bytes(archive_, bytes);
  EXPECT_THAT(read_error(*open(), 1), HasSubstr("Train/0/10.bin: is encrypted"));
}

TEST_F(ZipDatasetTest, RefusesASymbolicLink) {
  write_zip(archive_, made_up_files());
  int failed = 0;
  zip_t* zip = zip_open(archive_.c_str(), 0, &failed);
  ASSERT_NE(zip, nullptr);
  const zip_int64_t link = zip_name_locate(zip, "Train/0/10.bin", 0);
  ASSERT_GE(link, 0);
  constexpr zip_uint32_t kLink = 0120777U << 16U;  // of Unix: kind and permissions
  zip_file_set_external_attributes(zip, static_cast<zip_uint64_t>(link), 0, ZIP_OPSYS_UNIX, kLink);
  ASSERT_EQ(zip_close(zip), 0);
  EXPECT_THAT(read_error(*open(), 1), HasSubstr("Train/0/10.bin: is a symbolic link"));
}

TEST_F(ZipDatasetTest, FlippedBytesAreReportedOrHarmless) {
  write_zip(archive_, made_up_files());
  const auto whole = open();
  const Bytes bytes = read_bytes(archive_);
  RandomSequence random(5, Stream::synthetic_recording, 2, 0);
  int reported = 0;
  for (int round = 0; round < 300; ++round) {
    Bytes damaged = bytes;
    damaged[random.below(static_cast<std::uint32_t>(bytes.size()))] ^=
        static_cast<std::byte>(1U << random.below(8));
    archive_ = folder_ / "damaged.zip";
    write_bytes(archive_, damaged);
    const std::string error = input_error_of([&] {
      const auto dataset = open();
      for (std::size_t i = 0; i < dataset->size(); ++i) (void)dataset->read(i);
    });
    if (error.empty()) continue;
    ++reported;
    EXPECT_THAT(error, HasSubstr("damaged.zip"));
  }
  EXPECT_GT(reported, 100);
}

TEST_F(ZipDatasetTest, RefusesRandomBytes) {
  RandomSequence random(6, Stream::synthetic_recording, 3, 0);
  for (int round = 0; round < 50; ++round) {
    Bytes bytes(random.below(3000));
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.below(256));
    write_bytes(archive_, bytes);
    EXPECT_THAT(open_error(), HasSubstr(archive_.string()));
  }
}

TEST(RealRecordings, AreTheSameInAnArchive) {
  const auto source = real_recordings();
  if (!source)
    GTEST_SKIP() << "no N-MNIST sample beside the source tree or at $EBSNN_NMNIST_SAMPLE";
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(*source)) {
    if (entry.path().extension() != ".bin") continue;
    files[fs::relative(entry.path(), *source).string()] = read_bytes(entry.path());
  }
  const TemporaryFolder folder;
  write_zip(folder / "all.zip", files);
  std::vector<std::string> warnings;
  for (const Split split : {Split::train, Split::test}) {
    const ClassFolders digits({"0"});
    const auto zipped =
        open_zip_dataset(folder / "all.zip", split, digits, kNmnistSensor, warnings);
    const auto unpacked =
        open_folder_dataset(*source / folder_name(split), digits, kNmnistSensor, warnings);
    EXPECT_EQ(difference_between(*unpacked, *zipped), "");
  }
}

}  // namespace
}  // namespace ebsnn::test
