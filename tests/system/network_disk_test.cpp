// Disks of clusters: file systems without locks, quotas, disks that turn read-only or fail during a
// write, files that another process has locked. All ranks end with one message, complete files
// stay, and the same command run again gives the files of an undisturbed run.

#include "system/expectations.hpp"
#include "system/running.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Environment = std::map<std::string, std::string>;
using Options = std::vector<std::string>;

class Disk : public testing::Test {
 protected:
  void SetUp() override {
    if (std::strlen(EBSNN_SANITIZERS) > 0) GTEST_SKIP() << "sanitizers must be loaded first";
    write_network_file(folder_ / "given.h5", small_network());
  }
  [[nodiscard]] fs::path out(const std::string& name = "run") const { return folder_ / name; }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

  [[nodiscard]] Launch train(const std::string& name, int ranks,
                             const std::string& data = kSynthetic) const {
    return {"ebsnn_train",
            {"--data", data, "--out", out(name).string(), "--patches", "30", "--checkpoint-every",
             "10"},
            ranks};
  }
  [[nodiscard]] Launch evaluate(const std::string& name, int ranks,
                                const std::string& data = kSynthetic) const {
    return {"ebsnn_eval",
            {"--data", data, "--out", out(name).string(), "--network",
             (folder_ / "given.h5").string(), "--corruption", "drop_event", "--levels", "0,0.5"},
            ranks};
  }
  /// On a disk with these faults below the run folder.
  [[nodiscard]] Launch faulty(Launch launch, const Environment& faults) const {
    launch.environment = faults;
    launch.environment["LD_PRELOAD"] = EBSNN_FAULTY_DISK;
    launch.environment["EBSNN_FAULTY_FOLDER"] = folder_.path().string();
    return launch;
  }

 private:
  TemporaryFolder folder_;
};

class WithoutLocks : public Disk, public testing::WithParamInterface<std::tuple<int, int>> {};
INSTANTIATE_TEST_SUITE_P(, WithoutLocks,
                         testing::Combine(testing::Values(1, 3), testing::Values(ENOLCK, ENOSYS)));

/// A run that nothing disturbs, alone, since the number of ranks makes no difference. Once for all
/// tests of a process.
fs::path undisturbed(const Launch& launch) {
  static const TemporaryFolder folder;
  const fs::path out = folder / launch.program;
  if (!fs::exists(out)) {
    Launch alone = launch;
    alone.ranks = 1;
    alone.arguments.at(3) = out.string();
    expect_done(run(alone));
  }
  return out;
}

TEST_P(WithoutLocks, RunsAreDoneWithAWarning) {
  const auto [ranks, error] = GetParam();
  const Environment faults{{"EBSNN_LOCKS_FAIL_WITH", std::to_string(error)}};
  const Options says{out().string() + ": its file system has no locks", std::strerror(error)};
  expect_warning(run(faulty(train("run", ranks), faults)), says);
  EXPECT_EQ(difference_between_runs(undisturbed(train("run", 1)), out()), "");
  fs::remove_all(out());
  expect_warning(run(faulty(evaluate("run", ranks), faults)), says);
  EXPECT_EQ(difference_between_runs(undisturbed(evaluate("run", 1)), out()), "");
}

// The environment variable overrides what programs ask HDF5 for.
TEST_P(WithoutLocks, DemandedByTheUserIsAnErrorThatNamesThem) {
  const auto [ranks, error] = GetParam();
  const Environment faults{{"EBSNN_LOCKS_FAIL_WITH", std::to_string(error)},
                           {"HDF5_USE_FILE_LOCKING", "TRUE"}};
  expect_error(run(faulty(evaluate("run", ranks), faults)), 2,
               {"given.h5", "cannot be locked", std::strerror(error)});
  expect_done(run(evaluate("run", 1)));
}

