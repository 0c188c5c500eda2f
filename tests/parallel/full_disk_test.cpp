// A disk that becomes full while all ranks write: all ranks get an error, and none hangs. Needs a
// small file system of its own, and the right to mount one; skipped otherwise.

#include "core/error.hpp"
#include "core/partition.hpp"
#include "h5/file.hpp"
#include "parallel/test_world.hpp"
#include "parallel/world_folder.hpp"
#include "support/faulty_disk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <filesystem>
#include <numeric>

namespace ebsnn {
namespace {

using test::world;
using Space = test::DiskFaults::Space;

constexpr std::size_t kDiskBytes = std::size_t{4} << 20U;
constexpr std::size_t kRowElements = 16;
constexpr std::size_t kRowBytes = kRowElements * sizeof(std::uint64_t);

class FullDisk : public testing::TestWithParam<std::ptrdiff_t> {
 protected:
  void SetUp() override {
    bool mounted = false;
    if (world().is_root()) {
      const std::string options = "size=" + std::to_string(kDiskBytes);
      mounted = mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, options.c_str()) == 0;
    }
    mounted_ = world().sum(mounted ? 1 : 0) > 0;
    if (!mounted_) {
      GTEST_SKIP() << "no right to mount a small file system";
    }
  }
  void TearDown() override {
    test::set_disk_faults({});
    world().barrier();
    if (mounted_ && world().is_root()) {
      // A file that was given up on stays open.
      EXPECT_EQ(umount2(folder_.path().c_str(), MNT_DETACH), 0);
    }
  }

  /// What the file system says when it is asked for space.
  void set_space(Space space) const {
    test::DiskFaults faults;
    faults.folder = folder_.path();
    faults.space = space;
    test::set_disk_faults(faults);
  }

  /// Makes a file of a dataset, an attribute and a second dataset, whose `rows` rows all ranks
  /// write; "" or the error's message.
  [[nodiscard]] std::string write(std::size_t rows) const {
    const Block block = block_of(rows, static_cast<std::size_t>(world().rank()),
                                 static_cast<std::size_t>(world().size()));
    std::vector<std::uint64_t> values(block.count * kRowElements);
    std::iota(values.begin(), values.end(), block.first * kRowElements);
    try {
      agree(world(), [&] {
        if (world().is_root()) make(rows);
      });
      h5::File file = h5::File::share(path(), world());
      file.write_rows_at<std::uint64_t>("/activity", block.first, values);
      file.close();
    } catch (const StorageError& error) {
      return error.what();
    }
    return "";
  }
  void make(std::size_t rows) const {
    h5::File file = h5::File::create(path());
    file.reserve<std::uint64_t>("/activity", {rows, kRowElements});
    file.write_text("/", "configuration", std::string(6000, 'c'));
    file.write<double>("/late", std::vector<double>(500, 0.5), {500});
    file.close();
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "a.h5"; }

  test::WorldFolder folder_{world()};
  bool mounted_ = false;
};

TEST_F(FullDisk, FarTooMuch) {
  const std::string message = write(10 * kDiskBytes / kRowBytes);
  EXPECT_THAT(message, testing::HasSubstr(path().string()));
  EXPECT_THAT(message, testing::HasSubstr("/activity"));
}

TEST_F(FullDisk, FileCanBeMadeOnceThereIsRoom) {
  EXPECT_NE(write(10 * kDiskBytes / kRowBytes), "");
  world().barrier();
  EXPECT_EQ(write(10), "");
  EXPECT_EQ(h5::File::open(path()).shape("/activity"), (h5::Shape{10, kRowElements}));
}

// In this case the transfer itself fails, and closing the file must not fail.
TEST_F(FullDisk, SpaceThatWasOnlyPromised) {
  set_space(Space::lied_about);
  EXPECT_THAT(write(10 * kDiskBytes / kRowBytes), testing::HasSubstr("/activity"));
}

class NearlyFullDisk : public FullDisk {
 protected:
  void write_and_check();
};

// Sizes from well below to just above what fits, in pages: space runs out at the first dataset,
// after it, or never.
void NearlyFullDisk::write_and_check() {
  const auto bytes = kDiskBytes + static_cast<std::size_t>(GetParam() * 4096);
  const std::size_t rows = bytes / kRowBytes;
  const std::string message = write(rows);
  EXPECT_EQ(world().sum(message.empty() ? 1 : 0) % static_cast<std::uint64_t>(world().size()), 0U)
      << "some ranks saw an error and some did not";
  if (message.empty()) {
    const std::vector<std::uint64_t> read = h5::File::open(path()).read<std::uint64_t>("/activity");
    EXPECT_EQ(read.size(), rows * kRowElements);
    EXPECT_EQ(std::accumulate(read.begin(), read.end(), std::uint64_t{0}),
              read.size() * (read.size() - 1) / 2);
  }
}

TEST_P(NearlyFullDisk, AllRanksAgree) { write_and_check(); }

TEST_P(NearlyFullDisk, AllRanksAgreeWhereNoSpaceCanBeHeld) {
  set_space(Space::unsupported);
  write_and_check();
}

INSTANTIATE_TEST_SUITE_P(Pages, NearlyFullDisk,
                         testing::Values(-1000, -300, -268, -264, -262, -261, -260, -259, -258,
                                         -257, -256, -100, -1, 0, 1));

}  // namespace
}  // namespace ebsnn
