// One run at a time in a folder. Locks belong to open files, so one process can stand for two runs.

#include "storage/run_lock.hpp"

#include "core/error.hpp"
#include "support/temporary_folder.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

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
  /// Whether the lock can be had beside those that are held.
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

}  // namespace
}  // namespace ebsnn::test
