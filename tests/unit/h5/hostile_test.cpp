// Untrusted files: damaged, or made to mislead the reader. Each must give an InputError before
// memory is allocated for values that do not exist.

#include "core/error.hpp"
#include "h5/file.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include <fstream>
#include <numeric>

namespace ebsnn::test {
namespace {

using testing::HasSubstr;

constexpr hsize_t kHuge = hsize_t{1} << 40U;

/// Bytes of a file whose /v is a link to /v of other.h5. Made before the first test, because the
/// wrapper removes the ability to make such links from the process.
class LinkingFile final : public testing::Environment {
 public:
  void SetUp() override {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "a.h5";
    const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    ASSERT_GE(H5Lcreate_external("other.h5", "/v", file, "/v", H5P_DEFAULT, H5P_DEFAULT), 0);
    H5Fclose(file);
    bytes = bytes_of(path);
  }
  std::string bytes;
};
// GoogleTest owns it.
const auto* const linking_file =
    static_cast<LinkingFile*>(testing::AddGlobalTestEnvironment(new LinkingFile));

class Hostile : public testing::Test {
 protected:
  void SetUp() override {
    // Made with HDF5 itself, because the wrapper cannot write such files.
    file_ = H5Fcreate(path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    creation_ = H5Pcreate(H5P_DATASET_CREATE);
  }
  void TearDown() override {
    H5Pclose(creation_);
    finish();
  }
  void finish() {
    if (file_ >= 0) {
      H5Fclose(file_);
      file_ = -1;
    }
  }

  /// A dataset /v of `extent` elements, made with creation_.
  void make(const std::vector<hsize_t>& extent, hid_t type = H5T_NATIVE_DOUBLE) const {
    const hid_t space = H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr);
    make_in(space, type);
  }
  void make_in(hid_t space, hid_t type) const {
    const hid_t dataset = H5Dcreate2(file_, "/v", type, space, H5P_DEFAULT, creation_, H5P_DEFAULT);
    EXPECT_GE(dataset, 0);
    H5Dclose(dataset);
    H5Sclose(space);
  }
  void fill(const std::vector<double>& values) const {
    const hid_t dataset = H5Dopen2(file_, "/v", H5P_DEFAULT);
    EXPECT_GE(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
              0);
    H5Dclose(dataset);
  }

  [[nodiscard]] std::string complaint() {
    finish();
    try {
      (void)h5::File::open(path()).read<double>("/v");
      return "read";
    } catch (const InputError& error) {
      return error.what();
    }
  }

  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "a.h5"; }

