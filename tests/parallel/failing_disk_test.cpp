// A disk that fails at any moment while all ranks write one file: all ranks get an error, none
// waits forever, and nothing is left. The file is larger than one transfer.

#include "core/error.hpp"
#include "core/partition.hpp"
#include "h5/file.hpp"
#include "parallel/data_in_memory.hpp"
#include "parallel/test_world.hpp"
#include "parallel/world_folder.hpp"
#include "storage/activity_file.hpp"
#include "storage/packed_recordings.hpp"
#include "support/faulty_disk.hpp"
#include "support/some_activity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using test::world;

constexpr std::size_t kNeurons = 144;
constexpr std::size_t kRecordings = 30'000;  // 35 MB: three transfers of 16 MB at most

Activity own_rows() {
  const Block block = block_of(kRecordings, static_cast<std::size_t>(world().rank()),
                               static_cast<std::size_t>(world().size()));
  Activity rows = test::activity_of_digits(kNeurons);
  rows.counts.assign(block.count * rows.features(), 7);
  rows.label.assign(block.count, 1);
  rows.recording.assign(block.count, 2);
  rows.surviving_events.assign(2 * block.count, 3);
  return rows;
}

class FailingDisk : public testing::Test {
 protected:
  ~FailingDisk() override { test::set_disk_faults({}); }

  /// Message of `write` on a disk on which each rank can do `writes` writes.
  [[nodiscard]] std::string problem_after(int writes, const std::function<void()>& write) {
    world().barrier();
    test::DiskFaults faults;
    faults.folder = path().parent_path();
    faults.writes_fail_with = EIO;
    faults.writes_fail_at = writes + 1;
    test::set_disk_faults(faults);
    std::string problem;
    try {
      write();
    } catch (const StorageError& error) {
      problem = error.what();
    }
    test::set_disk_faults({});
    return problem;
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "run" / "train.h5"; }
  [[nodiscard]] bool nothing_is_left() const {
    world().barrier();
    return std::filesystem::is_empty(path().parent_path());
  }
  /// `write` fails on all ranks, and leaves nothing, whichever of its writes fails first; there are
  /// more than eight. At last it succeeds.
  void expect_error_at_each_write(const std::function<void()>& write) {
    constexpr int kMoreThanAreDone = 100;
    int writes = 0;
    for (; writes < kMoreThanAreDone; ++writes) {
      SCOPED_TRACE(writes);
      const std::string problem = problem_after(writes, write);
      ASSERT_EQ(world().sum(problem.empty() ? 1 : 0) % static_cast<std::uint64_t>(world().size()),
                0U)
          << "some ranks saw an error and some did not: " << problem;
      if (problem.empty()) break;
      EXPECT_THAT(problem, testing::HasSubstr(path().parent_path().string()));
      EXPECT_THAT(problem, testing::HasSubstr(std::strerror(EIO)));
      EXPECT_TRUE(nothing_is_left());
    }
    EXPECT_GT(writes, 8);
    EXPECT_LT(writes, kMoreThanAreDone);
  }

  test::WorldFolder folder_{world()};
  Activity rows_ = own_rows();
};

TEST_F(FailingDisk, IsAnErrorOnAllRanksAtEveryMoment) {
  // The headers, at least three transfers of counts, and one of each other dataset.
  expect_error_at_each_write([&] { write_activity(world(), path(), rows_, {}); });
  EXPECT_EQ(read_activity(path()).activity.size(), kRecordings);
}

TEST_F(FailingDisk, IsAnErrorOnAllRanksWhilePacking) {
  DataSource source;
  source.train = std::make_unique<test::DataInMemory>(test::lively_recordings(5));
  source.test = std::make_unique<test::DataInMemory>(test::lively_recordings(2));
  // The headers, and the columns of both splits.
  expect_error_at_each_write(
      [&] { write_packed(world(), source, path(), {}, [](std::size_t) {}); });
  EXPECT_EQ(open_packed(path()).train->read(4).events, test::lively_recordings(5)[4].events);
}

/// Fewer rows, so that every write can be tried.
class LyingDisk : public testing::Test {
 protected:
  static constexpr std::size_t kFewRecordings = 50;