/// Another program that has a file open for writing.
class LockedFile : public Disk, public testing::WithParamInterface<int> {
 protected:
  [[nodiscard]] std::unique_ptr<Running> hold(const fs::path& file) const {
    const fs::path sign = folder() / "held";
    const std::string script = fmt::format(
        "import h5py, time\nfile = h5py.File('{}', 'r+')\nopen('{}', 'w').close()\n"
        "time.sleep(600)\n",
        file.string(), sign.string());
    auto holder = std::make_unique<Running>(Launch("/usr/bin/python3", {"-c", script}));
    EXPECT_TRUE(wait_until([&] { return fs::exists(sign) || !holder->alive(); }));
    return holder;
  }
};
INSTANTIATE_TEST_SUITE_P(Ranks, LockedFile, testing::Values(1, 3),
                         testing::PrintToStringParamName());

TEST_P(LockedFile, IsReadAllTheSame) {
  write_files(folder() / "data", one_a_class());
  pack_folder(folder() / "data", folder() / "data.h5");
  const std::string data = (folder() / "data.h5").string();
  expect_done(run(evaluate("before", GetParam(), data)));
  const std::unique_ptr<Running> holder = hold(data);
  if (!holder->alive()) GTEST_SKIP() << holder->errors_so_far();
  expect_done(run(evaluate("run", GetParam(), data)));
  EXPECT_EQ(difference_between_runs(out("before"), out()), "");
  Launch locking = evaluate("locking", GetParam(), data);
  locking.environment["HDF5_USE_FILE_LOCKING"] = "TRUE";
  expect_error(run(locking), 2, {data, "cannot be locked", "Resource temporarily unavailable"});
}

struct Failure {
  int ranks;
  int error;
  int at;  ///< number of the write of each rank; 0: when the file is synced
};

std::ostream& operator<<(std::ostream& stream, const Failure& failure) {
  const std::string when =
      failure.at > 0 ? fmt::format("write {}", failure.at) : std::string("sync");
  return stream << std::strerror(failure.error) << " at " << when << ", " << failure.ranks
                << " ranks";
}

class FailingDisk : public Disk, public testing::WithParamInterface<Failure> {
 protected:
  [[nodiscard]] static Environment faults() {
    const std::string error = std::to_string(GetParam().error);
    if (GetParam().at == 0) return {{"EBSNN_SYNCS_FAIL_WITH", error}};
    return {{"EBSNN_WRITES_FAIL_WITH", error},
            {"EBSNN_WRITES_FAIL_AT", std::to_string(GetParam().at)}};
  }
  void expect_failure_and_a_rerun(const Launch& launch) const {
    const Outcome outcome = run(faulty(launch, faults()));
    expect_error(outcome, 1, {out().string(), std::strerror(GetParam().error)});
    const FolderState before = state_of(out());
    for (const auto& [name, state] : before) EXPECT_EQ(count_of(name, ".tmp-"), 0U) << name;
    Launch again = launch;
    again.ranks = 1;
    expect_done(run(again));
    const FolderState after = state_of(out());
    for (const auto& [name, state] : before) {
      // A training continues from its checkpoint and writes later files again.
      if (count_of(name, "checkpoint") + count_of(name, "snapshots") > 0) continue;
      EXPECT_TRUE(after.at(name) == state) << name << " was complete and is written again";
    }
    EXPECT_EQ(difference_between_runs(undisturbed(launch), out()), "");
  }
};

std::vector<Failure> failures() {
  std::vector<Failure> all;
  for (const int ranks : {1, 3}) {
    for (const int at : {0, 2, 9, 20}) all.push_back({ranks, EDQUOT, at});
    for (const int error : {EROFS, EIO}) all.push_back({ranks, error, 12});
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(, FailingDisk, testing::ValuesIn(failures()));

TEST_P(FailingDisk, EndsTraining) { expect_failure_and_a_rerun(train("run", GetParam().ranks)); }

TEST_P(FailingDisk, EndsEvaluation) {
  expect_failure_and_a_rerun(evaluate("run", GetParam().ranks));
}

}  // namespace
}  // namespace ebsnn::test
