// The batch scripts of slurm/ in a real SLURM: a study with a job array whose training reaches its
// time limit gives the bits of a direct run, and so do jobs whose node dies; failed or cancelled
// jobs stay so.

#include "system/expectations.hpp"
#include "system/slurm_cluster.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Options = std::vector<std::string>;
using testing::HasSubstr;

constexpr const char* kScripts = EBSNN_SOURCE_DIR "/slurm";
constexpr double kStudyEndsWithin_s = 240.0;

class Slurm : public testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<SlurmCluster>(); }
  static void TearDownTestSuite() { cluster_.reset(); }
  void SetUp() override {
    if (!cluster_->ready()) GTEST_SKIP() << cluster_->why_not();
    write_network_file(folder_ / "given.h5", small_network());
  }
  void TearDown() override {
    if (HasFailure()) print_logs();
  }

  static std::unique_ptr<SlurmCluster> cluster_;
  [[nodiscard]] static const SlurmCluster& cluster() { return *cluster_; }
  [[nodiscard]] fs::path out(const std::string& name = "run") const { return folder_ / name; }

  /// Runs a script of slurm/ or a command of SLURM in the folder of the test.
  [[nodiscard]] Outcome start(const std::string& program, const Options& options,
                              const std::map<std::string, std::string>& settings = {}) const {
    Launch launch(program, options);
    launch.folder = folder_.path();
    launch.environment = cluster_->environment();
    launch.environment["EBSNN_BIN"] = EBSNN_PROGRAM_DIR;
    launch.environment["EBSNN_SLURM"] = kScripts;
    for (const auto& [name, value] : settings) launch.environment[name] = value;
    return run(launch);
  }
  [[nodiscard]] Outcome submit_study(
      const Options& options, const std::map<std::string, std::string>& settings = {}) const {
    return start(std::string(kScripts) + "/submit-study", options, settings);
  }
  /// Submits a script of slurm/; returns the job.
  [[nodiscard]] std::string submit(Options options, const std::string& script,
                                   const Options& arguments) const {
    options.insert(options.begin(), "--parsable");
    options.push_back(std::string(kScripts) + "/" + script);
    options.insert(options.end(), arguments.begin(), arguments.end());
    const Outcome outcome = start("/usr/bin/sbatch", options);
    expect_done(outcome);
    return outcome.out.substr(0, outcome.out.find('\n'));
  }
  [[nodiscard]] std::string log_of(const std::string& job, const std::string& name) const {
    return read_text(folder_ / fmt::format("ebsnn-{}-{}.log", name, job));
  }
  /// Number of patches that take this machine so long with a checkpoint after each: the checkpoints
  /// take most of the time, so that the direct run for comparison is short.
  [[nodiscard]] std::uint64_t patches_that_take(double seconds) const {
    constexpr std::uint64_t kTried = 100;
    const Outcome tried = start(std::string(EBSNN_PROGRAM_DIR) + "/ebsnn_train",
                                {"--data", kSynthetic, "--out", "tried", "--patches",
                                 std::to_string(kTried), "--checkpoint-every", "1"});
    expect_done(tried);
    return static_cast<std::uint64_t>(kTried * seconds / tried.seconds);
  }
  /// A part of a study without SLURM.
  void run_directly(const std::string& program, const Options& options) const {
    Launch launch(program, options);
    launch.folder = folder_.path();
    launch.limit_s = 120.0;
    expect_done(run(launch));
  }

 private:
  void print_logs() const {
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      if (entry.path().extension() == ".log") {
        std::cout << "--- " << entry.path().filename() << "\n" << read_text(entry.path());
      }
    }
  }

  TemporaryFolder folder_;
};

std::unique_ptr<SlurmCluster> Slurm::cluster_;

/// The job that submit-study printed for a step.
std::string job_of(const Outcome& submitted, const std::string& step) {
  std::smatch found;
  const std::regex line(step + ": job ([0-9]+)\n");
  return std::regex_search(submitted.out, found, line) ? found[1].str() : "";
}

class Study : public Slurm, public testing::WithParamInterface<std::string> {};

INSTANTIATE_TEST_SUITE_P(Launchers, Study, testing::Values("srun", "mpirun"),
                         [](const auto& launcher) { return launcher.param; });

