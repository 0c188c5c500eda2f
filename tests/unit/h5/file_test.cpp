// The HDF5 wrapper on files of one process.

#include "h5/file.hpp"

#include "core/error.hpp"
#include "support/temporary_folder.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>

namespace ebsnn::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class H5 : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path(const char* name = "a.h5") const {
    return folder_.path() / name;
  }
  /// Message of the InputError that `work` throws, or a note that it did not.
  template <class Error, class Work>
  static std::string message_of(const Work& work) {
    try {
      work();
    } catch (const Error& error) {
      return error.what();
    }
    return "no such error";
  }

  TemporaryFolder folder_;
};

template <class T>
class H5Types : public H5 {};
using Types = testing::Types<double, float, std::uint8_t, std::uint16_t, std::uint32_t,
                             std::uint64_t, std::int64_t>;
TYPED_TEST_SUITE(H5Types, Types);

TYPED_TEST(H5Types, ComeBackToTheLastBit) {
  using Limits = std::numeric_limits<TypeParam>;
  const std::vector<TypeParam> values{Limits::lowest(), Limits::max(), TypeParam{0}, TypeParam{1}};
  {
    h5::File file = h5::File::create(this->path());
    file.write("/v", values, {4});
    file.close();
  }
  const h5::File file = h5::File::open(this->path());
  EXPECT_EQ(file.read<TypeParam>("/v"), values);
}

TEST_F(H5, PipesAreNoFiles) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_THAT(message_of<InputError>([this] { (void)h5::File::open(path("pipe")); }),
              HasSubstr("it is a pipe or a device"));
}

TEST_F(H5, LastIndexIsFastest) {
  h5::File file = h5::File::create(path());
  file.write<double>("/m", {11, 12, 13, 21, 22, 23}, {2, 3});
  file.close();
  const h5::File back = h5::File::open(path());
  EXPECT_THAT(back.shape("/m"), ElementsAre(2, 3));
  EXPECT_THAT(back.read_rows<double>("/m", 1, 1), ElementsAre(21, 22, 23));
}

TEST_F(H5, RowsHaveAllFurtherIndices) {
  std::vector<std::uint16_t> values(3 * 4 * 5);
  std::iota(values.begin(), values.end(), std::uint16_t{0});
  h5::File file = h5::File::create(path());
  file.write("/a", values, {3, 4, 5});
  file.close();
  const h5::File back = h5::File::open(path());
  const auto rows = back.read_rows<std::uint16_t>("/a", 1, 2);
  EXPECT_EQ(rows, std::vector<std::uint16_t>(values.begin() + 20, values.end()));
  EXPECT_TRUE(back.read_rows<std::uint16_t>("/a", 3, 0).empty());
}

TEST_F(H5, RowsBeyondTheEndAreRefused) {
  h5::File file = h5::File::create(path());
  file.write<double>("/m", {1, 2, 3, 4}, {2, 2});
  file.close();
  const h5::File back = h5::File::open(path());
  const auto read = [&](std::size_t first, std::size_t count) {
    return message_of<InputError>([&] { (void)back.read_rows<double>("/m", first, count); });
  };
  EXPECT_THAT(read(1, 2), AllOf(HasSubstr("a.h5"), HasSubstr("/m"), HasSubstr("2 rows from row 1"),
                                HasSubstr("it has 2 rows")));
  EXPECT_THAT(read(3, 0), HasSubstr("it has 2 rows"));
  // first + count wraps around
  EXPECT_THAT(read(1, std::numeric_limits<std::size_t>::max()), HasSubstr("it has 2 rows"));
}

TEST_F(H5, ReservedRowsAreFilledInAnyOrder) {
  h5::File file = h5::File::create(path());
  file.reserve<std::uint8_t>("/r", {3, 2});
  const std::vector<std::uint8_t> last{5, 6};
  const std::vector<std::uint8_t> first{1, 2, 3, 4};
  file.write_rows_at<std::uint8_t>("/r", 2, last);
  file.write_rows_at<std::uint8_t>("/r", 0, first);
  EXPECT_THROW(file.write_rows_at<std::uint8_t>("/r", 2, first), StorageError);
  EXPECT_THROW(file.write_rows_at<std::uint8_t>("/none", 0, first), StorageError);
}

