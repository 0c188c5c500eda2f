// A disk that is full or read-only ends all ranks with one message, and no half-written file stays.
// The disk is mounted for the test's process and its children alone: real starts.

#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

// A file system of 24 kB, which goes when the test's process does, however that ends. Parameter:
// number of ranks.
class SmallDisk : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    write_network_file(folder_ / "given.h5", small_network());
    fs::create_directory(out());
    mounted_ = ::unshare(CLONE_NEWNS) == 0 &&
               ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
               ::mount("tmpfs", out().c_str(), "tmpfs", 0, "size=24k") == 0;
    if (!mounted_) GTEST_SKIP() << "no right to mount a small disk: " << std::strerror(errno);
  }
  void TearDown() override {
    if (mounted_) ::umount2(out().c_str(), MNT_DETACH);
  }
  [[nodiscard]] fs::path out() const { return folder_ / "run"; }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

  [[nodiscard]] static Outcome train(const fs::path& out) {
    return run({"ebsnn_train",
                {"--data", kSynthetic, "--out", out.string(), "--patches", "30",
                 "--checkpoint-every", "10"},
                GetParam()});
  }
  [[nodiscard]] Outcome evaluate(const fs::path& out) const {
    return run({"ebsnn_eval",
                {"--data", kSynthetic, "--out", out.string(), "--network",
                 (folder_ / "given.h5").string(), "--corruption", "drop_event", "--levels", "0"},
                GetParam()});
  }
  void resize(const std::string& options) const {
    ASSERT_EQ(::mount("tmpfs", out().c_str(), "tmpfs", MS_REMOUNT, options.c_str()), 0);
  }
  void make_read_only() const {
    ASSERT_EQ(::mount("tmpfs", out().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=24k"), 0);
  }

 private:
  TemporaryFolder folder_;
  bool mounted_ = false;
};

INSTANTIATE_TEST_SUITE_P(Ranks, SmallDisk, testing::Values(1, 3),
                         testing::PrintToStringParamName());

TEST_P(SmallDisk, FullWhileEvaluationWrites) {
  write_text(out() / "kept.txt", "of the user");
  const FolderState before = state_of(out());
  expect_error(evaluate(out()), 1, {(out() / "activity").string(), "train.h5"});
  EXPECT_TRUE(state_of(out()) == before) << testing::PrintToString(files_in(out()));
  resize("size=10m");
  expect_done(evaluate(out()));
  expect_done(evaluate(folder() / "elsewhere"));
  fs::remove(out() / "kept.txt");
  EXPECT_EQ(difference_between_runs(out(), folder() / "elsewhere"), "");
}

// The first checkpoint fits, what comes after it does not.
TEST_P(SmallDisk, FullWhileTrainingWrites) {
  resize("size=900k");
  expect_error(train(out()), 1, {out().string()});
  EXPECT_FALSE(fs::exists(out() / "network.h5"));
  for (const std::string& file : files_in(out())) EXPECT_EQ(count_of(file, ".tmp-"), 0U) << file;
  resize("size=50m");
  const Outcome resumed = train(out());
  expect_done(resumed);
  expect_done(train(folder() / "elsewhere"));
  EXPECT_EQ(difference_between_runs(out(), folder() / "elsewhere"), "");
}

TEST_P(SmallDisk, ReadOnly) {
  make_read_only();
  expect_error(evaluate(out()), 1, {out().string(), "Read-only file system"});
  expect_error(train(out()), 1, {out().string(), "Read-only file system"});
}

}  // namespace
}  // namespace ebsnn::test