  LyingDisk() {
    const Block block = block_of(kFewRecordings, static_cast<std::size_t>(world().rank()),
                                 static_cast<std::size_t>(world().size()));
    rows_ = test::activity_of_digits(6);
    for (std::size_t i = block.first; i < block.end(); ++i) {
      rows_.counts.insert(rows_.counts.end(), rows_.features(), static_cast<std::uint16_t>(i + 1));
      rows_.label.push_back(static_cast<Label>(i % 10));
      rows_.recording.push_back(i + 1);
      rows_.surviving_events.insert(rows_.surviving_events.end(), 2, 3);
    }
  }
  ~LyingDisk() override { test::set_disk_faults({}); }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "run" / "train.h5"; }
  /// All ranks.
  void set_faults(int dropped, bool recorded) const {
    test::DiskFaults faults;
    faults.folder = path().parent_path();
    faults.write_is_dropped = dropped;
    faults.recorded = recorded;
    world().barrier();
    test::set_disk_faults(faults);
  }

  test::WorldFolder folder_{world()};
  Activity rows_;
};

// It says it has written what it drops.
TEST_F(LyingDisk, FileIsWholeOrAnErrorWhicheverWriteIsLost) {
  constexpr int kMoreThanAreDone = 100;
  int errors = 0;
  int at = 1;
  for (bool all_are_done = false; !all_are_done && at < kMoreThanAreDone; ++at) {
    set_faults(at, false);
    bool failed = false;
    try {
      write_activity(world(), path(), rows_, {});
    } catch (const StorageError&) {
      failed = true;
    }
    ASSERT_EQ(world().sum(failed ? 1 : 0) % static_cast<std::uint64_t>(world().size()), 0U);
    all_are_done = world().sum(test::disk_dropped_a_write() ? 1 : 0) == 0;
    errors += failed ? 1 : 0;
    if (failed) {
      EXPECT_FALSE(std::filesystem::exists(path())) << "write " << at;
    } else {
      EXPECT_EQ(read_activity(path()).activity.size(), kFewRecordings) << "write " << at;
    }
    world().barrier();
    if (world().is_root()) std::filesystem::remove(path());
    world().barrier();
  }
  EXPECT_GT(errors, 3);
  EXPECT_LT(at, kMoreThanAreDone);
}

/// How often HDF5 alone syncs a file that all ranks write together.
std::size_t syncs_of_hdf5(const std::filesystem::path& path) {
  agree(world(), [&] {
    if (!world().is_root()) return;
    std::filesystem::create_directories(path.parent_path());
    h5::File file = h5::File::create(path);
    file.reserve<double>("/v", {static_cast<std::size_t>(world().size())});
    file.close();
  });
  h5::File file = h5::File::share(path, world());
  const std::vector<double> mine{1.0};
  file.write_rows_at<double>("/v", static_cast<std::size_t>(world().rank()), mine);
  file.close();
  return test::disk_record().size();
}

// On cluster file systems each rank has its own unwritten pages.
TEST_F(LyingDisk, FileIsSyncedByEachRankThenRenamedThenItsFolderSynced) {
  set_faults(0, true);
  const std::size_t of_hdf5 = syncs_of_hdf5(path());
  set_faults(0, true);
  write_activity(world(), path(), rows_, {});
  const std::string folder = path().parent_path();
  std::vector<std::string> expected(of_hdf5 + 1, "sync RUN/T");
  if (world().is_root()) {  // it syncs the file again, which it has read back
    expected.insert(expected.end(), {"sync RUN/T", "rename RUN/train.h5", "sync RUN"});
  }
  std::vector<std::string> steps;
  for (std::string action : test::disk_record()) {
    action.replace(action.find(folder), folder.size(), "RUN");
    const std::size_t temporary = action.find(".train.h5.tmp-");
    steps.push_back(temporary == std::string::npos ? action : action.substr(0, temporary) + "T");
  }
  EXPECT_EQ(steps, expected);
  world().barrier();
}

}  // namespace
}  // namespace ebsnn