TEST_F(H5, ReservedRowsAreRead) {
  h5::File file = h5::File::create(path());
  file.reserve<std::uint8_t>("/r", {2, 2});
  const std::vector<std::uint8_t> values{1, 2, 3, 4};
  file.write_rows_at<std::uint8_t>("/r", 0, values);
  file.close();
  EXPECT_EQ(h5::File::open(path()).read<std::uint8_t>("/r"), values);
}

TEST_F(H5, NumbersAreConvertedWithoutLoss) {
  h5::File file = h5::File::create(path());
  file.write<std::uint16_t>("/small", {0, 255}, {2});
  file.write<std::uint16_t>("/large", {0, 256}, {2});
  file.write<std::int64_t>("/negative", {-1}, {1});
  file.write<double>("/fraction", {0.5}, {1});
  file.write<double>("/rounded", {0.1}, {1});
  file.close();
  const h5::File back = h5::File::open(path());
  EXPECT_THAT(back.read<std::uint8_t>("/small"), ElementsAre(0, 255));
  EXPECT_THAT(back.read<double>("/large"), ElementsAre(0.0, 256.0));
  EXPECT_THAT(back.read<float>("/rounded"), ElementsAre(0.1F));
  EXPECT_THROW((void)back.read<std::uint8_t>("/large"), InputError);
  EXPECT_THROW((void)back.read<std::uint16_t>("/negative"), InputError);
  EXPECT_THROW((void)back.read<std::uint16_t>("/fraction"), InputError);
  EXPECT_THROW((void)back.read_rows<std::uint8_t>("/large", 1, 1), InputError);
}

TEST_F(H5, StringsKeepTheirLengths) {
  const std::vector<std::string> names{"polarity", "", "Größe", "x "};
  h5::File file = h5::File::create(path());
  file.write_strings("/names", names);
  file.write_strings("/none", {});
  file.close();
  const h5::File back = h5::File::open(path());
  EXPECT_EQ(back.read_strings("/names"), names);
  EXPECT_TRUE(back.read_strings("/none").empty());
  EXPECT_THROW((void)back.read<double>("/names"), InputError);
}

TEST_F(H5, NumbersAreNoStrings) {
  h5::File file = h5::File::create(path());
  file.write<double>("/v", {1}, {1});
  EXPECT_THROW((void)file.read_strings("/v"), InputError);
}

TEST_F(H5, AttributesComeBack) {
  h5::File file = h5::File::create(path());
  file.write<double>("/g/v", {1}, {1});
  file.write_text("/g/v", "axes", "post, pre");
  file.write_text("/g", "empty", "");
  file.write_text("/", "many lines", "a = 1\nb = 'ü'\n");
  file.write_number("/", "accuracy", 0.1);
  file.write_count("/", "seed", std::numeric_limits<std::uint64_t>::max());
  file.close();
  const h5::File back = h5::File::open(path());
  EXPECT_EQ(back.read_text("/g/v", "axes"), "post, pre");
  EXPECT_EQ(back.read_text("/g", "empty"), "");
  EXPECT_EQ(back.read_text("/", "many lines"), "a = 1\nb = 'ü'\n");
  EXPECT_EQ(back.read_number("/", "accuracy"), 0.1);
  EXPECT_EQ(back.read_count("/", "seed"), std::numeric_limits<std::uint64_t>::max());
  EXPECT_TRUE(back.has_attribute("/", "seed"));
  EXPECT_FALSE(back.has_attribute("/", "axes"));
  EXPECT_FALSE(back.has_attribute("/none", "seed"));
}

