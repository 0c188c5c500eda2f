// Activity files that all ranks write together, for every division of the rows, and damage to them.

#include "storage/activity_file.hpp"

#include "core/error.hpp"
#include "core/partition.hpp"
#include "h5/file.hpp"
#include "parallel/test_world.hpp"
#include "parallel/world_folder.hpp"
#include "support/some_activity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;
using test::world;

constexpr std::size_t kNeurons = 6;

/// Rows block.first .. of a file in which every value encodes its row and column.
Activity rows_of(const Block& block) {
  Activity rows = test::activity_of_digits(kNeurons);
  for (std::size_t i = block.first; i < block.end(); ++i) {
    for (std::size_t k = 0; k < rows.features(); ++k) {
      rows.counts.push_back(static_cast<std::uint16_t>(i * 100 + k));
    }
    rows.label.push_back(static_cast<Label>(i % 10));
    rows.recording.push_back(3 * i);
    rows.surviving_events.push_back(static_cast<std::uint32_t>(1000 + i));
    rows.surviving_events.push_back(static_cast<std::uint32_t>(i));
  }
  return rows;
}

Block own_block(std::size_t rows) {
  return block_of(rows, static_cast<std::size_t>(world().rank()),
                  static_cast<std::size_t>(world().size()));
}

Provenance some_provenance() {
  Provenance provenance;
  provenance.program = "ebsnn_eval";
  provenance.depends_on = "limit = 3\n";
  provenance.seed = 7;
  provenance.ranks = world().size();
  return provenance;
}