// The shortest time limit in SLURM is a minute, and it checks limits every 30 s.
TEST_P(Study, WithATimeLimitThatIsHitGivesTheBitsOfADirectRun) {
  const std::string patches = std::to_string(patches_that_take(45.0));
  const Outcome submitted = submit_study({"--data",
                                          kSynthetic,
                                          "--out",
                                          "run",
                                          "--patches",
                                          patches,
                                          "--checkpoint-every",
                                          "1",
                                          "--seed",
                                          "3",
                                          "--corruption",
                                          "drop_event,time_jitter",
                                          "--levels",
                                          "0,0.5",
                                          "--eval-ranks",
                                          "2",
                                          "--tasks",
                                          "4",
                                          "--throttle",
                                          "3",
                                          "--train-time",
                                          "1",
                                          "--eval-time",
                                          "5",
                                          "--signal",
                                          "55"},
                                         {{"EBSNN_LAUNCHER", GetParam()}});
  expect_done(submitted);
  const std::string train = job_of(submitted, "train");
  const std::string evaluation = job_of(submitted, "evaluate");
  const std::string classification = job_of(submitted, "classify");
  ASSERT_TRUE(cluster().wait_until_idle(kStudyEndsWithin_s))
      << cluster().command("squeue", {"--noheader"}).out;
  for (const std::string& job : {train, evaluation + "_1", evaluation + "_2", evaluation + "_3",
                                 evaluation + "_4", classification}) {
    EXPECT_EQ(cluster().field(job, "JobState"), "COMPLETED") << job;
    std::cout << fmt::format("job {}: {} {}, restarts {}, {} - {}\n", job,
                             cluster().field(job, "JobName"), cluster().field(job, "JobState"),
                             cluster().field(job, "Restarts"), cluster().field(job, "StartTime"),
                             cluster().field(job, "EndTime"));
  }
  EXPECT_GE(std::stoi(cluster().field(train, "Restarts")), 1);
  EXPECT_THAT(read_text(out() / fmt::format("log/train-{}.log", train)),
              HasSubstr("stopped by SIGUSR1"));
  run_directly("ebsnn_train",
               {"--data", kSynthetic, "--out", "direct", "--patches", patches, "--seed", "3"});
  run_directly("ebsnn_eval",
               {"--data", kSynthetic, "--out", "direct", "--network", "direct/network.h5", "--seed",
                "3", "--corruption", "drop_event,time_jitter", "--levels", "0,0.5"});
  fs::remove_all(out() / "log");
  EXPECT_EQ(difference_between_runs(out("direct"), out()), "");
}

// Two networks, one of them made from the other; the jobs of each stage wait for those before.
TEST_F(Slurm, PlanGivesTheTablesOfADirectRun) {
  std::ofstream(out("plan.toml")) << R"(data = "synthetic:train=20,test=10,seed=1"
seeds = "1-2"
patches = 20
replicates = 20
[corruptions]
drop_event = [0.5]
[networks.given]
[networks.blocked]
from = "given"
operations = ["block feedback"]
)";
  const Outcome submitted =
      submit_study({"--plan", "plan.toml", "--out", "study", "--tasks", "2", "--eval-ranks", "2",
                    "--train-time", "5", "--eval-time", "5", "--classify-time", "5"});
  expect_done(submitted);
  ASSERT_TRUE(cluster().wait_until_idle(kStudyEndsWithin_s))
      << cluster().command("squeue", {"--noheader"}).out;
  EXPECT_EQ(cluster().field(job_of(submitted, "test"), "JobState"), "COMPLETED");
  run_directly("ebsnn_study", {"--plan", "plan.toml", "--out", "direct"});
  for (const char* table : {"summary.tidy.csv", "metrics.tidy.csv", "tests.csv", "ei.tidy.csv"}) {
    EXPECT_EQ(read_text(out("study") / table), read_text(out("direct") / table)) << table;
    EXPECT_FALSE(read_text(out("direct") / table).empty()) << table;
  }
}

TEST_F(Slurm, FailedTrainingCancelsWhatDependsOnIt) {
  const Outcome submitted =
      submit_study({"--data", "nowhere", "--out", "run", "--tasks", "2", "--eval-ranks", "1"});
  expect_done(submitted);
  ASSERT_TRUE(cluster().wait_until_idle(60.0));
  const std::string train = job_of(submitted, "train");
  EXPECT_EQ(cluster().field(train, "JobState"), "FAILED");
  EXPECT_EQ(cluster().field(train, "ExitCode"), "2:0");
  EXPECT_EQ(cluster().field(train, "Restarts"), "0");
  EXPECT_EQ(cluster().field(job_of(submitted, "classify"), "JobState"), "CANCELLED");
  EXPECT_THAT(read_text(out() / fmt::format("log/train-{}.log", train)),
              HasSubstr("--data nowhere"));
}

TEST_F(Slurm, CancelledTrainingIsNotPutBackIntoTheQueue) {
  const std::string job =
      submit({}, "train.sbatch", {"--data", kSynthetic, "--out", "run", "--patches", "1000000"});
  ASSERT_TRUE(wait_until([&] { return !read_text(out() / ".train.lock").empty(); }, 30.0));
  (void)start("/usr/bin/scancel", {job});
  ASSERT_TRUE(cluster().wait_until_idle(60.0));
  EXPECT_EQ(cluster().field(job, "JobState"), "CANCELLED");
  EXPECT_EQ(cluster().field(job, "Restarts"), "0");
}