TEST_F(H5, LongTextFits) {
  const std::string text(300'000, 'x');  // more than HDF5 allows within an object's header
  h5::File file = h5::File::create(path());
  file.write_text("/", "configuration", text);
  file.close();
  EXPECT_EQ(h5::File::open(path()).read_text("/", "configuration"), text);
}

TEST_F(H5, DatasetsMayBeEmpty) {
  h5::File file = h5::File::create(path());
  file.write<std::uint8_t>("/written", std::vector<std::uint8_t>{}, {0});
  file.reserve<double>("/reserved", {0, 5});
  EXPECT_TRUE(file.write_rows_at<double>("/reserved", 0, {}));
  file.close();
  const h5::File back = h5::File::open(path());
  EXPECT_TRUE(back.read<std::uint8_t>("/written").empty());
  EXPECT_EQ(back.shape("/reserved"), (h5::Shape{0, 5}));
}

TEST_F(H5, ADatasetIsMadeOnlyOnce) {
  h5::File file = h5::File::create(path());
  file.write<double>("/a", {1.0}, {1});
  EXPECT_THROW(file.write<double>("/a", {2.0}, {1}), StorageError);
  EXPECT_THROW(file.reserve<double>("/a", {1}), StorageError);
  file.close();
  EXPECT_THAT(h5::File::open(path()).read<double>("/a"), ElementsAre(1.0));
}

TEST_F(H5, AttributesCanBeReplacedByOtherKinds) {
  h5::File file = h5::File::create(path());
  file.write_text("/", "a", "one");
  file.write_number("/", "a", 2.0);
  EXPECT_EQ(file.read_number("/", "a"), 2.0);
  EXPECT_THROW((void)file.read_text("/", "a"), InputError);
}

TEST_F(H5, AttributesAreOfTheRightKind) {
  h5::File file = h5::File::create(path());
  file.write_text("/", "text", "7");
  file.write_number("/", "number", 7.0);
  EXPECT_THROW((void)file.read_number("/", "text"), InputError);
  EXPECT_THROW((void)file.read_count("/", "number"), InputError);
  EXPECT_THAT(message_of<InputError>([&] { (void)file.read_text("/", "missing"); }),
              AllOf(HasSubstr("a.h5"), HasSubstr("missing")));
}

TEST_F(H5, AttributesNeedAnObjectAndWholeText) {
  h5::File file = h5::File::create(path());
  EXPECT_THAT(message_of<StorageError>([&] { file.write_text("/none", "axes", "x"); }),
              AllOf(HasSubstr("a.h5"), HasSubstr("attribute axes of /none")));
  EXPECT_THROW(file.write_text("/", "text", std::string("a\0b", 3)), StorageError);
}

TEST_F(H5, KnowsWhatItHolds) {
  h5::File file = h5::File::create(path());
  file.write<double>("/b/deep/v", {1}, {1});
  file.write<double>("/a", {1}, {1});
  EXPECT_TRUE(file.contains("/"));
  EXPECT_TRUE(file.contains("/b/deep"));
  EXPECT_TRUE(file.contains("/b/deep/v"));
  EXPECT_FALSE(file.contains("/b/none/v"));
  EXPECT_FALSE(file.contains("/a/v"));
  EXPECT_THAT(file.members("/"), ElementsAre("a", "b"));
  EXPECT_THAT(file.members("/b"), ElementsAre("deep"));
  EXPECT_THROW((void)file.members("/none"), InputError);
}

TEST_F(H5, ShapeAndValuesMustAgree) {
  h5::File file = h5::File::create(path());
  EXPECT_THAT(message_of<StorageError>([&] {
                file.write<double>("/v", {1, 2, 3}, {2, 2});
              }),
              AllOf(HasSubstr("3 values"), HasSubstr("/v"), HasSubstr("[2, 2]")));
  EXPECT_THROW(file.write<double>("/v", {1}, {}), StorageError);
}

TEST_F(H5, EqualContentMakesEqualFiles) {
  const auto write = [&](const char* name) {
    h5::File file = h5::File::create(path(name));
    file.write<double>("/g/v", {1, 2, 3}, {3});
    file.write_text("/", "configuration", std::string(5000, 'c'));
    file.write_count("/", "seed", 1);
    file.close();
  };
  write("a.h5");
  sleep(1);  // time stamps of objects are in seconds
  write("b.h5");
  EXPECT_TRUE(bytes_of(path("a.h5")) == bytes_of(path("b.h5")));
}

TEST_F(H5, DimensionsHaveNames) {
  {
    h5::File file = h5::File::create(path());
    file.write<double>("/g/values", {1, 2, 3, 4, 5, 6}, {2, 3});
    file.write<double>("/g/level", {0.1, 0.5}, {2});
    file.make_scale("/g/level");
    file.make_dimension("/g/neuron", 3);
    file.attach_scales("/g/values", {"/g/level", "/g/neuron"});
    file.close();
  }
  const h5::File file = h5::File::open(path());
  EXPECT_EQ(file.read_text("/g/level", "NAME"), "level");
  EXPECT_THAT(file.read_text("/g/neuron", "NAME"), HasSubstr("not a netCDF variable.         3"));
  EXPECT_EQ(file.shape("/g/neuron"), (h5::Shape{3}));
  EXPECT_THAT(file.read<double>("/g/level"), ElementsAre(0.1, 0.5));
  EXPECT_TRUE(file.has_attribute("/g/values", "DIMENSION_LIST"));
  EXPECT_TRUE(file.has_attribute("/g/level", "REFERENCE_LIST"));
}

TEST_F(H5, DimensionsAreOfDatasetsThatAreThere) {
  h5::File file = h5::File::create(path());
  EXPECT_THAT(message_of<StorageError>([&] { file.make_scale("/none"); }),
              AllOf(HasSubstr("a.h5"), HasSubstr("/none")));
}

TEST_F(H5, CreatingReplacesAnOldFile) {
  h5::File::create(path()).write<double>("/old", {1}, {1});
  h5::File::create(path()).write<double>("/new", {1}, {1});
  EXPECT_THAT(h5::File::open(path()).members("/"), ElementsAre("new"));
}

TEST_F(H5, MovesWithItsFile) {
  h5::File first = h5::File::create(path());
  h5::File second = std::move(first);
  second.write<double>("/v", {1}, {1});
  second = h5::File::create(path("b.h5"));
  EXPECT_EQ(h5::File::open(path()).read<double>("/v").size(), 1U);
  EXPECT_EQ(second.path(), path("b.h5"));
}

TEST_F(H5, WhatIsReadIsNotWritten) {
  h5::File::create(path()).close();
  const std::string before = bytes_of(path());
  {
    h5::File file = h5::File::open(path());
    EXPECT_THROW(file.write<double>("/v", {1}, {1}), StorageError);
    EXPECT_THROW(file.write_number("/", "n", 1), StorageError);
  }
  EXPECT_TRUE(bytes_of(path()) == before);
}

TEST_F(H5, AnothersLockIsNoHindrance) {
  h5::File::create(path()).close();
  const int descriptor = open(path().c_str(), O_RDWR);
  ASSERT_EQ(flock(descriptor, LOCK_EX | LOCK_NB), 0);
  EXPECT_NO_THROW((void)h5::File::open(path()));
  close(descriptor);
}

TEST_F(H5, ErrorsNameFileAndReason) {
  EXPECT_THAT(message_of<InputError>([&] { (void)h5::File::open(path("none.h5")); }),
              AllOf(HasSubstr("none.h5"), HasSubstr("No such file")));
  std::ofstream(path("text.h5")) << "no HDF5 at all";
  EXPECT_THAT(
      message_of<InputError>([&] { (void)h5::File::open(path("text.h5")); }),
      AllOf(HasSubstr("text.h5"), HasSubstr("a text file that begins with \"no HDF5 at all\"")));
  EXPECT_THROW((void)h5::File::open(folder_.path()), InputError);
  EXPECT_THAT(message_of<StorageError>([&] { (void)h5::File::create(path("none/a.h5")); }),
              AllOf(HasSubstr("none/a.h5"), HasSubstr("No such file")));
  h5::File file = h5::File::create(path());
  EXPECT_THAT(message_of<InputError>([&] { (void)file.read<double>("/none"); }),
              AllOf(HasSubstr("a.h5"), HasSubstr("/none"), HasSubstr("doesn't exist")));
}

TEST(H5Library, HasAVersion) {
  EXPECT_THAT(h5::library_version(), testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

}  // namespace
}  // namespace ebsnn::test
