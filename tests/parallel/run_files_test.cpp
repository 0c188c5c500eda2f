// Temporary names, commit and provenance if all ranks make one file.

#include "core/error.hpp"
#include "parallel/test_world.hpp"
#include "parallel/world_folder.hpp"
#include "storage/atomic_file.hpp"
#include "storage/provenance.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace ebsnn {
namespace {

using test::world;

class RunFiles : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "run" / "a.h5"; }
  [[nodiscard]] std::size_t files_in_run() const {
    const std::filesystem::directory_iterator all(path().parent_path());
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }
  /// Whether all ranks have the same text.
  [[nodiscard]] static bool same_everywhere(const std::string& text) {
    Bytes bytes(text.begin(), text.end());
    world().broadcast(bytes);
    return world().sum(std::string(bytes.begin(), bytes.end()) == text ? 0 : 1) == 0;
  }

  /// On the root.
  static void make_file(const std::filesystem::path& path) {
    agree(world(), [&] {
      if (world().is_root()) std::ofstream(path) << "content";
    });
  }

  test::WorldFolder folder_{world()};
};

TEST_F(RunFiles, AllRanksWriteOneFileThatThenIsThere) {
  AtomicFile atomic(world(), path());
  EXPECT_TRUE(same_everywhere(atomic.temporary().string()));
  make_file(atomic.temporary());
  atomic.sync();
  EXPECT_FALSE(std::filesystem::exists(path()));
  world().barrier();  // the root renames the file in the next line
  agree(world(), [&] {
    if (world().is_root()) {
      atomic.commit();
    }
  });
  EXPECT_EQ(std::filesystem::file_size(path()), 7U);
  EXPECT_EQ(files_in_run(), 1U);
}

TEST_F(RunFiles, WithoutCommitNothingStays) {
  {
    const AtomicFile atomic(world(), path());
    make_file(atomic.temporary());
    EXPECT_EQ(files_in_run(), 1U);
    world().barrier();  // the root removes the file in the next line
  }
  world().barrier();
  EXPECT_EQ(files_in_run(), 0U);
}

TEST_F(RunFiles, FolderThatCannotBeMadeIsAnErrorOnAll) {
  const std::filesystem::path blocked = folder_.path() / "file" / "a.h5";
  agree(world(), [&] {
    if (world().is_root()) {
      write_file_atomically(folder_.path() / "file", "no folder");
    }
  });
  EXPECT_THROW(AtomicFile(world(), blocked), StorageError);
}

TEST_F(RunFiles, FileThatIsNotThereCannotBeSynced) {
  AtomicFile atomic(world(), path());
  EXPECT_THROW(atomic.sync(), StorageError);
}

TEST_F(RunFiles, ProvenanceIsTheRoots) {
  const std::string rank(1 + static_cast<std::size_t>(world().rank()) * 100, 'i');
  const std::vector<std::string> own{"ebsnn_eval", "--rank", rank};
  const Provenance collected = collect_provenance(world(), "ebsnn_eval", own);
  EXPECT_EQ(collected.ranks, world().size());
  EXPECT_EQ(collected.command_line, "ebsnn_eval --rank i");
  EXPECT_TRUE(same_everywhere(collected.start_time + collected.host));

  agree(world(), [&] {
    if (!world().is_root()) return;
    h5::File file = h5::File::create(folder_.path() / "a.h5");
    write_provenance(file, collected);
    file.close();
  });
  Provenance back = read_provenance(h5::File::open(folder_.path() / "a.h5"));
  EXPECT_GE(back.end_time, back.start_time);
  back.end_time.clear();
  EXPECT_EQ(back, collected);
}

}  // namespace
}  // namespace ebsnn