TEST_F(Slurm, TrainingThatGetsNowhereGivesUp) {
  const std::string job =
      submit({"--export=ALL,EBSNN_MAX_RESTARTS=1"}, "train.sbatch",
             {"--data", kSynthetic, "--out", "run", "--patches", "1000000", "--max-hours", "1e-9"});
  ASSERT_TRUE(cluster().wait_until_idle(90.0));
  EXPECT_EQ(cluster().field(job, "JobState"), "FAILED");
  EXPECT_EQ(cluster().field(job, "Restarts"), "1");
  EXPECT_THAT(log_of(job, "train"), HasSubstr("EBSNN_MAX_RESTARTS"));
}

TEST_F(Slurm, ArraysThatDoNotStartAt1AreRefused) {
  const Options arguments{"--data",   kSynthetic,     "--out",      "run",      "--network",
                          "given.h5", "--corruption", "drop_event", "--levels", "0"};
  const std::string wrong =
      submit({"--array=0-1", "--ntasks=1"}, "evaluate-array.sbatch", arguments);
  ASSERT_TRUE(cluster().wait_until_idle(60.0));
  EXPECT_EQ(cluster().field(wrong + "_0", "ExitCode"), "2:0");
  EXPECT_THAT(log_of(wrong + "_1", "evaluate"), HasSubstr("must be 1-N"));
  EXPECT_FALSE(fs::exists(out()));
  const std::string second = submit({"--export=ALL,EBSNN_TASKS=2", "--array=2", "--ntasks=1"},
                                    "evaluate-array.sbatch", arguments);
  ASSERT_TRUE(cluster().wait_until_idle(60.0));
  EXPECT_EQ(cluster().field(second + "_2", "JobState"), "COMPLETED");
  EXPECT_THAT(files_in(out()), testing::ElementsAre("activity/clean.h5"));
}

TEST_F(Slurm, SignalledTaskOfAnArrayGoesBackIntoTheQueueAlone) {
  const std::string job =
      submit({"--array=1-2", "--ntasks=2"}, "evaluate-array.sbatch",
             {"--data", "synthetic:train=1000,test=20,seed=1", "--out", "run", "--network",
              "given.h5", "--corruption", "drop_event", "--levels", "0"});
  ASSERT_TRUE(wait_until([&] { return fs::exists(out() / "activity/clean.h5"); }, 30.0));
  const Outcome signalled = start("/usr/bin/scancel", {"--batch", "--signal=USR1", job + "_1"});
  expect_done(signalled);
  ASSERT_TRUE(cluster().wait_until_idle(120.0));
  for (const auto& [task, restarts] : {std::pair{"_1", "1"}, {"_2", "0"}}) {
    EXPECT_EQ(cluster().field(job + task, "JobState"), "COMPLETED");
    EXPECT_EQ(cluster().field(job + task, "Restarts"), restarts);
  }
  EXPECT_THAT(files_in(out()), testing::ElementsAre("activity/clean.h5", "activity/train.h5"));
}

TEST_F(Slurm, LauncherThatStartsNothingIsNoSuccess) {
  const fs::path launcher = out("bin") / "srun";
  fs::create_directories(launcher.parent_path());
  write_text(launcher, "#!/bin/sh\nexit 0\n");
  fs::permissions(launcher, fs::perms::owner_all);
  const std::string job =
      submit({fmt::format("--export=ALL,PATH={}:/usr/bin:/bin", launcher.parent_path().string())},
             "train.sbatch", {"--data", kSynthetic, "--out", "run", "--patches", "5"});
  ASSERT_TRUE(cluster().wait_until_idle(60.0));
  EXPECT_EQ(cluster().field(job, "JobState"), "FAILED");
  EXPECT_THAT(log_of(job, "train"), HasSubstr("did not finish"));
  EXPECT_FALSE(fs::exists(out().parent_path() / (".ebsnn-done-" + job)));
}

class TwoNodes : public Slurm {
 protected:
  static constexpr int kNodeIsLostAfter_s = 10;
  static void SetUpTestSuite() { cluster_ = std::make_unique<SlurmCluster>(2, kNodeIsLostAfter_s); }

