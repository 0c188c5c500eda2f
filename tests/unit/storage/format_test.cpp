// The table of formats: FORMATS.md, attributes and dimensions in files, other versions.

#include "storage/format.hpp"

#include "storage/activity_file.hpp"
#include "storage/results_file.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::ThrowsMessage;

constexpr DatasetRow kPairs{"/pairs", "uint16", "pair, bound", "px", "places of pairs", "by row"};

class Format : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "file.h5"; }
  void write_pairs() const {
    h5::File file = h5::File::create(path());
    file.write("/pairs", std::vector<std::uint16_t>{1, 2, 3, 4, 5, 6}, {3, 2});
    describe_dataset(file, "/pairs", kPairs);
    file.close();
  }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(Format, DocumentIsMadeFromTheTable) {
  const std::string text = formats_text();
  const std::filesystem::path copy =
      std::filesystem::path(EBSNN_PROGRAM_DIR).parent_path() / "FORMATS.md";
  if (test::bytes_of(EBSNN_SOURCE_DIR "/src/storage/FORMATS.md") != text) {
    std::ofstream(copy, std::ios::binary) << text;
    ADD_FAILURE() << "copy " << copy << " to src/storage/FORMATS.md";
  }
}

TEST_F(Format, EveryDimensionOfTheTableIsExplained) {
  std::vector<std::string> explained;
  for (const DimensionRow& row : dimension_rows()) explained.emplace_back(row.name);
  EXPECT_TRUE(std::is_sorted(explained.begin(), explained.end()));
  for (const FileFormat* format : file_formats()) {
    for (const DatasetRow& row : format->datasets) {
      if (row.dimensions.starts_with('<')) continue;
      EXPECT_THAT(row.long_name, Not(IsEmpty())) << row.path;
      for (const std::string& name : listed(row.dimensions)) {
        EXPECT_THAT(explained, testing::Contains(name)) << row.path;
      }
    }
  }
}

TEST_F(Format, DatasetsSayWhatTheyAre) {
  write_pairs();
  const h5::File file = h5::File::open(path());
  EXPECT_EQ(file.read_text("/pairs", "units"), "px");
  EXPECT_EQ(file.read_text("/pairs", "long_name"), "places of pairs");
  EXPECT_EQ(file.read_text("/pairs", "comment"), "by row");
  EXPECT_EQ(file.shape("/pair"), (h5::Shape{3}));
  EXPECT_EQ(file.read_text("/pair", "CLASS"), "DIMENSION_SCALE");
  EXPECT_EQ(file.read_strings("/bound"), (std::vector<std::string>{"low", "high"}));
  EXPECT_EQ(file.read_text("/bound", "NAME"), "bound");
  EXPECT_TRUE(file.has_attribute("/pairs", "DIMENSION_LIST"));
}

TEST_F(Format, EqualContentGivesEqualBytes) {
  write_pairs();
  const std::string first = test::bytes_of(path());
  std::filesystem::remove(path());
  write_pairs();
  EXPECT_TRUE(test::bytes_of(path()) == first);
}

TEST_F(Format, DimensionsOfOneNameHaveOneExtent) {
  h5::File file = h5::File::create(path());
  file.write("/pairs", std::vector<std::uint16_t>{1, 2, 3}, {1, 3});
  EXPECT_THAT([&] { describe_dataset(file, "/pairs", kPairs); },
              ThrowsMessage<StorageError>(HasSubstr("/pairs has 3 entries of bound")));
}

TEST_F(Format, FilesOfANewerVersionAreNotDamaged) {
  {
    h5::File file = h5::File::create(path());
    file.write_text("/", "format", std::string(kResultsFormat.name));
    file.write_count("/", "format_version", kResultsFormat.version + 7);
    file.close();
  }
  EXPECT_THAT([&] { (void)read_results(path()); },
              ThrowsMessage<OtherFormatVersion>(
                  AllOf(HasSubstr("file.h5: is of version 8 of the format 'ebsnn results'"),
                        HasSubstr("versions up to 1"), Not(HasSubstr("damaged")))));
}

TEST_F(Format, FilesWithoutOneOrOfAnotherAreLeftToTheirReaders) {
  for (const char* format : {"", "ebsnn activity"}) {
    h5::File file = h5::File::create(path());
    if (*format != '\0') {
      file.write_text("/", "format", format);
      file.write_count("/", "format_version", 99);
    }
    file.close();
    EXPECT_NO_THROW((void)open_file(path(), kResultsFormat));
  }
}

}  // namespace
}  // namespace ebsnn
