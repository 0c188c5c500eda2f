// Files whose structure would make HDF5 read beyond its buffers or loop forever if it were not
// checked first. Each must give an InputError. Most are valid files with a few bytes changed, as
// fuzzing found them.

#include "core/error.hpp"
#include "h5/file.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <zlib.h>

#include <fstream>

namespace ebsnn::test {
namespace {

using testing::HasSubstr;

constexpr std::size_t kValues = 7;

class Structure : public testing::Test {
 protected:
  /// A file of a group, a dataset and attributes of all kinds.
  void SetUp() override {
    h5::File file = h5::File::create(path());
    file.write("/group/values", std::vector<double>(kValues, 1.0), {kValues});
    file.write_text("/", "text", "twelve bytes");
    file.write_number("/group", "number", 5.0);
    file.close();
    bytes_ = bytes_of(path());
  }

  /// Position of the first or a later occurrence of `mark`.
  [[nodiscard]] std::size_t find(const std::string& mark, std::size_t from = 0) const {
    const std::size_t at = bytes_.find(mark, from);
    EXPECT_NE(at, std::string::npos) << mark;
    return at;
  }
  template <class T>
  void put(std::size_t at, T value) {
    bytes_.replace(at, sizeof value, reinterpret_cast<const char*>(&value), sizeof value);
  }
  template <class T>
  [[nodiscard]] T get(std::size_t at) const {
    T value{};
    bytes_.copy(reinterpret_cast<char*>(&value), sizeof value, at);
    return value;
  }
  /// Address of the object header of a member of a group; it follows the offset of its name.
  [[nodiscard]] std::size_t only_member(const std::string& group_heap_name) const {
    const std::size_t heap = bytes_.rfind("HEAP", find(group_heap_name));
    const std::size_t leaf = find("SNOD", heap);
    return get<std::uint64_t>(leaf + 16);
  }

  /// The error of reading the values and the text of the file in its current state.
  [[nodiscard]] std::string complaint() const {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes_;
    try {
      const h5::File file = h5::File::open(path());
      (void)file.read_text("/", "text");
      (void)file.read_number("/group", "number");
      (void)file.read<double>("/group/values");
      return "read";
    } catch (const InputError& error) {
      return error.what();
    }
  }

  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "a.h5"; }

