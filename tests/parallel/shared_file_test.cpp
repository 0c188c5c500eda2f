// One HDF5 file written by all ranks together, and errors while doing so.

#include "core/error.hpp"
#include "core/partition.hpp"
#include "h5/file.hpp"
#include "parallel/test_world.hpp"
#include "parallel/world_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

namespace ebsnn {
namespace {

using test::world;

constexpr std::size_t kColumns = 5;

/// Different for rows and columns, so that a file with both exchanged differs.
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

/// On the root: a file that is complete except for its values.
void make_file(const std::filesystem::path& path, std::size_t rows) {
  agree(world(), [&] {
    if (world().is_root()) {
      h5::File file = h5::File::create(path);
      file.reserve<std::uint16_t>("/activity", {rows, kColumns});
      file.write_text("/activity", "axes", "recording, neuron");
      file.close();
    }
  });
}

/// Writes all rows, each rank its own; returns whether the transfer was collective.
bool write_file(const std::filesystem::path& path, std::size_t rows) {
  make_file(path, rows);
  h5::File file = h5::File::share(path, world());
  const Block block = own_rows(rows);
  const bool collective =
      file.write_rows_at<std::uint16_t>("/activity", block.first, values_of(block));
  file.close();
  return collective;
}

class Rows : public testing::TestWithParam<std::size_t> {
 protected:
  test::WorldFolder folder_{world()};
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
  test::WorldFolder folder_{world()};
};

TEST_F(SharedFile, IsTheSameForAnyNumberOfRanks) {
  write_file(path(), 50);
  if (world().is_root()) {
    h5::File alone = h5::File::create(folder_.path() / "b.h5");
    alone.write("/activity", values_of({0, 50}), {50, kColumns});
    alone.write_text("/activity", "axes", "recording, neuron");
    alone.close();
    EXPECT_EQ(test::bytes_of(path()), test::bytes_of(folder_.path() / "b.h5"));
  }
}

TEST_F(SharedFile, RanksMayTakeRowsInAnyOrder) {
  const auto ranks = static_cast<std::size_t>(world().size());
  const std::size_t row = ranks - 1 - static_cast<std::size_t>(world().rank());
  make_file(path(), ranks);
  h5::File file = h5::File::share(path(), world());
  EXPECT_TRUE(file.write_rows_at<std::uint16_t>("/activity", row, values_of({row, 1})));
  file.close();
  EXPECT_EQ(h5::File::open(path()).read<std::uint16_t>("/activity"), values_of({0, ranks}));
}

TEST_F(SharedFile, KeepsNoSpaceBeyondItsEnd) {
  write_file(path(), 50);
  struct stat file {};
  EXPECT_EQ(stat(path().c_str(), &file), 0);
  EXPECT_LE(file.st_blocks * 512, file.st_size + (64 << 10));
}

TEST_F(SharedFile, BadRowsOnOneRankAreAnErrorOnAll) {
  make_file(path(), 10);
  h5::File file = h5::File::share(path(), world());
  const bool last = world().rank() + 1 == world().size();
  const Block mine{last ? std::size_t{10} : 0, last ? std::size_t{1} : 0};
  try {
    file.write_rows_at<std::uint16_t>("/activity", mine.first, values_of(mine));
    ADD_FAILURE() << "row 10 of 10 was written";
  } catch (const StorageError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("/activity"));
    EXPECT_THAT(error.what(), testing::HasSubstr("from row 10"));
  }
  file.close();
}

TEST_F(SharedFile, WithoutTheDatasetIsAnErrorOnAll) {
  make_file(path(), 10);
  h5::File file = h5::File::share(path(), world());
  try {
    file.write_rows_at<std::uint16_t>("/label", 0, {});
    ADD_FAILURE() << "rows of no dataset were written";
  } catch (const StorageError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("/label"));
  }
  file.close();
}

TEST_F(SharedFile, ThatIsMissingIsAnErrorOnAll) {
  const std::filesystem::path missing = folder_.path() / "missing" / "a.h5";
  try {
    h5::File::share(missing, world());
    ADD_FAILURE() << "opened " << missing;
  } catch (const StorageError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(missing.string()));
  }
}

}  // namespace
}  // namespace ebsnn
