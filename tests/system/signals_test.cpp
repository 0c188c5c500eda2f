// Signals that ask a program to stop, from its first moments on: its state is saved, the message
// names the signal, and the exit code is 3, also that of mpirun.

#include "system/expectations.hpp"
#include "system/processes.hpp"
#include "system/running.hpp"
#include "system/small_inputs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstring>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Options = std::vector<std::string>;

class Signalled : public testing::Test {
 protected:
  [[nodiscard]] fs::path checkpoint() const { return folder_ / "run/checkpoint.h5"; }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

  /// A training that does not end by itself.
  [[nodiscard]] Launch train(int ranks, const Options& more = {}) const {
    Launch launch("ebsnn_train",
                  {"--data", kSynthetic, "--out", "run", "--patches", "1000000",
                   "--checkpoint-every", "100", "--quiet"},
                  ranks);
    launch.arguments.insert(launch.arguments.end(), more.begin(), more.end());
    launch.folder = folder_.path();
    return launch;
  }

 private:
  TemporaryFolder folder_;
};

class Signals : public Signalled, public testing::WithParamInterface<int> {
 protected:
  [[nodiscard]] static int signal() { return GetParam(); }
  [[nodiscard]] static std::string name() { return std::string("SIG") + sigabbrev_np(signal()); }
};

INSTANTIATE_TEST_SUITE_P(That, Signals, testing::Values(SIGHUP, SIGINT, SIGTERM, SIGUSR1),
                         [](const auto& test) { return std::string(sigabbrev_np(test.param)); });

TEST_P(Signals, ComesToAProgramAlone) {
  Running running(train(1));
  ASSERT_TRUE(wait_until([&] { return fs::exists(checkpoint()); }));
  running.send(signal());
  expect_interrupted(running.wait(), {"stopped by " + name(), "state saved"});
}

TEST_P(Signals, ComesInTheFirstMoments) {
  Running running(train(1));
  ASSERT_TRUE(wait_until([&] { return !running.alive() || catches(running.process(), signal()); }));
  running.send(signal());
  expect_interrupted(running.wait(), {"stopped by " + name(), "state saved"});
  EXPECT_TRUE(fs::exists(checkpoint()));
}

TEST_P(Signals, ComesToAllRanksWhileMpiStarts) {
  if (std::strlen(EBSNN_SANITIZERS) > 0) GTEST_SKIP() << "sanitizers must be loaded first";
  Launch launch = train(2);
  launch.environment = {{"LD_PRELOAD", EBSNN_EARLY_SIGNAL_LIBRARY},
                        {"EBSNN_EARLY_SIGNAL", std::to_string(signal())}};
  expect_interrupted(run(launch), {"stopped by " + name(), "state saved"});
}

TEST_P(Signals, ComesToOneRank) {
  Running running(train(2));
  ASSERT_TRUE(wait_until([&] { return fs::exists(checkpoint()) && running.ranks().size() == 2; }));
  ::kill(running.ranks().back(), signal());
  expect_interrupted(running.wait(), {"stopped by " + name(), "state saved"});
}

TEST_F(Signalled, KeepsRunningUnderNohupWhenTheTerminalIsClosed) {
  Launch launch = train(1);
  launch.arguments.insert(launch.arguments.begin(), path_of(launch.program).string());
  launch.program = "/usr/bin/nohup";
  Running running(launch);
  ASSERT_TRUE(wait_until([&] { return fs::exists(checkpoint()); }));
  running.send(SIGHUP);
  running.send(SIGTERM);
  expect_interrupted(running.wait(), {"stopped by SIGTERM"});
}

// Open MPI's passes SIGUSR1 on. To the others it answers by SIGTERM to its ranks, by SIGKILL a
// second later, and by exit code 1.
TEST_P(Signals, ComesToMpirun) {
  if (!mpirun_is_open_mpi()) GTEST_SKIP() << "written for Open MPI's mpirun";
  Running running(train(2));
  ASSERT_TRUE(wait_until([&] { return fs::exists(checkpoint()); }));
  running.send(signal());
  const Outcome outcome = running.wait();
  if (signal() == SIGUSR1) {
    expect_interrupted(outcome, {"stopped by SIGUSR1", "state saved"});
  } else {
    EXPECT_EQ(outcome.exit_code, 1) << outcome;
    EXPECT_EQ(count_of(outcome.err, ": error: "), 0U) << outcome;
  }
  EXPECT_TRUE(fs::exists(checkpoint()));
}

}  // namespace
}  // namespace ebsnn::test
