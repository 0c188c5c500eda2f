// --dry-run: tells what a run would need, checks what a run checks, writes nothing.

#include "program/in_process.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Options = std::vector<std::string>;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class DryRun : public testing::Test {
 protected:
  void SetUp() override { write_network_file(folder_ / "given.h5", small_network()); }
  [[nodiscard]] fs::path out() const { return folder_ / "run"; }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

  [[nodiscard]] Outcome start(const std::string& program, Options options,
                              const Options& more) const {
    options.insert(options.end(), more.begin(), more.end());
    options.insert(options.end(), {"--trial-s", "0.02"});
    Launch launch{program, options, ranks()};
    launch.folder = folder_.path();
    return run(launch);
  }
  [[nodiscard]] Outcome train(const Options& more = {},
                              const std::string& data = kSynthetic) const {
    return start("ebsnn_train",
                 {"--data", data, "--out", "run", "--patches", "100", "--checkpoint-every", "20"},
                 more);
  }
  [[nodiscard]] Outcome evaluate(const Options& more = {},
                                 const std::string& data = kSynthetic) const {
    return start("ebsnn_eval",
                 {"--data", data, "--out", "run", "--network", "given.h5", "--corruption",
                  "drop_event", "--levels", "0,0.5"},
                 more);
  }

 private:
  TemporaryFolder folder_;
};

/// What was planned to be written, in kB.
double planned_kb(const Outcome& plan) {
  std::smatch found;
  if (!std::regex_search(plan.out, found, std::regex("disk: ([0-9.]+) (kB|MB) to be written"))) {
    ADD_FAILURE() << plan;
    return 0.0;
  }
  return std::stod(found[1]) * (found[2] == "MB" ? 1000.0 : 1.0);
}

double written_kb(const fs::path& folder) {
  double bytes = 0.0;
  for (const auto& [name, state] : state_of(folder)) {
    bytes += static_cast<double>(state.content.size());
  }
  return bytes / 1000.0;
}

