// If results cannot be written, all ranks end with one message, no incomplete file stays, and
// existing files are unchanged.

#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <functional>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

class Output : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { write_network_file(network(), small_network()); }

  [[nodiscard]] fs::path network() const { return folder_ / "given.h5"; }
  [[nodiscard]] fs::path out() const { return folder_ / "run"; }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

  [[nodiscard]] static Outcome train(const fs::path& out, const std::string& patches = "30") {
    return run({"ebsnn_train",
                {"--data", kSynthetic, "--out", out.string(), "--patches", patches,
                 "--checkpoint-every", "10"},
                GetParam()});
  }
  [[nodiscard]] Outcome evaluate(const fs::path& out) const {
    return run({"ebsnn_eval",
                {"--data", kSynthetic, "--out", out.string(), "--network", network().string(),
                 "--corruption", "drop_event", "--levels", "0"},
                GetParam()});
  }

  using Start = std::function<Outcome(const fs::path&)>;
  /// With something else at `name` in the run folder, `start` fails, says so, and changes nothing
  /// except `may_come`.
  void expect_in_the_way(const Start& start, const std::string& name, bool folder_there,
                         int exit_code, const std::vector<std::string>& may_come = {}) const {
    SCOPED_TRACE(name);
    fs::remove_all(out());
    if (folder_there) {
      write_text(out() / name / "kept.txt", "of the user");
    } else {
      write_text(out() / name, "of the user");
    }
    FolderState before = state_of(out());
    expect_error(start(out()), exit_code, {(out() / name).string()});
    FolderState after = state_of(out());
    for (const std::string& file : may_come) EXPECT_EQ(after.erase(file), 1U) << file;
    EXPECT_TRUE(after == before) << testing::PrintToString(files_in(out()));
  }

 private:
  TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Ranks, Output, testing::Values(1, 3), testing::PrintToStringParamName());

TEST_P(Output, RunFolderIsAFile) {
  write_text(out(), "of the user");
  for (const fs::path& where : {out(), out() / "below"}) {
    expect_error(evaluate(where), 2, {"--out", where.string(), "Not a directory"});
    expect_error(train(where), 2, {"--out", where.string(), "Not a directory"});
  }
  EXPECT_EQ(read_text(out()), "of the user");
}

TEST_P(Output, RunFolderCannotBeMade) {
  expect_error(evaluate("/proc/ebsnn"), 2, {"--out", "/proc/ebsnn", "No such file"});
  expect_error(train("/proc/ebsnn"), 2, {"--out", "/proc/ebsnn", "No such file"});
}

TEST_P(Output, RunFolderTakesNoFiles) {
  expect_error(evaluate("/proc/self"), 1, {"/proc/self", "cannot be written to"});
  expect_error(train("/proc/self"), 1, {"/proc/self", "cannot be written to"});
}

TEST_P(Output, SomethingInTheWayOfEvaluation) {
  const Start start = [this](const fs::path& where) { return evaluate(where); };
  const std::string simulated = "activity/drop_event/0.h5";
  expect_in_the_way(start, "activity", false, 1);
  expect_in_the_way(start, "activity/drop_event", false, 1, {"activity/train.h5"});
  expect_in_the_way(start, "activity/train.h5", true, 2);
  expect_in_the_way(start, "activity/train.h5", false, 2);
  expect_in_the_way(start, "classifier.h5", true, 1, {"activity/train.h5", simulated});
  expect_in_the_way(start, "results.csv", true, 1,
                    {"activity/train.h5", simulated, "classifier.h5", "results.h5"});
}

TEST_P(Output, SomethingInTheWayOfTraining) {
  const Start start = [](const fs::path& where) { return train(where); };
  expect_in_the_way(start, "network.h5", true, 2);
  expect_in_the_way(start, "network.h5", false, 2);
  expect_in_the_way(start, "checkpoint.h5", true, 2);
  expect_in_the_way(start, "checkpoint.h5", false, 2);
  expect_in_the_way(start, "snapshots", false, 1);
}

TEST_P(Output, DamagedUnitIsNotReusedAndNotReplaced) {
  expect_done(evaluate(out()));
  cut_short(out() / "activity/train.h5", 0.9);
  const FolderState before = state_of(out());
  expect_error(evaluate(out()), 2, {(out() / "activity/train.h5").string()});
  EXPECT_TRUE(state_of(out()) == before);
}

// A file system with `options`. It is removed when the process of the test ends, in whatever way.
class SmallDisk : public Output {
 protected:
  void SetUp() override {
    Output::SetUp();
    fs::create_directory(out());
    mounted_ = ::unshare(CLONE_NEWNS) == 0 &&
               ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
               ::mount("tmpfs", out().c_str(), "tmpfs", 0, "size=24k") == 0;
    if (!mounted_) GTEST_SKIP() << "no right to mount a small disk: " << std::strerror(errno);
  }
  void TearDown() override {
    if (mounted_) ::umount2(out().c_str(), MNT_DETACH);
  }
  void resize(const std::string& options) const {
    ASSERT_EQ(::mount("tmpfs", out().c_str(), "tmpfs", MS_REMOUNT, options.c_str()), 0);
  }
  void make_read_only() const {
    ASSERT_EQ(::mount("tmpfs", out().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=24k"), 0);
  }

 private:
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

// The first checkpoint fits, the next file does not.
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
