// One HDF5 file written by all ranks together, and errors while doing so.

#include "core/error.hpp"
#include "core/partition.hpp"
#include "parallel/temporary_folder.hpp"
#include "parallel/test_world.hpp"
#include "storage/h5.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace ebsnn {
namespace {

using test::world;

constexpr std::size_t kColumns = 5;

/// Tells rows from columns: a mix-up of the two cannot give the same file.
std::uint16_t value_at(std::size_t row, std::size_t column) {
  return static_cast<std::uint16_t>(row * 100 + column);
}

Block own_rows(std::size_t rows) {
  return block_of(rows, static_cast<std::size_t>(world().rank()),
                  static_cast<std::size_t>(world().size()));
}

std::vector<std::uint16_t> values_of(const Block& block) {
  std::vector<std::uint16_t> values;
  for (std::size_t row = block.first; row < block.end(); ++row) {
    for (std::size_t column = 0; column < kColumns; ++column) {
      values.push_back(value_at(row, column));
    }
  }
  return values;
}

/// Writes all rows, each rank its own, and returns whether the transfer was collective.
bool write_file(const std::filesystem::path& path, std::size_t rows) {
  h5::File file = h5::File::create(path, &world());
  const Block block = own_rows(rows);
  const bool collective =
      file.write_rows<std::uint16_t>("/activity", values_of(block), block.first, {rows, kColumns});
  file.write_text("/activity", "axes", "recording, neuron");
  file.close();
  return collective;
}

class Rows : public testing::TestWithParam<std::size_t> {
 protected:
  test::TemporaryFolder folder_{world()};
};

TEST_P(Rows, WrittenByAllAreReadByOne) {
  EXPECT_TRUE(write_file(folder_.path() / "a.h5", GetParam()));
  const h5::File file = h5::File::open(folder_.path() / "a.h5");
  EXPECT_EQ(file.shape("/activity"), (h5::Shape{GetParam(), kColumns}));
  EXPECT_EQ(file.read_text("/activity", "axes"), "recording, neuron");
  // Read in another order than written: one column after the other.
  for (std::size_t row = 0; row < GetParam(); ++row) {
    const std::vector<double> read = file.read_rows<double>("/activity", row, 1);
    EXPECT_EQ(read.size(), kColumns);
    for (std::size_t column = 0; column < read.size(); ++column) {
      EXPECT_EQ(read[column], value_at(row, column)) << "row " << row << ", column " << column;
    }
  }
}

// No rows at all, fewer than ranks, as many, and more.
INSTANTIATE_TEST_SUITE_P(Counts, Rows, testing::Values(0, 1, 2, 3, 4, 1001));

class SharedFile : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "a.h5"; }
  test::TemporaryFolder folder_{world()};
};

TEST_F(SharedFile, IsTheSameForAnyNumberOfRanks) {
  write_file(path(), 50);
  if (world().is_root()) {
    h5::File alone = h5::File::create(folder_.path() / "b.h5");
    alone.write_rows<std::uint16_t>("/activity", values_of({0, 50}), 0, {50, kColumns});
    alone.write_text("/activity", "axes", "recording, neuron");
    alone.close();
    const h5::File one = h5::File::open(path());
    const h5::File other = h5::File::open(folder_.path() / "b.h5");
    EXPECT_EQ(one.read<std::uint16_t>("/activity"), other.read<std::uint16_t>("/activity"));
  }
}

TEST_F(SharedFile, RanksMayTakeRowsInAnyOrder) {
  const auto ranks = static_cast<std::size_t>(world().size());
  const std::size_t row = ranks - 1 - static_cast<std::size_t>(world().rank());
  h5::File file = h5::File::create(path(), &world());
  EXPECT_TRUE(
      file.write_rows<std::uint16_t>("/activity", values_of({row, 1}), row, {ranks, kColumns}));
  file.close();
  EXPECT_EQ(h5::File::open(path()).read<std::uint16_t>("/activity"), values_of({0, ranks}));
}

TEST_F(SharedFile, WholeDatasetsAreWrittenOnce) {
  h5::File file = h5::File::create(path(), &world());
  file.write<double>("/weights/V1weight", {1, 2, 3, 4, 5, 6}, {2, 3});
  file.write<std::uint8_t>("/empty", std::vector<std::uint8_t>{}, {0});
  file.write_strings("/names", {"spatial_jitter", "polarity"});
  file.write_count("/", "seed", 7);
  file.write_count("/", "seed", 8);
  file.close();
  const h5::File back = h5::File::open(path());
  EXPECT_EQ(back.read<double>("/weights/V1weight"), (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(back.read<std::uint8_t>("/empty").size(), 0U);
  EXPECT_EQ(back.read_strings("/names")[0], "spatial_jitter");
  EXPECT_EQ(back.read_count("/", "seed"), 8U);
}

TEST_F(SharedFile, LongTextFits) {
  const std::string text(300'000, 'x');  // more than HDF5 allows within an object's header
  h5::File file = h5::File::create(path(), &world());
  file.write_text("/", "configuration", text);
  file.close();
  EXPECT_EQ(h5::File::open(path()).read_text("/", "configuration"), text);
}

TEST_F(SharedFile, TextIsTheRoots) {
  h5::File file = h5::File::create(path(), &world());
  file.write_text("/", "host",
                  std::string(static_cast<std::size_t>(world().rank()) * 5000, 'x') + "y");
  file.close();
  EXPECT_EQ(h5::File::open(path()).read_text("/", "host"), "y");
}

TEST_F(SharedFile, KeepsNoSpaceBeyondItsEnd) {
  write_file(path(), 50);
  struct stat file {};
  EXPECT_EQ(stat(path().c_str(), &file), 0);
  EXPECT_LE(file.st_blocks * 512, file.st_size + (64 << 10));
}

TEST_F(SharedFile, BadRowsOnOneRankAreAnErrorOnAll) {
  h5::File file = h5::File::create(path(), &world());
  const bool last = world().rank() + 1 == world().size();
  const Block mine{last ? std::size_t{10} : 0, last ? std::size_t{1} : 0};
  try {
    file.write_rows<std::uint16_t>("/activity", values_of(mine), mine.first, {10, kColumns});
    ADD_FAILURE() << "row 10 of 10 was written";
  } catch (const StorageError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("/activity"));
    EXPECT_THAT(error.what(), testing::HasSubstr("from row 10"));
  }
  file.close();
}

TEST_F(SharedFile, ADatasetIsMadeOnlyOnce) {
  h5::File file = h5::File::create(path(), &world());
  file.write<double>("/a", {1.0}, {1});
  EXPECT_THROW(file.write<double>("/a", {2.0}, {1}), StorageError);
  file.close();
  EXPECT_EQ(h5::File::open(path()).read<double>("/a"), std::vector<double>{1.0});
}

TEST_F(SharedFile, NowhereToWriteIsAnErrorOnAll) {
  const std::filesystem::path missing = folder_.path() / "missing" / "a.h5";
  try {
    h5::File::create(missing, &world());
    ADD_FAILURE() << "made " << missing;
  } catch (const StorageError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(missing.string()));
  }
}

}  // namespace
}  // namespace ebsnn
