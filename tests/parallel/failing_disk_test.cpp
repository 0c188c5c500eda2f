// A disk that fails at any moment while all ranks write one file: all ranks get an error, none
// waits forever, and nothing is left. The file is larger than one transfer.

#include "core/error.hpp"
#include "core/partition.hpp"
#include "parallel/temporary_folder.hpp"
#include "parallel/test_world.hpp"
#include "storage/activity_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>
#include <string>
#include <tuple>

namespace {

// Number of writes to files below `disk` that this process may still do; negative: no limit.
int writes_left = -1;
std::string disk;
// Another name for a file that could not be written. As long as the file exists, no other file gets
// its inode number. HDF5 identifies files by this number, and cannot close the failed one.
std::string kept_name;

bool fails(int descriptor) {
  if (writes_left < 0) return false;
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  std::array<char, PATH_MAX> file{};
  const ssize_t length = readlink(link.c_str(), file.data(), file.size());
  if (length <= 0 ||
      !std::string(file.data(), static_cast<std::size_t>(length)).starts_with(disk)) {
    return false;
  }
  if (writes_left > 0) {
    --writes_left;
    return false;
  }
  std::ignore = linkat(AT_FDCWD, link.c_str(), AT_FDCWD, kept_name.c_str(), AT_SYMLINK_FOLLOW);
  errno = EIO;
  return true;
}

}  // namespace

// These replace the functions of the system in this program.
extern "C" {
ssize_t write(int descriptor, const void* data, size_t bytes) {
  return fails(descriptor) ? -1 : syscall(SYS_write, descriptor, data, bytes);
}
ssize_t pwrite(int descriptor, const void* data, size_t bytes, off_t at) {
  return fails(descriptor) ? -1 : syscall(SYS_pwrite64, descriptor, data, bytes, at);
}
}

namespace ebsnn {
namespace {

using test::world;

constexpr std::size_t kNeurons = 144;
constexpr std::size_t kRecordings = 30'000;  // 35 MB: three transfers of 16 MB at most

Activity own_rows() {
  const Block block = block_of(kRecordings, static_cast<std::size_t>(world().rank()),
                               static_cast<std::size_t>(world().size()));
  Activity rows;
  rows.neurons = kNeurons;
  rows.counts.assign(block.count * kQuadrants * kNeurons, 7);
  rows.label.assign(block.count, 1);
  rows.recording.assign(block.count, 2);
  rows.surviving_events.assign(2 * block.count, 3);
  return rows;
}

class FailingDisk : public testing::Test {
 protected:
  ~FailingDisk() override { writes_left = -1; }

  /// Message of write_activity on a disk on which each rank can do `writes` writes.
  [[nodiscard]] std::string problem_after(int writes) {
    world().barrier();
    disk = path().parent_path();
    kept_name = folder_.path() / ("failed after " + std::to_string(writes));
    writes_left = writes;
    std::string problem;
    try {
      write_activity(world(), path(), rows_, {});
    } catch (const StorageError& error) {
      problem = error.what();
    }
    writes_left = -1;
    return problem;
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "run" / "train.h5"; }
  [[nodiscard]] bool nothing_is_left() const {
    world().barrier();
    return std::filesystem::is_empty(path().parent_path());
  }

  test::TemporaryFolder folder_{world()};
  Activity rows_ = own_rows();
};

TEST_F(FailingDisk, IsAnErrorOnAllRanksAtEveryMoment) {
  constexpr int kMoreThanAreDone = 100;
  int writes = 0;
  for (; writes < kMoreThanAreDone; ++writes) {
    SCOPED_TRACE(writes);
    const std::string problem = problem_after(writes);
    ASSERT_EQ(world().sum(problem.empty() ? 1 : 0) % static_cast<std::uint64_t>(world().size()), 0U)
        << "some ranks saw an error and some did not: " << problem;
    if (problem.empty()) break;
    EXPECT_THAT(problem, testing::HasSubstr(path().parent_path().string()));
    EXPECT_THAT(problem, testing::HasSubstr(std::strerror(EIO)));
    EXPECT_TRUE(nothing_is_left());
  }
  // The headers, at least three transfers of counts, and one of each other dataset.
  EXPECT_GT(writes, 8);
  EXPECT_LT(writes, kMoreThanAreDone);
  EXPECT_EQ(read_activity(path()).activity.size(), kRecordings);
}

}  // namespace
}  // namespace ebsnn
