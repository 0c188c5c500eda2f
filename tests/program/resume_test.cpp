// Runs that end at their time limit: the same command run again goes on, and ends in the bits of an
// undisturbed run; what is damaged or belongs to another run is refused.

#include "program/in_process.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Options = std::vector<std::string>;

class Resumed : public testing::Test {
 protected:
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
  [[nodiscard]] fs::path out(const std::string& name = "run") const { return folder_ / name; }

  [[nodiscard]] Launch launch(const std::string& program, const std::string& run_name,
                              const Options& options, int number_of_ranks) const {
    Launch launch{program, {"--out", run_name, "--data", kSynthetic}, number_of_ranks};
    launch.folder = folder_.path();
    launch.arguments.insert(launch.arguments.end(), options.begin(), options.end());
    return launch;
  }
  [[nodiscard]] Launch train(const std::string& run_name, const Options& more = {}) const {
    Options options{"--patches", "600", "--checkpoint-every", "20", "--history-every", "7"};
    options.insert(options.end(), more.begin(), more.end());
    return launch("ebsnn_train", run_name, options, ranks());
  }
  [[nodiscard]] bool checkpoint_is_there() const { return fs::exists(out() / "checkpoint.h5"); }

 private:
  TemporaryFolder folder_;
};

TEST_F(Resumed, EvaluationIsThatOfOneRun) {
  write_network_file(folder() / "given.h5", small_network());
  const auto evaluate = [&](const std::string& run_name, const Options& more) {
    Options options{"--network", "given.h5", "--corruption", "drop_event", "--levels", "0,0.5"};
    options.insert(options.end(), more.begin(), more.end());
    return run(launch("ebsnn_eval", run_name, options, ranks()));
  };
  expect_interrupted(evaluate("run", {"--max-hours", "1e-9"}), {"--max-hours 1e-09", "train"});
  EXPECT_TRUE(files_in(out()).empty());
  expect_done(evaluate("run", {}));
  expect_done(evaluate("undisturbed", {}));
  EXPECT_EQ(difference_between_runs(out("undisturbed"), out("run")), "");
}

TEST_F(Resumed, TrainingIsThatOfOneRun) {
  expect_interrupted(run(train("run", {"--max-hours", "1e-9"})), {"--max-hours", "of 600"});
  expect_done(run(train("run")));
  EXPECT_FALSE(checkpoint_is_there());
  expect_done(run(train("undisturbed")));
  EXPECT_EQ(difference_between_runs(out("undisturbed"), out("run")), "");
}

// Batches of 7 end neither at checkpoints nor at snapshots.
TEST_F(Resumed, TrainingGoesOnWithOtherRanks) {
  const auto train_100 = [&](const std::string& run_name, const Options& more, int ranks) {
    Options options{"--patches",          "100", "--batch",         "7",
                    "--checkpoint-every", "10",  "--history-every", "3"};
    options.insert(options.end(), more.begin(), more.end());
    return run(launch("ebsnn_train", run_name, options, ranks));
  };
  expect_interrupted(train_100("run", {"--max-hours", "1e-9"}, ranks()), {"after patch 7 "});
  expect_interrupted(train_100("run", {"--max-hours", "1e-9"}, 1), {"after patch 14 "});
  expect_done(train_100("run", {}, ranks()));
  expect_done(train_100("undisturbed", {}, 1));
  EXPECT_EQ(difference_between_runs(out("undisturbed"), out("run")), "");
}

TEST_F(Resumed, UnfinishedRunWithOtherOptionsIsRefused) {
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

TEST_F(Resumed, DamagedCheckpointIsRefusedAndKept) {
  expect_interrupted(run(train("run", {"--max-hours", "1e-9"})), {"after patch 20 of 600"});
  cut_short(out() / "checkpoint.h5", 0.8);
  const FolderState before = state_of(out());
  expect_error(run(train("run")), 2, {"run/checkpoint.h5", "No intact checkpoint is left"});
  EXPECT_TRUE(state_of(out()) == before);
}

TEST_F(Resumed, GoesOnFromTheCheckpointBeforeADamagedOne) {
  const Options short_run{"--patches", "100", "--record", "10"};
  const auto train_100 = [&](const std::string& run_name, const Options& more) {
    Options options = short_run;
    options.insert(options.end(), more.begin(), more.end());
    options.insert(options.end(), {"--checkpoint-every", "20", "--history-every", "3"});
    return run(launch("ebsnn_train", run_name, options, ranks()));
  };
  expect_interrupted(train_100("run", {"--max-hours", "1e-9"}), {"after patch 10 "});
  expect_interrupted(train_100("run", {"--max-hours", "1e-9"}), {"after patch 20 "});
  cut_short(out() / "checkpoint.h5", 0.8);
  const Outcome resumed = train_100("run", {});
  expect_warning(resumed,
                 {"run/checkpoint.h5", "using the previous one: run/checkpoint-previous.h5",
                  "continues after patch 10 of 100"});
  expect_done(train_100("undisturbed", {}));
  EXPECT_EQ(difference_between_runs(out("undisturbed"), out("run")), "");
}

TEST_F(Resumed, TwoDamagedCheckpointsAreRefusedAndKept) {
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
TEST_F(Resumed, CheckpointsOfAFinishedTrainingAreRemoved) {
  expect_interrupted(run(train("run", {"--max-hours", "1e-9"})), {"after patch 20 of 600"});
  fs::copy_file(out() / "checkpoint.h5", folder() / "kept.h5");
  expect_done(run(train("run")));
  fs::copy_file(folder() / "kept.h5", out() / "checkpoint.h5");
  fs::copy_file(folder() / "kept.h5", out() / "checkpoint-previous.h5");
  expect_done(run(train("run")));
  EXPECT_FALSE(checkpoint_is_there());
  EXPECT_FALSE(fs::exists(out() / "checkpoint-previous.h5"));
}

}  // namespace
}  // namespace ebsnn::test
