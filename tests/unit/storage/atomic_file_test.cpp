// Files are whole or not there, and leftovers of dead runs go.

#include "storage/atomic_file.hpp"

#include "core/error.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <set>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class Atomic : public testing::Test {
 protected:
  [[nodiscard]] fs::path path() const { return folder_.path() / "run" / "network.h5"; }
  static void put(const fs::path& path, const char* text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  /// Names in the file's folder.
  [[nodiscard]] std::set<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(path().parent_path())) {
      found.insert(entry.path().filename().string());
    }
    return found;
  }
  [[nodiscard]] static std::string host() {
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    return name.data();
  }
  /// The number of a process that has ended.
  [[nodiscard]] static int dead_process() {
    const pid_t child = fork();
    if (child == 0) {
      _exit(0);
    }
    waitpid(child, nullptr, 0);
    return child;
  }
  /// Makes a temporary of network.h5 with that end of its name, `age` ago.
  void leave(const std::string& end, std::chrono::hours age = std::chrono::hours(0)) const {
    const fs::path left = path().parent_path() / (".network.h5.tmp-" + end);
    put(left, "half");
    fs::last_write_time(left, fs::file_time_type::clock::now() - age);
  }

  TemporaryFolder folder_;
};

// As in a container whose first process never asks for the dead.
TEST_F(Atomic, LeftoversOfADeadProcessThatNobodyAskedForGo) {
  const pid_t child = fork();
  if (child == 0) {
    _exit(0);
  }
  siginfo_t ended;
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT), 0);
  leave(host() + "-" + std::to_string(child) + "-0");
  const AtomicFile file(path());
  EXPECT_THAT(names(), IsEmpty());
  waitpid(child, nullptr, 0);
}

TEST_F(Atomic, IsThereAfterCommitOnly) {
  {
    AtomicFile file(path());
    EXPECT_EQ(file.temporary().parent_path(), path().parent_path());
    EXPECT_THAT(file.temporary().filename().string(),
                StartsWith(".network.h5.tmp-" + host() + "-" + std::to_string(getpid()) + "-"));
    put(file.temporary(), "whole");
    EXPECT_FALSE(fs::exists(path()));
    file.sync();
    file.commit();
    EXPECT_EQ(bytes_of(path()), "whole");
  }
  EXPECT_THAT(names(), ElementsAre("network.h5"));
}

TEST_F(Atomic, WithoutCommitTheOldFileStays) {
  put(path(), "old");
  {
    AtomicFile file(path());
    put(file.temporary(), "half");
  }
  EXPECT_EQ(bytes_of(path()), "old");
  EXPECT_THAT(names(), ElementsAre("network.h5"));
}

TEST_F(Atomic, ReplacesTheOldFile) {
  put(path(), "old");
  write_file_atomically(path(), "new");
  EXPECT_EQ(bytes_of(path()), "new");
  EXPECT_THAT(names(), ElementsAre("network.h5"));
}

TEST_F(Atomic, TwoAtATimeHaveTwoNames) {
  const AtomicFile one(path());
  const AtomicFile other(path());
  EXPECT_NE(one.temporary(), other.temporary());
}

TEST_F(Atomic, NothingWrittenIsAnErrorAtCommit) {
  AtomicFile file(path());
  EXPECT_THROW(file.sync(), StorageError);
  EXPECT_THROW(file.commit(), StorageError);
  EXPECT_FALSE(fs::exists(path()));
}

TEST_F(Atomic, LeftoverOfADeadProcessGoes) {
  leave(host() + "-" + std::to_string(dead_process()) + "-0");
  const AtomicFile file(path());
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(Atomic, FileOfALivingProcessStays) {
  const std::string living = host() + "-" + std::to_string(getppid()) + "-0";
  leave(living);
  const AtomicFile file(path());
  EXPECT_THAT(names(), ElementsAre(".network.h5.tmp-" + living));
}

// In a container every run counts its processes from 1.
TEST_F(Atomic, LeftoverOfADeadProcessWhoseNumberALivingOneHasGoes) {
  for (const pid_t living : {getppid(), getpid()}) {
    leave(host() + "-" + std::to_string(living) + "-1000", std::chrono::hours(10000));
  }
  const AtomicFile file(path());
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(Atomic, OwnFilesStay) {
  const AtomicFile one(path());
  put(one.temporary(), "half");
  const AtomicFile other(path());
  EXPECT_THAT(names(), ElementsAre(one.temporary().filename().string()));
}

TEST_F(Atomic, OtherHostsHaveADay) {
  leave("elsewhere-1-0", std::chrono::hours(23));
  leave("elsewhere-2-0", std::chrono::hours(25));
  const AtomicFile file(path());
  EXPECT_THAT(names(), ElementsAre(".network.h5.tmp-elsewhere-1-0"));
}

// The name of this host and a hyphen begin those hosts' names; neither number is a process here.
TEST_F(Atomic, HostsWithLongerNamesAreOtherHosts) {
  const std::string dead = std::to_string(dead_process());
  leave(host() + "-" + dead + "-1-0");
  leave(host() + "-1-" + dead + "-0");
  const AtomicFile file(path());
  EXPECT_EQ(names().size(), 2U);
}

TEST_F(Atomic, FilesOfOtherNamesStay) {
  const std::string end = host() + "-" + std::to_string(dead_process()) + "-0";
  put(path().parent_path() / (".results.h5.tmp-" + end), "half");
  put(path().parent_path() / ".network.h5.tmp-notes", "mine");
  const AtomicFile file(path());
  EXPECT_EQ(names().size(), 2U);
}

TEST_F(Atomic, FolderThatCannotBeMade) {
  put(folder_.path() / "run", "a file, no folder");
  try {
    const AtomicFile file(path());
    ADD_FAILURE() << "made a folder in place of a file";
  } catch (const StorageError& error) {
    EXPECT_THAT(error.what(), HasSubstr((folder_.path() / "run").string()));
  }
}

TEST_F(Atomic, TextIsWrittenWhole) {
  const std::string text(3 << 20, 'x');
  write_file_atomically(path(), text);
  EXPECT_TRUE(bytes_of(path()) == text);
}

TEST_F(Atomic, H5FileIsThereOnceItIsClosed) {
  write_h5_atomically(path(), [this](h5::File& file) {
    file.write<double>("/v", {1, 2}, {2});
    EXPECT_FALSE(fs::exists(path()));
  });
  EXPECT_EQ(h5::File::open(path()).read<double>("/v").size(), 2U);
  EXPECT_THAT(names(), ElementsAre("network.h5"));
}

TEST_F(Atomic, H5FileThatFailsIsNotThere) {
  EXPECT_THROW(write_h5_atomically(path(),
                                   [](h5::File& file) {
                                     file.write<double>("/v", {1, 2}, {2});
                                     throw InputError("weights hold a NaN");
                                   }),
               InputError);
  EXPECT_THAT(names(), IsEmpty());
}

}  // namespace
}  // namespace ebsnn::test