class ActivityFile : public testing::Test {
 protected:
  [[nodiscard]] fs::path path() const { return folder_.path() / "activity" / "train.h5"; }
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path().parent_path())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  /// On the root alone; no other rank reads the file at the same time.
  static void at_root(const std::function<void()>& work) {
    agree(world(), [&] {
      if (world().is_root()) work();
    });
  }
  /// The InputError of reading the file, or nothing.
  [[nodiscard]] std::string problem() const {
    try {
      (void)read_activity(path());
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  test::WorldFolder folder_{world()};
};

class Rows : public ActivityFile, public testing::WithParamInterface<std::size_t> {};

TEST_P(Rows, OfAllRanksComeBackInOrder) {
  write_activity(world(), path(), rows_of(own_block(GetParam())), some_provenance());
  const LoadedActivity loaded = read_activity(path());
  EXPECT_EQ(loaded.activity, rows_of({0, GetParam()}));
  EXPECT_EQ(loaded.provenance.seed, 7U);
  EXPECT_EQ(loaded.provenance.depends_on, "limit = 3\n");
  EXPECT_NE(loaded.provenance.end_time, "");
  EXPECT_THAT(files(), testing::ElementsAre("train.h5"));
}

// Fewer than ranks, as many, more; and none at all.
INSTANTIATE_TEST_SUITE_P(Counts, Rows, testing::Values(0, 1, 2, 3, 4, 5, 200),
                         testing::PrintToStringParamName());

TEST_F(ActivityFile, RanksWithoutRowsMayLieBetweenOthers) {
  const auto rank = static_cast<std::size_t>(world().rank());
  const auto busy = (static_cast<std::size_t>(world().size()) + 1) / 2;  // ranks 0, 2, 4 ...
  const Block mine = rank % 2 == 0 ? Block{rank / 2 * 3, 3} : Block{0, 0};
  write_activity(world(), path(), rows_of(mine), some_provenance());
  EXPECT_EQ(read_activity(path()).activity, rows_of({0, 3 * busy}));
}

TEST_F(ActivityFile, IsTheSameHoweverRowsAreSharedOut) {
  const bool last = world().rank() + 1 == world().size();
  write_activity(world(), path(), rows_of(own_block(11)), some_provenance());
  const fs::path other = folder_.path() / "other.h5";
  write_activity(world(), other, rows_of(last ? Block{0, 11} : Block{0, 0}), some_provenance());
  EXPECT_EQ(read_activity(path()).activity, read_activity(other).activity);
  EXPECT_EQ(h5::File::open(path()).read_count("/", "content_checksum"),
            h5::File::open(other).read_count("/", "content_checksum"));
}

TEST_F(ActivityFile, NamesAxesAndUnits) {
  write_activity(world(), path(), rows_of(own_block(5)), some_provenance());
  const h5::File file = h5::File::open(path());
  EXPECT_EQ(file.shape("/activity"), (h5::Shape{5, 4, kNeurons}));
  EXPECT_EQ(file.read_text("/activity", "axes"), "recording, window, V1 neuron");
  EXPECT_EQ(file.shape("/surviving_events"), (h5::Shape{5, 2}));
  EXPECT_EQ(file.read_text("/surviving_events", "axes"), "recording, (whole sensor, all windows)");
}

TEST_F(ActivityFile, EveryBitOfTheDataCounts) {
  for (int change = 0; change < 5; ++change) {
    SCOPED_TRACE(change);
    Activity mine = rows_of(own_block(9));
    if (world().is_root()) {
      if (change == 0) mine.counts.back() ^= 0x8000U;
      if (change == 1) mine.label.front() ^= 1U;
      if (change == 2) mine.recording.front() += 1;
      if (change == 3) mine.surviving_events.front() += 1;
    }
    write_activity(world(), path(), mine, some_provenance());
    const std::uint64_t checksum = h5::File::open(path()).read_count("/", "content_checksum");
    write_activity(world(), path(), rows_of(own_block(9)), some_provenance());
    const std::uint64_t plain = h5::File::open(path()).read_count("/", "content_checksum");
    EXPECT_EQ(checksum == plain, change == 4);
  }
}

/// A column with a row for each recording, and one with rows of its own.
Activity with_columns(const Block& block) {
  Activity rows = rows_of(block);
  std::vector<std::uint16_t> counts;
  std::vector<std::uint64_t> spikes;
  for (std::size_t i = block.first; i < block.end(); ++i) {
    for (std::size_t k = 0; k < 6; ++k) counts.push_back(static_cast<std::uint16_t>(7 * i + k));
    spikes.insert(spikes.end(), i % 3, i);  // none, one or two rows
  }
  rows.columns = {{"inh_counts", "spikes", "recording, part, cell", "some", {2, 3}, {}, {}, counts},
                  {"spike_recording", "1", "spike", "others", {}, 77, 10, spikes}};
  return rows;
}

TEST_F(ActivityFile, ColumnsOfAllRanksComeBackInOrder) {
  const std::size_t ranks = static_cast<std::size_t>(world().size());
  for (const std::size_t rows : {std::size_t{0}, std::size_t{1}, ranks + 1, std::size_t{50}}) {
    SCOPED_TRACE(rows);
    const Activity all = with_columns({0, rows});
    write_activity(world(), path(), with_columns(own_block(rows)), some_provenance());
    const h5::File file = h5::File::open(path());
    EXPECT_THAT(intact_columns(file), testing::ElementsAre(StoredColumn{"inh_counts", std::nullopt},
                                                           StoredColumn{"spike_recording", 10}));
    EXPECT_EQ(file.shape("/inh_counts"), (h5::Shape{rows, 2, 3}));
    const ColumnCounts counts = read_column_counts(file, "inh_counts");
    EXPECT_EQ(counts.values, std::get<0>(all.columns[0].values));
    EXPECT_THAT(counts.row_shape, testing::ElementsAre(2, 3));
    EXPECT_EQ(file.read<std::uint64_t>("/spike_recording"), std::get<1>(all.columns[1].values));
    EXPECT_EQ(file.read_text("/spike_recording", "type"), "uint64");
    EXPECT_EQ(file.read_count("/spike_recording", "_FillValue"), 77U);
    world().barrier();
  }
}

TEST_F(ActivityFile, ChecksumsOfColumnsDoNotDependOnTheRanks) {
  const bool last = world().rank() + 1 == world().size();
  const fs::path other = folder_.path() / "other.h5";
  write_activity(world(), path(), with_columns(own_block(11)), some_provenance());
  write_activity(world(), other, with_columns(last ? Block{0, 11} : Block{0, 0}),
                 some_provenance());
  for (const char* column : {"/inh_counts", "/spike_recording"}) {
    EXPECT_EQ(h5::File::open(path()).read_count(column, "checksum"),
              h5::File::open(other).read_count(column, "checksum"));
  }
}

TEST_F(ActivityFile, DamagedAndMissingColumnsAreNamed) {
  Activity mine = with_columns(own_block(9));
  write_activity(world(), path(), mine, some_provenance());
  world().barrier();
  const auto problem_of = [&](const char* name) {
    try {
      (void)read_column_counts(h5::File::open(path()), name);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(problem_of("inh_counts"), "");
  EXPECT_THAT(problem_of("first_spike"), testing::HasSubstr("has no column first_spike"));
  world().barrier();
  at_root([&] {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    std::ostringstream text;
    text << file.rdbuf();
    // The counts 5, 7 and 8, as they lie in the file.
    const std::string wanted{'\x05', '\0', '\x07', '\0', '\x08', '\0'};
    const std::size_t found = text.str().find(wanted);
    ASSERT_NE(found, std::string::npos);
    file.seekp(static_cast<std::streamoff>(found));
    file.put('\x06');
  });
  EXPECT_THAT(problem_of("inh_counts"),
              testing::AllOf(testing::HasSubstr(path().string()),
                             testing::HasSubstr("damaged: /inh_counts has checksum")));
  EXPECT_THROW((void)intact_columns(h5::File::open(path())), InputError);
}

TEST_F(ActivityFile, DamageIsFound) {
  write_activity(world(), path(), rows_of(own_block(50)), some_provenance());
  EXPECT_EQ(problem(), "");
  world().barrier();
  at_root([&] {
    // Two neighbouring counts of row 12, as they lie in the file.
    const std::string wanted = {'\xb1', '\x04', '\xb2', '\x04'};
    std::ostringstream text;
    text << std::ifstream(path(), std::ios::binary).rdbuf();
    std::string bytes = text.str();
    const std::size_t found = bytes.find(wanted);
    ASSERT_NE(found, std::string::npos);
    bytes[found] = '\xb0';
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
  });
  EXPECT_THAT(problem(), testing::HasSubstr(path().string() + ": damaged"));
}

TEST_F(ActivityFile, CutShortIsFound) {
  write_activity(world(), path(), rows_of(own_block(50)), some_provenance());
  world().barrier();
  at_root([&] { fs::resize_file(path(), fs::file_size(path()) - 100); });
  EXPECT_THAT(problem(), testing::HasSubstr(path().string()));
}

TEST_F(ActivityFile, OtherFilesAreNone) {
  EXPECT_THAT(problem(), testing::HasSubstr("No such file"));
  const auto make = [&](const h5::Shape& shape, std::size_t labels) {
    world().barrier();
    at_root([&] {
      fs::create_directories(path().parent_path());
      h5::File file = h5::File::create(path());
      std::size_t size = 1;
      for (const std::size_t extent : shape) size *= extent;
      file.write("/activity", std::vector<std::uint16_t>(size), shape);
      file.write("/label", std::vector<std::uint8_t>(labels), {labels});
      file.write("/recording", std::vector<std::uint64_t>(2), {2});
      file.write("/surviving_events", std::vector<std::uint32_t>(4), {2, 2});
      file.close();
    });
  };
  make({2, 24}, 2);
  EXPECT_THAT(problem(), testing::HasSubstr("[recording, window, neuron]"));
  make({2, 5, 6}, 2);
  EXPECT_THAT(problem(), testing::HasSubstr("a file without /window holds 4"));
  make({2, 4, 6}, 3);
  EXPECT_THAT(problem(), testing::HasSubstr("do not fit 2 recordings"));
  make({2, 4, 6}, 2);
  EXPECT_THAT(problem(), testing::HasSubstr("content_checksum"));
}

TEST_F(ActivityFile, NowhereToWriteIsAnErrorOnAll) {
  at_root([&] { std::ofstream(folder_.path() / "activity") << "a file in the way"; });
  EXPECT_THROW(write_activity(world(), path(), rows_of(own_block(9)), some_provenance()),
               StorageError);
  EXPECT_FALSE(fs::exists(path()));
}

TEST_F(ActivityFile, FailedWriteLeavesNothingAndHarmsNothing) {
  at_root([&] { fs::create_directories(path() / "in the way"); });
  EXPECT_THROW(write_activity(world(), path(), rows_of(own_block(9)), some_provenance()),
               StorageError);
  world().barrier();
  EXPECT_THAT(files(), testing::ElementsAre("train.h5"));
  EXPECT_TRUE(fs::is_directory(path() / "in the way"));
}

}  // namespace
}  // namespace ebsnn
