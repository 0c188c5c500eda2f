// Processes that do not know of each other, and runs that want the same folder.

#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Environment = std::map<std::string, std::string>;

/// More than any test waits for.
constexpr const char* kEndless = "synthetic:train=200000,test=10,seed=1";

class Launcher : public testing::Test {
 protected:
  void SetUp() override { write_network_file(network(), small_network()); }
  [[nodiscard]] fs::path network() const { return folder_ / "given.h5"; }
  [[nodiscard]] fs::path out() const { return folder_ / "run"; }

  [[nodiscard]] Launch train(const std::string& data, int ranks = 1) const {
    return {"ebsnn_train", {"--data", data, "--out", out().string(), "--patches", "20"}, ranks};
  }
  [[nodiscard]] Launch evaluate(const std::string& data, int ranks = 1) const {
    return {"ebsnn_eval",
            {"--data", data, "--out", out().string(), "--network", network().string(),
             "--corruption", "drop_event", "--levels", "0,0.5"},
            ranks};
  }

 private:
  TemporaryFolder folder_;
};

Launch within(Launch launch, const Environment& environment) {
  launch.environment = environment;
  return launch;
}

Launch with(Launch launch, const std::vector<std::string>& options) {
  launch.arguments.insert(launch.arguments.end(), options.begin(), options.end());
  return launch;
}

TEST_F(Launcher, OneOfManySingleProcessesIsRefused) {
  const std::vector<std::pair<Environment, std::string>> cases = {
      {{{"OMPI_COMM_WORLD_SIZE", "3"}}, "OMPI_COMM_WORLD_SIZE = 3"},
      {{{"PMI_SIZE", "4"}}, "PMI_SIZE = 4"},
      {{{"SLURM_STEP_ID", "0"}, {"SLURM_STEP_NUM_TASKS", "3"}, {"SLURM_NTASKS", "5"}},
       "SLURM_STEP_NUM_TASKS = 3"},
      {{{"SLURM_STEP_ID", "0"}, {"SLURM_NTASKS", "5"}}, "SLURM_NTASKS = 5"},
  };
  for (const auto& [environment, says] : cases) {
    SCOPED_TRACE(says);
    expect_error(run(within(evaluate(kSynthetic), environment)), 2, {says, "alone"});
    expect_error(run(within(train(kSynthetic), environment)), 2, {says, "alone"});
  }
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(Launcher, OnePlainProcessInABatchScriptIsAllRight) {
  expect_done(run(within(train(kSynthetic), {{"SLURM_NTASKS", "3"}, {"SLURM_JOB_ID", "77"}})));
  expect_done(
      run(within(evaluate(kSynthetic), {{"SLURM_STEP_ID", "0"}, {"SLURM_STEP_NUM_TASKS", "1"}})));
}

/// Starts a run that will not end by itself, and waits until it holds the folder.
class Holder {
 public:
  Holder(const Launch& launch, const fs::path& lock) : running_(launch) {
    held_ = wait_until([&] { return !running_.alive() || !read_text(lock).empty(); });
    held_ = held_ && running_.alive();
  }
  [[nodiscard]] bool held() const { return held_; }
  Running& running() { return running_; }
  /// Its number, as the lock names it where it was started alone.
  [[nodiscard]] std::string process() const {
    return fmt::format("process {}", running_.process());
  }

 private:
  Running running_;
  bool held_ = false;
};

class SecondRun : public Launcher, public testing::WithParamInterface<int> {
 protected:
  [[nodiscard]] fs::path lock(const std::string& purpose) const {
    return out() / fmt::format(".{}.lock", purpose);
  }
};

INSTANTIATE_TEST_SUITE_P(Ranks, SecondRun, testing::Values(1, 3),
                         testing::PrintToStringParamName());

TEST_P(SecondRun, TrainingNamesTheHolderAndDoesNothing) {
  Launch endless = with(train(kSynthetic), {"--checkpoint-every", "1000000"});
  endless.arguments[5] = "1000000";
  endless.limit_s = 300;
  Holder holder(endless, lock("train"));
  ASSERT_TRUE(holder.held()) << holder.running().errors_so_far();
  const FolderState before = state_of(out());
  expect_error(run(train(kSynthetic, GetParam())), 2,
               {out().string() + " is in use", holder.process(), "--patches 1000000"});
  EXPECT_TRUE(state_of(out()) == before);
}

TEST_P(SecondRun, EvaluationNamesTheHolderAndDoesNothing) {
  Holder holder(evaluate(kEndless), lock("eval"));
  ASSERT_TRUE(holder.held()) << holder.running().errors_so_far();
  expect_error(run(evaluate(kSynthetic, GetParam())), 2,
               {out().string() + " is in use", holder.process(), kEndless});
  expect_error(run(with(evaluate(kSynthetic, GetParam()), {"--task", "1/3"})), 2,
               {out().string() + " is in use", holder.process()});
  EXPECT_TRUE(files_in(out()).empty());
}

TEST_P(SecondRun, HolderMayBeManyRanks) {
  Holder holder(evaluate(kEndless, 2), lock("eval"));
  ASSERT_TRUE(holder.held()) << holder.running().errors_so_far();
  expect_error(run(evaluate(kSynthetic, GetParam())), 2, {out().string() + " is in use", kEndless});
}

TEST_P(SecondRun, TasksWorkBesideEachOther) {
  Holder first(with(evaluate(kEndless), {"--task", "1/3"}), lock("eval"));
  ASSERT_TRUE(first.held()) << first.running().errors_so_far();
  expect_done(run(with(evaluate(kEndless, GetParam()), {"--task", "3/3"})));
  EXPECT_THAT(files_in(out()), testing::ElementsAre("activity/drop_event/0.5.h5"));
  EXPECT_TRUE(first.running().alive());
  expect_error(run(with(evaluate(kEndless, GetParam()), {"--stage", "classify"})), 2,
               {"is in use"});
}

TEST_P(SecondRun, KilledHolderHoldsNothing) {
  Holder holder(evaluate(kEndless), lock("eval"));
  ASSERT_TRUE(holder.held()) << holder.running().errors_so_far();
  holder.running().send(SIGKILL);
  EXPECT_EQ(holder.running().wait().signal, SIGKILL);
  expect_done(run(evaluate(kSynthetic, GetParam())));
}

}  // namespace
}  // namespace ebsnn::test
