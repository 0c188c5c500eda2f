// Runs that end early: no incomplete file has a final name, and the same command run again gives
// the bits of an undisturbed run.

#include "system/expectations.hpp"
#include "system/running.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Options = std::vector<std::string>;

/// On a busy machine, a signal may come too late; then the run is repeated once.
constexpr int kAttempts = 8;

/// Parameter: number of ranks.
class Interrupted : public testing::TestWithParam<int> {
 protected:
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
  [[nodiscard]] fs::path out(const std::string& name = "run") const { return folder_ / name; }

  [[nodiscard]] Launch launch(const std::string& program, const std::string& run_name,
                              const Options& options, int ranks) const {
    Launch launch{program, {"--out", run_name, "--data", kSynthetic}, ranks};
    launch.folder = folder_.path();
    launch.arguments.insert(launch.arguments.end(), options.begin(), options.end());
    return launch;
  }

  /// Starts `start`, and sends `signal` when `ready` returns true: to mpirun or to the program
  /// alone, or to one of the ranks. Returns how it ended, or nothing if it had ended before.
  template <class Ready>
  std::optional<Outcome> interrupt(const Launch& start, const Ready& ready, int signal,
                                   bool one_rank = false) const {
    Running running(start);
    EXPECT_TRUE(wait_until([&] { return !running.alive() || ready(running); }));
    if (!running.alive()) return std::nullopt;
    if (one_rank && start.ranks > 1) {
      const std::vector<pid_t> ranks = running.ranks();
      if (ranks.empty()) return std::nullopt;
      ::kill(ranks.back(), signal);
    } else {
      running.send(signal);
    }
    return running.wait();
  }

 private:
  TemporaryFolder folder_;
};

void expect_no_leftovers(const fs::path& folder) {
  for (const std::string& file : files_in(folder)) EXPECT_EQ(count_of(file, ".tmp-"), 0U) << file;
}

class Evaluation : public Interrupted {
 protected:
  void SetUp() override { write_network_file(folder() / "given.h5", small_network()); }
  [[nodiscard]] Launch evaluate(const std::string& run_name, const Options& more = {},
                                int ranks = GetParam()) const {
    Options options{"--network",  "given.h5", "--corruption",
                    "drop_event", "--levels", "0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9"};
    options.insert(options.end(), more.begin(), more.end());
    return launch("ebsnn_eval", run_name, options, ranks);
  }
  [[nodiscard]] bool first_unit_is_there() const {
    return fs::exists(out() / "activity/drop_event/0.1.h5");
  }
  [[nodiscard]] bool last_unit_is_there() const {
    return fs::exists(out() / "activity/drop_event/0.9.h5");
  }
  /// Alone: the number of ranks makes no difference, and that start is short.
  void expect_rerun_ends_as_undisturbed() const {
    expect_done(run(evaluate("run", {}, 1)));
    expect_done(run(evaluate("undisturbed", {}, 1)));
    EXPECT_EQ(difference_between_runs(out("undisturbed"), out("run")), "");
  }
};

INSTANTIATE_TEST_SUITE_P(Ranks, Evaluation, testing::Values(1, 3),
                         testing::PrintToStringParamName());

TEST_P(Evaluation, KilledInTheMiddle) {
  for (int attempt = 0; attempt < kAttempts && (attempt == 0 || last_unit_is_there()); ++attempt) {
    fs::remove_all(out());
    const std::optional<Outcome> killed = interrupt(
        evaluate("run"), [&](const Running& /*running*/) { return first_unit_is_there(); }, SIGKILL,
        true);
    if (killed) {
      EXPECT_NE(killed->exit_code, 0) << *killed;
    }
  }
  ASSERT_TRUE(first_unit_is_there());
  ASSERT_FALSE(last_unit_is_there()) << "never killed in time";
  expect_rerun_ends_as_undisturbed();
}