/// The files that a plan lists, below `folder`.
std::vector<std::string> planned_files(const Outcome& plan, const std::string& folder) {
  std::vector<std::string> names;
  const std::regex line("  [^\n]* [kMG]B  " + folder + "/(\\S+)");
  for (std::sregex_iterator at(plan.out.begin(), plan.out.end(), line), end; at != end; ++at) {
    names.push_back((*at)[1]);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The message of the program, without what mpirun adds.
std::string error_of(const Outcome& outcome) {
  const std::size_t first = outcome.err.find(": error: ");
  if (first == std::string::npos) return "";
  const std::string line = outcome.err.substr(first, outcome.err.find('\n', first) - first);
  // A run looks at its folder on the root alone, and then names the rank; a plan on all ranks.
  return line.substr(0, line.find(" (rank "));
}

TEST_F(DryRun, OfATrainingTellsAllAndWritesNothing) {
  const FolderState before = state_of(folder().path());
  const Outcome plan = train({"--dry-run", "--record", "5"});
  expect_done(plan);
  EXPECT_TRUE(state_of(folder().path()) == before);
  EXPECT_FALSE(fs::exists(out()));
  EXPECT_THAT(
      plan.out,
      AllOf(HasSubstr("patches: 100 of 100"), HasSubstr("MB per rank"), HasSubstr("core-hours"),
            HasSubstr(" patches/s"), HasSubstr(fmt::format("#SBATCH --ntasks={}\n", ranks())),
            HasSubstr("#SBATCH --time=00:10:00\n"), HasSubstr("#SBATCH --mem-per-cpu=")));
  EXPECT_EQ(count_of(plan.out, "core-hours"), 1U) << plan;
  expect_done(train({"--record", "5"}));
  EXPECT_EQ(planned_files(plan, "run"), files_in(out()));
}

TEST_F(DryRun, OfAnEvaluationTellsAllAndWritesNothing) {
  const FolderState before = state_of(folder().path());
  const Outcome plan = evaluate({"--dry-run"});
  expect_done(plan);
  EXPECT_TRUE(state_of(folder().path()) == before);
  EXPECT_FALSE(fs::exists(out()));
  EXPECT_THAT(plan.out, AllOf(HasSubstr("units: 3 of 3"), HasSubstr("MB per rank"),
                              HasSubstr(" recordings/s per rank in double precision"),
                              HasSubstr(fmt::format("#SBATCH --ntasks={}\n", ranks())),
                              HasSubstr("#SBATCH --array=1-3\n")));
  expect_done(evaluate());
  EXPECT_EQ(planned_files(plan, "run"), files_in(out()));
}

TEST_F(DryRun, TellsTheDiskThatIsNeeded) {
  const std::string data = "synthetic:train=60,test=60,seed=1";
  const double evaluation_kb = planned_kb(evaluate({"--dry-run"}, data));
  expect_done(evaluate({}, data));
  EXPECT_GE(evaluation_kb, written_kb(out()));
  EXPECT_LE(evaluation_kb, 1.4 * written_kb(out()) + 100.0);
  fs::remove_all(out());
  const Options history{"--history-every", "1"};
  const double training_kb = planned_kb(train({"--dry-run", "--history-every", "1"}));
  expect_done(train(history));
  const double checkpoints_kb = 3.0 * written_kb(out()) / 9.0;
  EXPECT_GE(training_kb, written_kb(out()));
  EXPECT_LE(training_kb, 1.2 * (written_kb(out()) + checkpoints_kb));
}

TEST_F(DryRun, LeavesOutWhatIsThere) {
  expect_interrupted(train({"--max-hours", "1e-9"}), {"after patch 10 "});
  const FolderState before = state_of(out());
  EXPECT_THAT(train({"--dry-run"}).out, HasSubstr("patches: 90 of 100"));
  EXPECT_TRUE(state_of(out()) == before);
  expect_done(train());
  EXPECT_THAT(train({"--dry-run"}).out, AllOf(HasSubstr("all are done"), Not(HasSubstr("time: "))));
  expect_done(evaluate({"--task", "1/3"}));
  const Outcome plan = evaluate({"--dry-run"});
  EXPECT_THAT(plan.out, HasSubstr("units: 2 of 3"));
  EXPECT_EQ(count_of(plan.out, "(exists)"), 1U) << plan;
  expect_done(evaluate());
  EXPECT_THAT(evaluate({"--dry-run"}).out,
              AllOf(HasSubstr("units: 0 of 3"), Not(HasSubstr("--array"))));
}

TEST_F(DryRun, OfOneTaskProposesNoArray) {
  EXPECT_THAT(evaluate({"--dry-run", "--task", "1/2"}).out,
              AllOf(HasSubstr("units: 2 of 2"), Not(HasSubstr("--array"))));
}

TEST_F(DryRun, SimulatesInThePrecisionAskedFor) {
  EXPECT_THAT(evaluate({"--dry-run", "--precision", "single"}).out,
              HasSubstr(" recordings/s per rank in single precision"));
}

TEST_F(DryRun, OfLargeBatchesIsShort) {
  const Outcome plan =
      start("ebsnn_train",
            {"--data", kSynthetic, "--out", "run", "--patches", "100000", "--batch", "8192"},
            {"--dry-run"});
  expect_done(plan);
  EXPECT_THAT(plan.out, HasSubstr("in batches of 8192"));
}

TEST_F(DryRun, RefusesWhatARunRefuses) {
  const auto refused = [](const Outcome& plan, const Outcome& real) {
    expect_error(plan, 2, {});
    EXPECT_EQ(plan.exit_code, real.exit_code) << real;
    EXPECT_EQ(error_of(plan), error_of(real));
  };
  refused(train({"--dry-run", "--record", "5", "--batch", "2"}),
          train({"--record", "5", "--batch", "2"}));
  refused(evaluate({"--dry-run", "--v1", "100"}), evaluate({"--v1", "100"}));
  Files damaged = one_a_class();
  damaged["Train/3/00001.bin"].pop_back();
  write_files(folder().path() / "data", damaged);
  refused(train({"--dry-run"}, "data"), train({}, "data"));
  refused(evaluate({"--dry-run"}, "data"), evaluate({}, "data"));
  fs::remove_all(out());
  write_text(out(), "of the user");
  refused(train({"--dry-run"}), train());
  refused(evaluate({"--dry-run"}), evaluate());
}

TEST_F(DryRun, RefusesTheFilesOfAnotherRun) {
  expect_interrupted(train({"--max-hours", "1e-9"}), {"after patch 10 "});
  expect_error(train({"--dry-run", "--seed", "2"}), 2,
               {"snapshots/network-10.h5", "seed: 1 there, 2 now"});
  expect_done(evaluate({"--task", "1/3"}));
  expect_error(evaluate({"--dry-run", "--seed", "2"}), 2, {"train.h5", "seed: 1 there, 2 now"});
}

}  // namespace
}  // namespace ebsnn::test
