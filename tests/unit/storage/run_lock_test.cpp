// One run at a time in a folder. Locks belong to open files, so one process can act as two runs.

#include "storage/run_lock.hpp"

#include "core/error.hpp"
#include "core/host_name.hpp"
#include "storage/atomic_file.hpp"
#include "storage/process.hpp"
#include "support/temporary_folder.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace ebsnn::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using Mode = RunLock::Mode;

class Lock : public testing::Test {
 protected:
  [[nodiscard]] RunLock lock(Mode mode, const char* purpose = "train",
                             const char* command = "ebsnn_train --out RUN") const {
    return RunLock(folder_.path(), purpose, mode, command);
  }
  /// Whether the lock can be taken in addition to those that are held.
  [[nodiscard]] bool can_lock(Mode mode, const char* purpose = "train") const {
    try {
      const RunLock taken = lock(mode, purpose);
      return taken.warning().empty();
    } catch (const InputError&) {
      return false;
    }
  }
  TemporaryFolder folder_;
};

TEST_F(Lock, ExclusiveIsAlone) {
  const RunLock held = lock(Mode::exclusive);
  EXPECT_EQ(held.warning(), "");
  EXPECT_FALSE(can_lock(Mode::exclusive));
  EXPECT_FALSE(can_lock(Mode::shared));
}

TEST_F(Lock, SharedIsBesideShared) {
  const RunLock held = lock(Mode::shared);
  EXPECT_TRUE(can_lock(Mode::shared));
  EXPECT_FALSE(can_lock(Mode::exclusive));
}

TEST_F(Lock, PurposesAreIndependent) {
  const RunLock held = lock(Mode::exclusive, "train");
  EXPECT_TRUE(can_lock(Mode::exclusive, "eval"));
}

TEST_F(Lock, IsReleasedAtTheEndOfItsScope) {
  { const RunLock held = lock(Mode::exclusive); }
  EXPECT_TRUE(can_lock(Mode::exclusive));
}

TEST_F(Lock, ErrorNamesFolderAndHolder) {
  const RunLock held = lock(Mode::exclusive, "train", "ebsnn_train --seed 7");
  try {
    const RunLock second = lock(Mode::exclusive, "train", "ebsnn_train --seed 8");
    ADD_FAILURE() << "locked twice";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr(folder_.path().string()), HasSubstr("--seed 7"),
                                    HasSubstr("process " + std::to_string(getpid()))));
  }
}

TEST_F(Lock, EndsWithItsProcessHoweverThatEnds) {
  const pid_t child = fork();
  if (child == 0) {
    const RunLock held = lock(Mode::exclusive);
    raise(SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(can_lock(Mode::exclusive));
}

TEST_F(Lock, IsNotInheritedByPrograms) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) {
    const RunLock held = lock(Mode::exclusive);
    (void)!write(ends[1], "x", 1);
    execl("/bin/sleep", "sleep", "30", nullptr);  // closes the pipe, and must close the lock
    _exit(1);
  }
  close(ends[1]);
  char told = 0;
  EXPECT_EQ(read(ends[0], &told, 1), 1) << "the child has no lock";
  EXPECT_EQ(read(ends[0], &told, 1), 0) << "the child is still the same program";
  EXPECT_TRUE(can_lock(Mode::exclusive));
  close(ends[0]);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST_F(Lock, MissingFolderIsAStorageError) {
  EXPECT_THROW(RunLock(folder_.path() / "none", "train", Mode::exclusive, ""), StorageError);
}

/// A run folder that goes away under its run.
class Moved : public Lock {
 protected:
  void SetUp() override { std::filesystem::create_directory(run()); }
  [[nodiscard]] std::filesystem::path run() const { return folder_ / "run"; }
  [[nodiscard]] RunLock lock_run() const {
    return RunLock(run(), "train", Mode::exclusive, "ebsnn_train");
  }
  [[nodiscard]] std::string problem_with(const char* name = "network.h5") const {
    try {
      write_file_atomically(run() / name, "content");
      return "";
    } catch (const StorageError& error) {
      return error.what();
    }
  }
};

TEST_F(Moved, FilesAreWrittenAsLongAsItIsThere) {
  const RunLock held = lock_run();
  EXPECT_EQ(problem_with(), "");
  EXPECT_EQ(problem_with("activity/train.h5"), "");
}

TEST_F(Moved, AwayAndMadeAnewItIsNotWrittenTo) {
  const RunLock held = lock_run();
  std::filesystem::rename(run(), folder_ / "old");
  EXPECT_THAT(problem_with(), AllOf(HasSubstr(run().string()), HasSubstr("moved or removed")));
  EXPECT_FALSE(std::filesystem::exists(run()));
  std::filesystem::create_directory(run());
  const RunLock next = lock_run();
  EXPECT_THAT(problem_with("activity/train.h5"), HasSubstr("moved or removed"));
  EXPECT_FALSE(std::filesystem::exists(run() / "activity"));
}

TEST_F(Moved, WhileAFileIsWrittenItDoesNotGetItsName) {
  const RunLock held = lock_run();
  AtomicFile file(run() / "network.h5");
  std::ofstream(file.temporary()) << "content";
  std::filesystem::rename(run(), folder_ / "old");
  std::filesystem::create_directory(run());
  EXPECT_THROW(file.commit(), StorageError);
  EXPECT_TRUE(std::filesystem::is_empty(run()));
}

TEST_F(Moved, WhileAnH5FileIsWrittenThatIsTheReason) {
  const RunLock held = lock_run();
  try {
    write_h5_atomically(run() / "network.h5", [this](h5::File& file) {
      std::filesystem::rename(run(), folder_ / "old");
      file.write<double>("/v", {1}, {1});
    });
    ADD_FAILURE() << "written";
  } catch (const StorageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("moved or removed"));
  }
  const std::filesystem::directory_iterator left(folder_ / "old");
  EXPECT_EQ(std::distance(begin(left), end(left)), 1) << "more than the lock is left";
}

TEST_F(Moved, RemovedItIsNotMadeAgain) {
  const RunLock held = lock_run();
  std::filesystem::remove_all(run());
  EXPECT_THAT(problem_with(), HasSubstr("moved or removed"));
  EXPECT_FALSE(std::filesystem::exists(run()));
  EXPECT_THROW(rename_file(run() / "a", run() / "b"), StorageError);
}

TEST_F(Moved, ItsLockAloneRemovedIsAnErrorToo) {
  const RunLock held = lock_run();
  std::filesystem::remove(run() / ".train.lock");
  EXPECT_THAT(problem_with(), HasSubstr(".train.lock"));
}

TEST_F(Moved, OtherFoldersAreNotConcerned) {
  const RunLock held = lock_run();
  std::filesystem::remove_all(run());
  EXPECT_NO_THROW(write_file_atomically(folder_ / "run2" / "weights.txt", "1"));
}

TEST_F(Moved, AfterTheRunAnybodyMayWrite) {
  { const RunLock held = lock_run(); }
  std::filesystem::remove_all(run());
  EXPECT_EQ(problem_with(), "");
}

TEST_F(Lock, HolderInAnotherContainerIsCalledSo) {
  const RunLock held = lock(Mode::exclusive);
  const std::filesystem::path file = folder_ / ".train.lock";
  std::string text = bytes_of(file);
  text.replace(text.find(process_numbering()), 16, "00000000deadbeef");
  std::ofstream(file) << text;
  try {
    const RunLock second = lock(Mode::exclusive);
    ADD_FAILURE() << "locked twice";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("another container of " + host_name()));
  }
}

}  // namespace
}  // namespace ebsnn::test
