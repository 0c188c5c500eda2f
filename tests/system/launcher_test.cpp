// Processes that do not know of each other, and runs that use the same folder.

#include "core/version.hpp"
#include "system/expectations.hpp"
#include "system/running.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Options = std::vector<std::string>;
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

// tests/unit/parallel/launcher_test.cpp has all the variables that tell.
TEST_F(Launcher, OneOfManySingleProcessesIsRefused) {
  expect_error(run(within(evaluate(kSynthetic), {{"OMPI_COMM_WORLD_SIZE", "3"}})), 2,
               {"OMPI_COMM_WORLD_SIZE = 3", "alone"});
  expect_error(run(within(train(kSynthetic), {{"SLURM_STEP_ID", "0"}, {"SLURM_NTASKS", "5"}})), 2,
               {"SLURM_NTASKS = 5", "alone"});
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(Launcher, OneProcessOfAJobStepIsAllRight) {
  expect_done(
      run(within(evaluate(kSynthetic), {{"SLURM_STEP_ID", "0"}, {"SLURM_STEP_NUM_TASKS", "1"}})));
}

TEST_F(Launcher, FewerSlotsThanAskedIsAnErrorOfMpirun) {
  if (!mpirun_is_open_mpi()) GTEST_SKIP() << "MPICH's mpirun has no slots";
  const Launch launch =
      within(mpirun({"--host", "localhost:2", "-n", "3", path_of("ebsnn_train").string(), "--data",
                     kSynthetic, "--out", out().string()}),
             {{"OMPI_MCA_rmaps_base_oversubscribe", "0"}});
  const Outcome outcome = run(launch);
  EXPECT_TRUE(outcome.in_time) << outcome;
  EXPECT_NE(outcome.exit_code, 0) << outcome;
  EXPECT_THAT(outcome.err, testing::HasSubstr("not enough slots"));
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(Launcher, MoreRanksThanCoresIsWarnedOfAndWorks) {
  const int ranks = 2 * static_cast<int>(std::thread::hardware_concurrency());
  const auto crowding = [](const Launch& launch) {
    Running running(launch);
    EXPECT_TRUE(wait_until([&] { return !running.alive(); }));
    expect_done(running.wait());
    return count_of(running.errors_so_far(), ": more ranks than cores");
  };
  Launch crowded = train(kSynthetic, ranks);
  crowded.arguments.insert(crowded.arguments.end(), {"--batch", "4"});
  EXPECT_EQ(crowding(crowded), 1U);
  fs::remove_all(out());
  EXPECT_EQ(crowding(train(kSynthetic)), 0U);
}

/// Several command lines under one mpirun.
class Mixture : public Launcher {
 protected:
  /// Two of the arguments of mpirun for the ranks of one command line.
  static Options ranks_of(const fs::path& program, const Options& options,
                          const fs::path& folder = ".") {
    Options words{"-n", "1", "-wdir", fs::absolute(folder).string(), program.string()};
    words.insert(words.end(), options.begin(), options.end());
    return words;
  }
  static Outcome run_both(Options first, const Options& second) {
    first.emplace_back(":");
    first.insert(first.end(), second.begin(), second.end());
    return run(mpirun(first));
  }
};

TEST_F(Mixture, OfProgramsIsRefused) {
  const Options options{"--data", kSynthetic, "--out", out().string()};
  expect_error(
      run_both(ranks_of(path_of("ebsnn_train"), options), ranks_of(path_of("ebsnn_eval"), options)),
      2, {"rank 1 has another program", "ebsnn_eval", "ebsnn_train"});
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(Mixture, OfVersionsIsRefused) {
  const Options options{"--data", kSynthetic, "--out", out().string(), "--patches", "20"};
  expect_error(run_both(ranks_of(path_of("ebsnn_train"), options),
                        ranks_of(path_of("test_train_of_another_version"), options)),
               2, {"rank 1 has another program", "9.9.9 (another-revision)", git_revision()});
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(Mixture, OfOptionsIsRefused) {
  const Options options{"--data", kSynthetic, "--out", out().string(), "--seed"};
  Options other = options;
  other.emplace_back("2");
  Options one = options;
  one.emplace_back("1");
  expect_error(
      run_both(ranks_of(path_of("ebsnn_train"), one), ranks_of(path_of("ebsnn_train"), other)), 2,
      {"rank 1 has another command line", "--seed 2", "--seed 1"});
}

/// The same command in two folders, like on two hosts whose local disks differ.
class TwoHosts : public Mixture {
 protected:
  void SetUp() override {
    Mixture::SetUp();
    for (const char* name : {"a", "b"}) write_files(host(name) / "data", one_a_class());
    for (const char* name : {"a", "b"}) write_network_file(host(name) / "net.h5", small_network());
    for (const char* name : {"a", "b"}) write_text(host(name) / "run.toml", "seed = 3\n");
  }
  [[nodiscard]] fs::path host(const std::string& name) const { return out().parent_path() / name; }
  [[nodiscard]] Outcome train_on_both() const {
    const Options options{"--data", "data",    "--out", out().string(), "--patches",
                          "20",     "--batch", "2",     "--config",     "run.toml"};
    return run_both(ranks_of(path_of("ebsnn_train"), options, host("a")),
                    ranks_of(path_of("ebsnn_train"), options, host("b")));
  }
  [[nodiscard]] Outcome evaluate_on_both() const {
    const Options options{"--data", "data",         "--out",      out().string(), "--network",
                          "net.h5", "--corruption", "drop_event", "--levels",     "0"};
    return run_both(ranks_of(path_of("ebsnn_eval"), options, host("a")),
                    ranks_of(path_of("ebsnn_eval"), options, host("b")));
  }
};

TEST_F(TwoHosts, WithTheSameFilesWork) {
  expect_done(train_on_both());
  expect_done(evaluate_on_both());
}

TEST_F(TwoHosts, WithOtherDataAreRefused) {
  const std::string name = "Train/7/00001.bin";
  write_files(host("b") / "data", {{name, encode_nmnist(orderly_events(41, 99), name)}});
  const Options says{"rank 1 has another data set", "10 recordings"};
  expect_error(train_on_both(), 2, says);
  expect_error(evaluate_on_both(), 2, says);
  EXPECT_TRUE(!fs::exists(out()) || files_in(out()).empty());
}

TEST_F(TwoHosts, WithMissingDataAreRefused) {
  fs::remove_all(host("b") / "data/Train/9");
  expect_error(train_on_both(), 2,
               {"rank 1 has another data set", "9 recordings", "10 recordings"});
  fs::remove_all(host("b") / "data");
  expect_error(train_on_both(), 2, {"--data data"});
}

TEST_F(TwoHosts, WithOtherNetworksAreRefused) {
  write_network_file(host("b") / "net.h5", small_network(2));
  expect_error(evaluate_on_both(), 2, {"rank 1 has another network"});
}

TEST_F(TwoHosts, WithOtherConfigurationFilesAreRefused) {
  write_text(host("b") / "run.toml", "seed = 4\n");
  expect_error(train_on_both(), 2, {"rank 1 has another configuration file"});
  fs::remove(host("b") / "run.toml");
  expect_error(train_on_both(), 2, {"--config", "run.toml"});
}

/// Starts a run that does not end by itself, and waits until it has locked the folder.
class Holder {
 public:
  Holder(const Launch& launch, const fs::path& lock) : running_(launch) {
    held_ = wait_until([&] { return !running_.alive() || !read_text(lock).empty(); });
    held_ = held_ && running_.alive();
  }
  [[nodiscard]] bool held() const { return held_; }
  Running& running() { return running_; }
  /// Its process number, as in the lock, if it was started alone.
  [[nodiscard]] std::string process() const {
    return fmt::format("process {}", running_.process());
  }

 private:
  Running running_;
  bool held_ = false;
};

class SecondRun : public Launcher {
 protected:
  [[nodiscard]] fs::path lock(const std::string& purpose) const {
    return out() / fmt::format(".{}.lock", purpose);
  }
};

TEST_F(SecondRun, TrainingNamesTheHolderAndDoesNothing) {
  Launch endless = with(train(kSynthetic), {"--checkpoint-every", "1000000"});
  endless.arguments[5] = "1000000";
  endless.limit_s = 300;
  Holder holder(endless, lock("train"));
  ASSERT_TRUE(holder.held()) << holder.running().errors_so_far();
  const FolderState before = state_of(out());
  expect_error(run(train(kSynthetic)), 2,
               {out().string() + " is in use", holder.process(), "--patches 1000000"});
  EXPECT_TRUE(state_of(out()) == before);
}

TEST_F(SecondRun, EvaluationNamesTheHolderAndDoesNothing) {
  Holder holder(evaluate(kEndless), lock("eval"));
  ASSERT_TRUE(holder.held()) << holder.running().errors_so_far();
  expect_error(run(evaluate(kSynthetic, 3)), 2,
               {out().string() + " is in use", holder.process(), kEndless});
  expect_error(run(with(evaluate(kSynthetic), {"--task", "1/3"})), 2,
               {out().string() + " is in use", holder.process()});
  EXPECT_TRUE(files_in(out()).empty());
}

TEST_F(SecondRun, HolderMayBeManyRanks) {
  Holder holder(evaluate(kEndless, 2), lock("eval"));
  ASSERT_TRUE(holder.held()) << holder.running().errors_so_far();
  expect_error(run(evaluate(kSynthetic)), 2, {out().string() + " is in use", kEndless});
}

TEST_F(SecondRun, TasksWorkBesideEachOther) {
  Holder first(with(evaluate(kEndless), {"--task", "1/3"}), lock("eval"));
  ASSERT_TRUE(first.held()) << first.running().errors_so_far();
  expect_done(run(with(evaluate(kEndless), {"--task", "3/3"})));
  EXPECT_THAT(files_in(out()), testing::ElementsAre("activity/drop_event/0.5.h5"));
  EXPECT_TRUE(first.running().alive());
  expect_error(run(with(evaluate(kEndless), {"--stage", "classify"})), 2, {"is in use"});
}

TEST_F(SecondRun, KilledHolderHoldsNothing) {
  Holder holder(evaluate(kEndless), lock("eval"));
  ASSERT_TRUE(holder.held()) << holder.running().errors_so_far();
  holder.running().send(SIGKILL);
  EXPECT_EQ(holder.running().wait().signal, SIGKILL);
  expect_done(run(evaluate(kSynthetic)));
}

}  // namespace
}  // namespace ebsnn::test
