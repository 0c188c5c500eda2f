// Runs that end before their time: nothing half-written has a final name, and the same command run
// again ends in the bits of an undisturbed run.

#include "system/expectations.hpp"
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

/// A signal may come too late on a busy machine; then the run is made once more.
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

  /// Starts `start`, and when `ready` says so sends `signal`: to mpirun or the program alone, or to
  /// one of the ranks. Returns how it ended, or nothing where it had ended before.
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
  void expect_rerun_ends_as_undisturbed() const {
    expect_done(run(evaluate("run")));
    expect_done(run(evaluate("undisturbed")));
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
    // mpirun passes SIGUSR1 on to its ranks; SIGTERM it answers by ending them.
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

TEST_P(Evaluation, OutOfTime) {
  expect_interrupted(run(evaluate("run", {"--max-hours", "1e-9"})), {"--max-hours 1e-09", "train"});
  EXPECT_TRUE(files_in(out()).empty());
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

TEST_P(Training, KilledAndStoppedAndOutOfTime) {
  std::optional<Outcome> stopped;
  const int signal = GetParam() == 1 ? SIGTERM : SIGUSR1;
  for (int attempt = 0; attempt < kAttempts && (!stopped || stopped->exit_code == 0); ++attempt) {
    kill_once({});
    const auto goes_on = [](const Running& running) {
      return count_of(running.errors_so_far(), "goes on after patch") == 1;
    };
    stopped = interrupt(train("run"), goes_on, signal);
  }
  ASSERT_TRUE(stopped);
  expect_interrupted(*stopped, {GetParam() == 1 ? "SIGTERM" : "SIGUSR1", "of 600", "state saved"});
  EXPECT_FALSE(is_finished());
  expect_interrupted(run(train("run", {"--max-hours", "1e-9"})), {"--max-hours", "of 600"});
  expect_done(run(train("run")));
  EXPECT_FALSE(checkpoint_is_there());
  expect_done(run(train("undisturbed")));
  EXPECT_EQ(difference_between_runs(out("undisturbed"), out("run")), "");
}

// Batches of 7 end neither at checkpoints nor at snapshots.
TEST_P(Training, GoesOnWithOtherRanks) {
  const auto train_100 = [&](const std::string& run_name, const Options& more, int ranks) {
    Options options{"--patches",          "100", "--batch",         "7",
                    "--checkpoint-every", "10",  "--history-every", "3"};
    options.insert(options.end(), more.begin(), more.end());
    return run(launch("ebsnn_train", run_name, options, ranks));
  };
  expect_interrupted(train_100("run", {"--max-hours", "1e-9"}, GetParam()), {"after patch 7 "});
  expect_interrupted(train_100("run", {"--max-hours", "1e-9"}, 2), {"after patch 14 "});
  expect_done(train_100("run", {}, GetParam()));
  expect_done(train_100("undisturbed", {}, 1));
  EXPECT_EQ(difference_between_runs(out("undisturbed"), out("run")), "");
}

TEST_P(Training, UnfinishedRunWithOtherOptionsIsRefused) {
  expect_interrupted(run(train("run", {"--max-hours", "1e-9"})), {"after patch 20 of 600"});
  const FolderState before = state_of(out());
  const auto refuse = [&](const Options& options, const std::string& says) {
    expect_error(run(train("run", options)), 2, {"run/checkpoint.h5", says});
  };
  refuse({"--seed", "2"}, "seed: 1 there, 2 now");
  refuse({"--batch", "2"}, "batch: 1 there, 2 now");
  refuse({"--tau-z-ms", "41"}, "tau-z-ms: 40.0 there, 41.0 now");
  EXPECT_TRUE(state_of(out()) == before);
}

TEST_P(Training, DamagedCheckpointIsRefusedAndKept) {
  expect_interrupted(run(train("run", {"--max-hours", "1e-9"})), {"after patch 20 of 600"});
  cut_short(out() / "checkpoint.h5", 0.8);
  const FolderState before = state_of(out());
  expect_error(run(train("run")), 2, {"run/checkpoint.h5", "No intact checkpoint is left"});
  EXPECT_TRUE(state_of(out()) == before);
}

TEST_P(Training, GoesOnFromTheCheckpointBeforeADamagedOne) {
  const Options short_run{"--patches", "100", "--record", "10"};
  const auto train_100 = [&](const std::string& run_name, const Options& more) {
    Options options = short_run;
    options.insert(options.end(), more.begin(), more.end());
    options.insert(options.end(), {"--checkpoint-every", "20", "--history-every", "3"});
    return run(launch("ebsnn_train", run_name, options, GetParam()));
  };
  expect_interrupted(train_100("run", {"--max-hours", "1e-9"}), {"after patch 10 "});
  expect_interrupted(train_100("run", {"--max-hours", "1e-9"}), {"after patch 20 "});
  cut_short(out() / "checkpoint.h5", 0.8);
  const Outcome resumed = train_100("run", {});
  expect_warning(resumed, {"run/checkpoint.h5", "used: run/checkpoint-previous.h5",
                           "goes on after patch 10 of 100"});
  expect_done(train_100("undisturbed", {}));
  EXPECT_EQ(difference_between_runs(out("undisturbed"), out("run")), "");
}

TEST_P(Training, TwoDamagedCheckpointsAreRefusedAndKept) {
  expect_interrupted(run(train("run", {"--max-hours", "1e-9"})), {"after patch 20 of 600"});
  expect_interrupted(run(train("run", {"--max-hours", "1e-9"})), {"after patch 40 of 600"});
  cut_short(out() / "checkpoint.h5", 0.8);
  cut_short(out() / "checkpoint-previous.h5", 0.3);
  const FolderState before = state_of(out());
  expect_error(run(train("run")), 2,
               {"run/checkpoint.h5", "run/checkpoint-previous.h5", "No intact checkpoint is left"});
  EXPECT_TRUE(state_of(out()) == before);
}

// What a kill leaves that comes after the network is written.
TEST_P(Training, CheckpointsOfAFinishedTrainingAreRemoved) {
  expect_interrupted(run(train("run", {"--max-hours", "1e-9"})), {"after patch 20 of 600"});
  fs::copy_file(out() / "checkpoint.h5", folder() / "kept.h5");
  expect_done(run(train("run")));
  fs::copy_file(folder() / "kept.h5", out() / "checkpoint.h5");
  fs::copy_file(folder() / "kept.h5", out() / "checkpoint-previous.h5");
  expect_done(run(train("run")));
  EXPECT_FALSE(checkpoint_is_there());
  EXPECT_FALSE(fs::exists(out() / "checkpoint-previous.h5"));
}

TEST_P(Training, StaleTemporariesAreRemoved) {
  kill_once({});
  write_text(out() / ".network.h5.tmp-elsewhere-17-0", "half");
  fs::last_write_time(out() / ".network.h5.tmp-elsewhere-17-0",
                      fs::file_time_type::clock::now() - std::chrono::hours(48));
  expect_done(run(train("run")));
  expect_no_leftovers(out());
}

// mpirun ends its ranks when it is asked to end; what they have is saved.
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