  /// Cuts the power of the node that a job runs on, and expects SLURM to start the job on the other
  /// one.
  void expect_move(const std::string& job, const std::string& program) {
    const std::string node = cluster().field(job, "NodeList");
    EXPECT_THAT(cluster_->cut_power_of(node),
                testing::IsSupersetOf({"slurmd", "slurmstepd", "srun", program.c_str()}));
    const double cut_s = now_s();
    ASSERT_TRUE(wait_until(
        [&] {
          return cluster().field(job, "Restarts") == "1" &&
                 cluster().field(job, "JobState") == "RUNNING";
        },
        90.0))
        << cluster().command("scontrol", {"show", "job", job}).out;
    std::cout << fmt::format("runs again {:.0f} s after the power cut\n", now_s() - cut_s);
    EXPECT_NE(cluster().field(job, "NodeList"), node);
    lost_ = node;
  }
  /// Waits for the jobs, and until the lost node accepts jobs again.
  void expect_completed(const Options& jobs) {
    ASSERT_TRUE(cluster().wait_until_idle(kStudyEndsWithin_s));
    for (const std::string& job : jobs) {
      EXPECT_EQ(cluster().field(job, "JobState"), "COMPLETED") << job;
    }
    EXPECT_TRUE(cluster_->bring_back(lost_, 60.0)) << cluster_->report(lost_);
  }

 private:
  std::string lost_;
};

TEST_F(TwoNodes, TrainingWhoseNodeDiesIsDoneOnTheOther) {
  const Options options{
      "--data",  kSynthetic, "--seed",    "3",
      "--batch", "4",        "--patches", std::to_string(patches_that_take(40.0))};
  Options here = options;
  here.insert(here.end(), {"--out", "run", "--checkpoint-every", "1"});
  const std::string job = submit({"--ntasks=2"}, "train.sbatch", here);
  ASSERT_TRUE(wait_until([&] { return fs::exists(out() / "checkpoint-previous.h5"); }));
  expect_move(job, "ebsnn_train");
  expect_completed({job});
  Options direct = options;
  direct.insert(direct.end(), {"--out", "direct"});
  run_directly("ebsnn_train", direct);
  EXPECT_EQ(difference_between_runs(out("direct"), out()), "");
}

TEST_F(TwoNodes, TaskOfAnArrayWhoseNodeDiesIsDoneOnTheOther) {
  const Options options{"--data",       "synthetic:train=4000,test=20,seed=1",
                        "--network",    "given.h5",
                        "--corruption", "drop_event",
                        "--levels",     "0"};
  Options here = options;
  here.insert(here.end(), {"--out", "run"});
  const std::string job = submit({"--array=1-2", "--ntasks=2"}, "evaluate-array.sbatch", here);
  ASSERT_TRUE(wait_until([&] { return fs::exists(out() / "activity/clean.h5"); }));
  const auto clean_unit = [&] { return state_of(out() / "activity").at("clean.h5"); };
  const auto before = clean_unit();
  expect_move(job + "_1", "ebsnn_eval");
  expect_completed({job + "_1", job + "_2"});
  EXPECT_TRUE(clean_unit() == before) << "written again";
  Options direct = options;
  direct.insert(direct.end(), {"--out", "direct", "--task", "1/1"});
  run_directly("ebsnn_eval", direct);
  EXPECT_EQ(difference_between_runs(out("direct"), out()), "");
}

TEST_F(Slurm, SubmitStudyRefusesWrongUsage) {
  const auto refused = [&](const Options& options, const std::string& says) {
    expect_error(submit_study(options), 2, {says});
  };
  refused({"--out", "run"}, "--data is required");
  refused({"--data", kSynthetic}, "--out is required");
  refused({"--data", kSynthetic, "--out", "run", "--nonsense", "1"}, "--nonsense");
  refused({"--data", kSynthetic, "--out"}, "--out: needs a value");
  refused({"--data", kSynthetic, "--out", "run", "--tasks", "0"}, "--tasks 0: must be");
  refused({"--data", kSynthetic, "--out", "run", "--train-ranks", "4"}, "need --batch");
  const Outcome wrong =
      submit_study({"--data", kSynthetic, "--out", "run"}, {{"EBSNN_BIN", "/nowhere"}});
  expect_error(wrong, 2, {"/nowhere/ebsnn_eval: not found", "--tasks N"});
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(Slurm, SubmitStudyPrintsCommandsWithoutRunningThem) {
  const Outcome printed = submit_study({"--data", kSynthetic, "--out", "run", "--network",
                                        "given.h5", "--corruption", "drop_event", "--print"},
                                       {{"EBSNN_PARTITION", "long"}, {"EBSNN_ACCOUNT", "vision"}});
  expect_done(printed);
  EXPECT_EQ(count_of(printed.out, "sbatch --parsable"), 2U) << printed;
  EXPECT_EQ(count_of(printed.out, "--partition=long --account=vision"), 2U) << printed;
  EXPECT_THAT(printed.out, HasSubstr("--array=1-12 "));
  EXPECT_FALSE(fs::exists(out()));
}

}  // namespace
}  // namespace ebsnn::test
