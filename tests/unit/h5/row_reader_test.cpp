// Rows of an open dataset.

#include "h5/row_reader.hpp"

#include "unit/events/made_up_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace ebsnn::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RowReaderTest : public testing::Test {
 protected:
  RowReaderTest() {
    std::vector<std::uint8_t> bytes(12);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{10});
    h5::File file = h5::File::create(path_);
    file.write("/group/bytes", bytes, {4, 3});
    file.write<std::uint8_t>("/none", std::vector<std::uint8_t>{}, {0, 3});
    file.write("/wide", std::vector<std::uint16_t>{1, 2}, {2, 1});
    file.close();
  }
  std::string open_error(const std::string& dataset) {
    const h5::File file = h5::File::open(path_);
    return input_error_of([&] { const h5::RowReader<std::uint8_t> rows(file, dataset); });
  }

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "bytes.h5";
};

TEST_F(RowReaderTest, ReadsRowsInAnyOrder) {
  const h5::File file = h5::File::open(path_);
  const h5::RowReader<std::uint8_t> rows(file, "/group/bytes");
  EXPECT_THAT(rows.shape(), ElementsAre(4, 3));
  EXPECT_THAT(rows.read(2, 2), ElementsAre(16, 17, 18, 19, 20, 21));
  EXPECT_THAT(rows.read(0, 1), ElementsAre(10, 11, 12));
  EXPECT_THAT(rows.read(4, 0), IsEmpty());
  EXPECT_EQ(rows.read(0, 4).size(), 12U);
}

TEST_F(RowReaderTest, ReadsWiderTypesToo) {
  const h5::File file = h5::File::open(path_);
  EXPECT_THAT(h5::RowReader<std::uint16_t>(file, "/wide").read(1, 1), ElementsAre(2));
}

TEST_F(RowReaderTest, MayHaveNoRows) {
  const h5::File file = h5::File::open(path_);
  EXPECT_THAT(h5::RowReader<std::uint8_t>(file, "/none").read(0, 0), IsEmpty());
}

TEST_F(RowReaderTest, RefusesRowsThatAreNotThere) {
  const h5::File file = h5::File::open(path_);
  const h5::RowReader<std::uint8_t> rows(file, "/group/bytes");
  for (const auto& [first, count] :
       {std::pair<std::size_t, std::size_t>{3, 2}, {5, 0}, {1, SIZE_MAX}}) {
    EXPECT_THAT(
        input_error_of([&, from = first, n = count] { (void)rows.read(from, n); }),
        AllOf(HasSubstr(path_.string()), HasSubstr("/group/bytes"), HasSubstr("it has 4 rows")));
  }
}

TEST_F(RowReaderTest, RefusesOtherDatasets) {
  EXPECT_THAT(open_error("/missing"), AllOf(HasSubstr(path_.string()), HasSubstr("/missing")));
  EXPECT_THAT(open_error("/group"), HasSubstr("/group"));
  EXPECT_THAT(open_error("/wide"), HasSubstr("/wide: it holds another type"));
}

}  // namespace
}  // namespace ebsnn::test