  TemporaryFolder folder_;
  hid_t file_ = -1;
  hid_t creation_ = -1;
};

TEST_F(Hostile, HonestFileIsRead) {
  make({3});
  fill({1, 2, 3});
  EXPECT_EQ(complaint(), "read");
}

TEST_F(Hostile, CompressedFileIsRead) {
  const hsize_t chunk = 100'000;
  H5Pset_chunk(creation_, 1, &chunk);
  H5Pset_deflate(creation_, 9);
  make({1'000'000});
  fill(std::vector<double>(1'000'000, 0.0));  // as small as deflate can make it
  EXPECT_EQ(complaint(), "read");
}

TEST_F(Hostile, CompactFileIsRead) {
  H5Pset_layout(creation_, H5D_COMPACT);
  make({3});
  fill({1, 2, 3});
  EXPECT_EQ(complaint(), "read");
}

TEST_F(Hostile, HugeDatasetWithoutStorage) {
  make({kHuge});
  EXPECT_THAT(complaint(), HasSubstr("only 0 bytes are stored"));
}

TEST_F(Hostile, HugeChunkedDatasetWithoutChunks) {
  const hsize_t chunk = 1000;
  H5Pset_chunk(creation_, 1, &chunk);
  make({kHuge});
  EXPECT_THAT(complaint(), HasSubstr("are stored for its"));
}

TEST_F(Hostile, HugeChunkedDatasetWithOneChunk) {
  const hsize_t chunk = 1000;
  H5Pset_chunk(creation_, 1, &chunk);
  make({kHuge});
  const hid_t dataset = H5Dopen2(file_, "/v", H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  const hsize_t first = 0;
  H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &chunk, nullptr);
  const hid_t memory = H5Screate_simple(1, &chunk, nullptr);
  const std::vector<double> values(chunk);
  H5Dwrite(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values.data());
  H5Sclose(memory);
  H5Sclose(space);
  H5Dclose(dataset);
  EXPECT_THAT(complaint(), HasSubstr("only 8000 bytes are stored"));
}

TEST_F(Hostile, ChunkMuchLargerThanItsDataset) {
  const hsize_t chunk = hsize_t{1} << 28U;  // 2 GiB of doubles, a few MB compressed
  const hsize_t unlimited = H5S_UNLIMITED;
  const hsize_t extent = 10;
  H5Pset_chunk(creation_, 1, &chunk);
  H5Pset_deflate(creation_, 1);
  make_in(H5Screate_simple(1, &extent, &unlimited), H5T_NATIVE_DOUBLE);
  EXPECT_THAT(complaint(), HasSubstr("are stored for its"));
}

TEST_F(Hostile, MoreElementsThanCanBeCounted) {
  make({kHuge, kHuge});
  EXPECT_THAT(complaint(), HasSubstr("/v"));
}

TEST_F(Hostile, ValuesInAnotherFile) {
  H5Pset_external(creation_, "/etc/passwd", 0, 80);
  make({10});
  EXPECT_THAT(complaint(), HasSubstr("other files"));
}

TEST_F(Hostile, ValuesOfAnotherDataset) {
  const hsize_t extent = 10;
  const hid_t space = H5Screate_simple(1, &extent, nullptr);
  H5Pset_virtual(creation_, space, "/etc/passwd", "/w", space);
  H5Sclose(space);
  make({extent});
  EXPECT_THAT(complaint(), HasSubstr("other files"));
}

TEST_F(Hostile, LinkToAnotherFile) {
  const std::filesystem::path other = folder_.path() / "other.h5";
  h5::File::create(other).write<double>("/v", {1}, {1});
  finish();
  std::ofstream(path(), std::ios::binary) << linking_file->bytes;
  EXPECT_THAT(complaint(), HasSubstr("cannot read dataset /v"));
  EXPECT_FALSE(h5::File::open(path()).contains("/v"));
}

TEST_F(Hostile, LinkToNowhere) {
  EXPECT_GE(H5Lcreate_soft("/none", file_, "/v", H5P_DEFAULT, H5P_DEFAULT), 0);
  EXPECT_NE(complaint(), "read");
  EXPECT_FALSE(h5::File::open(path()).contains("/v"));
}

TEST_F(Hostile, NoNumbers) {
  const hid_t type = H5Tcreate(H5T_COMPOUND, 8);
  H5Tinsert(type, "x", 0, H5T_NATIVE_DOUBLE);
  make({1}, type);
  H5Tclose(type);
  EXPECT_THAT(complaint(), HasSubstr("it holds no numbers"));
}

TEST_F(Hostile, NoValueAtAll) {
  make_in(H5Screate(H5S_NULL), H5T_NATIVE_DOUBLE);
  EXPECT_THAT(complaint(), HasSubstr("no data space"));
}

TEST_F(Hostile, GroupInsteadOfDataset) {
  H5Gclose(H5Gcreate2(file_, "/v", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  EXPECT_NE(complaint(), "read");
}

TEST_F(Hostile, VariableStringsAreNotRead) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  make({1}, type);
  H5Tclose(type);
  finish();
  EXPECT_THROW((void)h5::File::open(path()).read_strings("/v"), InputError);
}

TEST_F(Hostile, ListIsNoSingleAttribute) {
  const hsize_t extent = 2;
  const hid_t space = H5Screate_simple(1, &extent, nullptr);
  H5Aclose(H5Acreate2(file_, "a", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT));
  H5Sclose(space);
  finish();
  EXPECT_THROW((void)h5::File::open(path()).read_number("/", "a"), InputError);
}

TEST_F(Hostile, FixedTextOfOthersIsRead) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, 8);
  H5Tset_strpad(type, H5T_STR_SPACEPAD);
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t attribute = H5Acreate2(file_, "a", type, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, type, "hello   ");
  H5Aclose(attribute);
  H5Sclose(space);
  H5Tclose(type);
  finish();
  EXPECT_EQ(h5::File::open(path()).read_text("/", "a"), "hello");
}

// A claim that only a modified file can make: the header states more bytes than the file has.
TEST_F(Hostile, HeaderThatPointsBeyondTheEnd) {
  make({1000});
  fill(std::vector<double>(1000, 1.0));
  finish();
  std::string bytes = bytes_of(path());
  const auto replace = [&](std::uint64_t from, std::uint64_t to) {
    const std::string old(reinterpret_cast<const char*>(&from), sizeof from);
    const std::size_t at = bytes.find(old);
    EXPECT_NE(at, std::string::npos);
    bytes.replace(at, sizeof to, reinterpret_cast<const char*>(&to), sizeof to);
  };
  replace(1000, kHuge);      // extent; the maximum follows
  replace(1000, kHuge);      // maximum extent
  replace(8000, kHuge * 8);  // bytes of the contiguous layout
  std::ofstream(path(), std::ios::binary) << bytes;
  EXPECT_THAT(complaint(), HasSubstr("bytes of a file of"));
}

TEST_F(Hostile, EveryCutIsNoticed) {
  make({100});
  fill(std::vector<double>(100, 1.0));
  finish();
  const auto whole = std::filesystem::file_size(path());
  for (std::uintmax_t length = whole; length-- > 0;) {
    std::filesystem::resize_file(path(), length);
    EXPECT_NE(complaint(), "read") << "cut to " << length << " of " << whole;
  }
}

}  // namespace
}  // namespace ebsnn::test