TEST_P(Evaluation, AskedToStop) {
  std::optional<Outcome> stopped;
  for (int attempt = 0; attempt < kAttempts && (!stopped || stopped->exit_code == 0); ++attempt) {
    fs::remove_all(out());
    // mpirun forwards SIGUSR1 to its ranks; at SIGTERM, it ends them.
    stopped = interrupt(
        evaluate("run"), [&](const Running& /*running*/) { return first_unit_is_there(); },
        GetParam() == 1 ? SIGTERM : SIGUSR1);
  }
  ASSERT_TRUE(stopped);
  expect_interrupted(*stopped, {GetParam() == 1 ? "SIGTERM" : "SIGUSR1", "drop_event"});
  EXPECT_EQ(stopped->out, "");
  expect_no_leftovers(out());
  expect_rerun_ends_as_undisturbed();
}

class Training : public Interrupted {
 protected:
  [[nodiscard]] Launch train(const std::string& run_name, const Options& more = {},
                             int ranks = GetParam()) const {
    Options options{"--patches", "600", "--checkpoint-every", "20", "--history-every", "7"};
    options.insert(options.end(), more.begin(), more.end());
    return launch("ebsnn_train", run_name, options, ranks);
  }
  [[nodiscard]] bool checkpoint_is_there() const { return fs::exists(out() / "checkpoint.h5"); }
  [[nodiscard]] bool is_finished() const { return fs::exists(out() / "network.h5"); }

  /// Kills a new training after its first checkpoint.
  void kill_once(const Options& options) const {
    for (int attempt = 0; attempt < kAttempts && (attempt == 0 || is_finished()); ++attempt) {
      fs::remove_all(out());
      const std::optional<Outcome> killed = interrupt(
          train("run", options), [&](const Running& /*running*/) { return checkpoint_is_there(); },
          SIGKILL, true);
      if (killed) {
        EXPECT_NE(killed->exit_code, 0) << *killed;
      }
    }
    ASSERT_TRUE(checkpoint_is_there());
    ASSERT_FALSE(is_finished()) << "never killed in time";
  }
};

INSTANTIATE_TEST_SUITE_P(Ranks, Training, testing::Values(1, 3), testing::PrintToStringParamName());

TEST_P(Training, KilledAndStopped) {
  std::optional<Outcome> stopped;
  const int signal = GetParam() == 1 ? SIGTERM : SIGUSR1;
  for (int attempt = 0; attempt < kAttempts && (!stopped || stopped->exit_code == 0); ++attempt) {
    kill_once({});
    const auto goes_on = [](const Running& running) {
      return count_of(running.errors_so_far(), "continues after patch") == 1;
    };
    stopped = interrupt(train("run"), goes_on, signal);
  }
  ASSERT_TRUE(stopped);
  expect_interrupted(*stopped, {GetParam() == 1 ? "SIGTERM" : "SIGUSR1", "of 600", "state saved"});
  EXPECT_FALSE(is_finished());
  expect_done(run(train("run", {}, 1)));
  EXPECT_FALSE(checkpoint_is_there());
  expect_done(run(train("undisturbed", {}, 1)));
  EXPECT_EQ(difference_between_runs(out("undisturbed"), out("run")), "");
}

TEST_P(Training, StaleTemporariesAreRemoved) {
  kill_once({});
  write_text(out() / ".network.h5.tmp-elsewhere-17-0", "half");
  fs::last_write_time(out() / ".network.h5.tmp-elsewhere-17-0",
                      fs::file_time_type::clock::now() - std::chrono::hours(48));
  expect_done(run(train("run", {}, 1)));
  expect_no_leftovers(out());
}

// mpirun ends its ranks when it is asked to end; they save their state.
TEST_F(Training, OfManyRanksWhoseLauncherIsAskedToEnd) {
  std::optional<Outcome> ended;
  for (int attempt = 0; attempt < kAttempts && (!ended || is_finished()); ++attempt) {
    fs::remove_all(out());
    ended = interrupt(
        train("run", {}, 3), [&](const Running& /*running*/) { return checkpoint_is_there(); },
        SIGTERM);
  }
  ASSERT_TRUE(ended);
  EXPECT_NE(ended->exit_code, 0) << *ended;
  expect_done(run(train("run", {}, 1)));
  expect_done(run(train("undisturbed", {}, 1)));
  EXPECT_EQ(difference_between_runs(out("undisturbed"), out("run")), "");
}

}  // namespace
}  // namespace ebsnn::test
