#include "emulator/mnist_images.hpp"

#include "unit/events/made_up_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using test::Bytes;
using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;

void append_word(Bytes& bytes, std::uint32_t word) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    bytes.push_back(static_cast<std::byte>((word >> shift) & 0xffU));
  }
}

/// `count` images; pixel p of image i is (17 i + p) mod 256.
Bytes image_file(std::uint32_t count, std::uint32_t rows = 28, std::uint32_t columns = 28) {
  Bytes bytes;
  for (const std::uint32_t word : {2051U, count, rows, columns}) append_word(bytes, word);
  for (std::uint32_t i = 0; i < count; ++i) {
    for (std::uint32_t p = 0; p < rows * columns; ++p) {
      bytes.push_back(static_cast<std::byte>((17 * i + p) & 0xffU));
    }
  }
  return bytes;
}

Bytes label_file(const std::vector<unsigned>& labels) {
  Bytes bytes;
  append_word(bytes, 2049);
  append_word(bytes, static_cast<std::uint32_t>(labels.size()));
  for (const unsigned label : labels) bytes.push_back(static_cast<std::byte>(label));
  return bytes;
}

void write_gzip(const std::filesystem::path& path, const Bytes& bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  ASSERT_NE(file, nullptr);
  ASSERT_EQ(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())),
            static_cast<int>(bytes.size()));
  ASSERT_EQ(gzclose(file), Z_OK);
}

constexpr const char* kImages = "train-images-idx3-ubyte";
constexpr const char* kLabels = "train-labels-idx1-ubyte";

/// The message with which the training split of `folder` is refused.
std::string refusal(const TemporaryFolder& folder) {
  return test::input_error_of([&] { (void)read_mnist(folder.path(), Split::train); });
}

/// The message if these two files exist.
std::string refusal(const Bytes& images, const Bytes& labels) {
  const TemporaryFolder folder;
  test::write_bytes(folder / kImages, images);
  test::write_bytes(folder / kLabels, labels);
  return refusal(folder);
}

TEST(MnistImages, AreReadFromPlainFiles) {
  const TemporaryFolder folder;
  test::write_bytes(folder / kImages, image_file(3));
  test::write_bytes(folder / kLabels, label_file({5, 0, 9}));
  const MnistImages mnist = read_mnist(folder.path(), Split::train);
  ASSERT_EQ(mnist.images.size(), 3U);
  EXPECT_EQ(mnist.labels, (std::vector<std::uint8_t>{5, 0, 9}));
  EXPECT_EQ(mnist.images[2][0], 34);
  EXPECT_EQ(mnist.images[2][783], (34 + 783) % 256);
}

TEST(MnistImages, AreReadFromGzippedFilesOfTheTestSplit) {
  const TemporaryFolder folder;
  write_gzip(folder / "t10k-images-idx3-ubyte.gz", image_file(2));
  write_gzip(folder / "t10k-labels-idx1-ubyte.gz", label_file({1, 2}));
  const MnistImages mnist = read_mnist(folder.path(), Split::test);
  ASSERT_EQ(mnist.images.size(), 2U);
  EXPECT_EQ(mnist.images[1][1], 18);
  EXPECT_EQ(mnist.labels, (std::vector<std::uint8_t>{1, 2}));
}

TEST(MnistImages, MustBeThere) {
  const TemporaryFolder folder;
  EXPECT_THAT(refusal(folder), AllOf(HasSubstr(folder.path().string()), HasSubstr(kImages)));
  test::write_bytes(folder / kImages, image_file(1));
  EXPECT_THAT(refusal(folder), HasSubstr(kLabels));
}

TEST(MnistImages, MustBeFiles) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / kImages);
  test::write_bytes(folder / kLabels, label_file({1}));
  EXPECT_THAT(refusal(folder), AllOf(HasSubstr(kImages), HasSubstr("cannot be read")));
}

TEST(MnistImages, MustHaveTheRightHeader) {
  EXPECT_THAT(refusal(label_file({1}), label_file({1})),
              AllOf(HasSubstr(kImages), HasSubstr("2049"), HasSubstr("2051")));
  EXPECT_THAT(refusal(image_file(1), image_file(1)),
              AllOf(HasSubstr(kLabels), HasSubstr("2051"), HasSubstr("2049")));
  EXPECT_THAT(refusal(image_file(1, 32, 28), label_file({1})),
              AllOf(HasSubstr("rows is 32"), HasSubstr("28")));
  EXPECT_THAT(refusal(image_file(1, 28, 14), label_file({1})),
              AllOf(HasSubstr("columns is 14"), HasSubstr("28")));
}

// A count that claims gigabytes must be checked against the bytes in the file.
TEST(MnistImages, MustNotClaimTooMany) {
  Bytes images = image_file(1);
  images[4] = std::byte{0xff};
  EXPECT_THAT(refusal(images, label_file({1})),
              AllOf(HasSubstr(kImages), HasSubstr("4278190081"), HasSubstr("1000000")));
}

TEST(MnistImages, MustBeWhole) {
  Bytes images = image_file(2);
  images.pop_back();
  EXPECT_THAT(refusal(images, label_file({1, 2})),
              AllOf(HasSubstr(kImages), HasSubstr("cut short"), HasSubstr("1583 bytes")));
  images.resize(10);
  EXPECT_THAT(refusal(images, label_file({1, 2})),
              AllOf(HasSubstr("cut short"), HasSubstr("number of rows"), HasSubstr("10 bytes")));
  EXPECT_THAT(refusal({}, label_file({1, 2})), HasSubstr("cut short"));
  Bytes labels = label_file({1, 2});
  labels.pop_back();
  EXPECT_THAT(refusal(image_file(2), labels), AllOf(HasSubstr(kLabels), HasSubstr("cut short")));
}

TEST(MnistImages, MustEndWhereTheHeaderSays) {
  Bytes images = image_file(2);
  images.push_back(std::byte{0});
  EXPECT_THAT(refusal(images, label_file({1, 2})), AllOf(HasSubstr(kImages), HasSubstr("more")));
}

TEST(MnistImages, MustUnpack) {
  const TemporaryFolder folder;
  test::write_bytes(folder / kLabels, label_file({1, 2, 3}));
  const std::filesystem::path images = folder / (std::string(kImages) + ".gz");
  write_gzip(images, image_file(3));
  const auto size = std::filesystem::file_size(images);
  std::filesystem::resize_file(images, size / 2);
  EXPECT_THAT(refusal(folder), AllOf(HasSubstr(images.string()), HasSubstr("cut short")));

  write_gzip(images, image_file(3));
  Bytes packed = test::read_bytes(images);
  packed[packed.size() - 6] ^= std::byte{1};  // in the checksum
  test::write_bytes(images, packed);
  EXPECT_THAT(refusal(folder), AllOf(HasSubstr(images.string()), HasSubstr("cannot be read")));
}

TEST(MnistImages, MustBeDigits) {
  EXPECT_THAT(refusal(image_file(3), label_file({1, 10, 3})),
              AllOf(HasSubstr(kLabels), HasSubstr("label 1 is 10"), HasSubstr("0..9")));
}

TEST(MnistImages, MustBeAsManyAsLabels) {
  EXPECT_THAT(refusal(image_file(3), label_file({1, 2})),
              AllOf(HasSubstr("3 images"), HasSubstr("2 labels")));
}

}  // namespace
}  // namespace ebsnn