  TemporaryFolder folder_;
  std::string bytes_;
};

constexpr std::size_t kRootHeader = 96;
constexpr std::size_t kMessageHeader = 8;

TEST_F(Structure, HonestFileIsRead) { EXPECT_EQ(complaint(), "read"); }

TEST_F(Structure, ValueOfAnAttributeLongerThanItsMessage) {
  const std::size_t space = find("number") + 8 + 24;  // behind name and type
  put(space, std::uint8_t{1});
  put(space + 1, std::uint8_t{1});  // one dimension, of what follows
  EXPECT_THAT(complaint(), HasSubstr("/group: a"));
}

TEST_F(Structure, NameOfAnAttributeWithoutEnd) {
  bytes_.replace(find("number"), 8, "numbered");
  EXPECT_THAT(complaint(), HasSubstr("/group: an attribute without a proper name"));
}

TEST_F(Structure, TextLongerThanItsHeapSays) {
  const std::size_t text = find("twelve bytes");
  put(text - 8, std::uint64_t{16});  // as long in the heap, with what fills it up
  EXPECT_THAT(complaint(), HasSubstr("/: a text that its heap does not hold"));
}

TEST_F(Structure, TextBeyondTheEndOfItsHeap) {
  const std::size_t text = find("twelve bytes");
  put(text - 8, std::uint64_t{1} << 40U);
  EXPECT_THAT(complaint(), HasSubstr("a text longer than its heap"));
}

TEST_F(Structure, HeapOfTextWithAGapOfNoSize) {
  const std::size_t gap = find("twelve bytes") + 16;
  ASSERT_EQ(get<std::uint16_t>(gap), 0);
  put(gap + 8, std::uint64_t{0});
  EXPECT_THAT(complaint(), HasSubstr("gap of no size"));
}

TEST_F(Structure, HeapWhoseGapsGoInACircle) {
  const std::size_t heap = find("HEAP");
  const auto data = get<std::uint64_t>(heap + 24);
  const auto gap = get<std::uint64_t>(heap + 16);
  put(data + gap, gap);
  EXPECT_THAT(complaint(), HasSubstr("a heap's list of gaps"));
}

TEST_F(Structure, HeaderThatGoesOnInItself) {
  // The first message of the root, a table of 16 bytes as a continuation has them.
  put(kRootHeader + 16, std::uint16_t{0x10});
  put(kRootHeader + 16 + kMessageHeader, std::uint64_t{kRootHeader + 16});
  put(kRootHeader + 16 + kMessageHeader + 8, std::uint64_t{24});
  EXPECT_NE(complaint(), "read");
}

TEST_F(Structure, RootThatIsALink) {
  put(72, std::uint32_t{2});
  EXPECT_THAT(complaint(), HasSubstr("an entry of unknown kind"));
}

TEST_F(Structure, GroupThatHoldsItself) {
  const std::size_t leaf = find("SNOD");
  put(leaf + 16, std::uint64_t{kRootHeader});
  put(leaf + 24, std::uint32_t{0});
  EXPECT_THAT(complaint(), HasSubstr("/group"));
}

TEST_F(Structure, TreeWhoseLeavesAreNodes) {
  put(find("TREE") + 5, std::uint8_t{1});
  EXPECT_THAT(complaint(), HasSubstr("a structure without its signature"));
}

/// A group of so many members that its tree has two levels.
class LargeGroup : public Structure {
 protected:
  void SetUp() override {
    const hid_t file = H5Fcreate(path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    for (int i = 0; i < 300; ++i) {
      const std::string name = "/member " + std::to_string(i);
      H5Gclose(H5Gcreate2(file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    }
    H5Fclose(file);
    bytes_ = bytes_of(path());
  }
  /// Places of the nodes of groups' trees that have this level.
  [[nodiscard]] std::vector<std::size_t> nodes(int level) const {
    std::vector<std::size_t> found;
    for (std::size_t at = bytes_.find("TREE"); at != std::string::npos;
         at = bytes_.find("TREE", at + 1)) {
      if (bytes_[at + 4] == 0 && bytes_[at + 5] == level) found.push_back(at);
    }
    return found;
  }
  [[nodiscard]] std::string complaint() const {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes_;
    try {
      const h5::File file = h5::File::open(path());
      return file.members("/").size() == 300 ? "read" : "members are missing";
    } catch (const InputError& error) {
      return error.what();
    }
  }
};

TEST_F(LargeGroup, HonestFileIsRead) { EXPECT_EQ(complaint(), "read"); }

// Every node leads on to nodes as it says, but one level is left out or there twice.
TEST_F(LargeGroup, TreeOfUnevenLevels) {
  ASSERT_EQ(nodes(1).size(), 1U);
  put(nodes(1).front() + 5, std::uint8_t{2});
  EXPECT_THAT(complaint(), HasSubstr("a tree of uneven levels"));
}

TEST_F(LargeGroup, TreeThatLeadsBackToItself) {
  const std::size_t root = nodes(1).front();
  put(root + 24 + 8, std::uint64_t{root});  // its first child
  EXPECT_THAT(complaint(), HasSubstr("a tree of uneven levels"));
}

// Each member's names would be read from the same large heap, which takes the time of all of them.
TEST_F(LargeGroup, StructuresThatOverlap) {
  const auto large = get<std::uint64_t>(kRootHeader + 16 + kMessageHeader + 8);
  std::size_t leaf = bytes_.find("SNOD");
  for (; leaf != std::string::npos; leaf = bytes_.find("SNOD", leaf + 1)) {
    const auto members = get<std::uint16_t>(leaf + 6);
    for (std::size_t i = 0; i < members; ++i) {
      const std::size_t entry = leaf + 8 + 40 * i;
      const auto header = static_cast<std::size_t>(get<std::uint64_t>(entry + 8));
      put(entry + 24 + 8, large);       // the heap, as the entry has it,
      put(header + 16 + 8 + 8, large);  // and as the member's own message does
    }
  }
  EXPECT_THAT(complaint(), HasSubstr("structures that overlap"));
}

TEST_F(Structure, TreeThatClaimsManyEntries) {
  put(find("TREE") + 6, std::uint16_t{33});
  EXPECT_THAT(complaint(), HasSubstr("too many entries"));
}

TEST_F(Structure, ListThatClaimsManyMembers) {
  put(find("SNOD") + 6, std::uint16_t{9});
  EXPECT_THAT(complaint(), HasSubstr("too many members"));
}

TEST_F(Structure, MemberNamedOutsideTheHeap) {
  put(find("SNOD") + 8, std::uint64_t{4096});
  EXPECT_THAT(complaint(), HasSubstr("a name outside its heap"));
}

TEST_F(Structure, NumbersOfAnUnusualForm) {
  const std::size_t type = find("number") + 8;
  put(type + 8, std::uint16_t{60});  // first bit of 64
  EXPECT_THAT(complaint(), HasSubstr("bits outside of their bytes"));
}

TEST_F(Structure, NumbersThatAreNoneOfTheUsualOnes) {
  const std::size_t type = find("number") + 8;
  put(type + 16, std::uint32_t{1022});  // added to the exponent
  EXPECT_THAT(complaint(), HasSubstr("attribute number of /group: it holds numbers of an unusual"));
}

/// Datasets that the wrapper cannot write, of one chunk.
class ChunkedStructure : public Structure {
 protected:
  void SetUp() override {
    file_ = H5Fcreate(path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    creation_ = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(creation_, 1, &kChunk);
  }
  void TearDown() override { H5Pclose(creation_); }

  /// Makes /v with `stored` as its chunk, bypassing the filters.
  void make(const std::vector<unsigned char>& stored) {
    const hid_t space = H5Screate_simple(1, &kChunk, nullptr);
    const hid_t dataset =
        H5Dcreate2(file_, "/v", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, creation_, H5P_DEFAULT);
    const hsize_t first = 0;
    EXPECT_GE(H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, &first, stored.size(), stored.data()), 0);
    H5Dclose(dataset);
    H5Sclose(space);
    H5Fclose(file_);
  }
  [[nodiscard]] std::string complaint() const {
    try {
      (void)h5::File::open(path()).read<double>("/v");
      return "read";
    } catch (const InputError& error) {
      return error.what();
    }
  }
  static std::vector<unsigned char> deflated(std::size_t zeros) {
    const std::vector<unsigned char> plain(zeros);
    std::vector<unsigned char> packed(compressBound(zeros));
    uLongf bytes = packed.size();
    compress(packed.data(), &bytes, plain.data(), plain.size());
    packed.resize(bytes);
    return packed;
  }

  static constexpr hsize_t kChunk = 1000;
  hid_t file_ = -1;
  hid_t creation_ = -1;
};

TEST_F(ChunkedStructure, HonestFileIsRead) {
  H5Pset_shuffle(creation_);
  H5Pset_deflate(creation_, 6);
  make(deflated(8 * kChunk));
  EXPECT_EQ(complaint(), "read");
}

TEST_F(ChunkedStructure, ChunkThatIsTooShort) {
  make(std::vector<unsigned char>(8));
  EXPECT_THAT(complaint(), HasSubstr("/v: a chunk of another size"));
}

TEST_F(ChunkedStructure, ChunkThatUnpacksToTooLittle) {
  H5Pset_deflate(creation_, 6);
  make(deflated(80));
  EXPECT_THAT(complaint(), HasSubstr("/v: a chunk that cannot be unpacked"));
}

TEST_F(ChunkedStructure, DeflatedOverAndOver) {
  H5Pset_deflate(creation_, 6);
  H5Pset_deflate(creation_, 6);
  make(deflated(80));
  EXPECT_THAT(complaint(), HasSubstr("filters other than"));
}

TEST_F(ChunkedStructure, OtherFilters) {
  H5Pset_fletcher32(creation_);
  make({1, 2});
  EXPECT_THAT(complaint(), HasSubstr("filters other than"));
}

}  // namespace
}  // namespace ebsnn::test
