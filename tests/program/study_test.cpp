// ebsnn_study as a user starts it: a tiny study on any number of ranks, continued after pieces are
// lost, frozen, and what it refuses.

#include "program/in_process.hpp"
#include "program/stop_once_there.hpp"
#include "study/piece_run.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::ThrowsMessage;
using Options = std::vector<std::string>;

// Two classes, few features and a small C keep the readout short.
constexpr const char* kPlan = R"(
data = "data"
seeds = "1-2"
patches = 4
ei_limit = 2
replicates = 20
codes = ["v1", "events-merged"]
readouts = [{svm_c = 1e-4, scaling = "l2"}]
[corruptions]
drop_event = [0.9]
[networks.given]
[networks.blocked]
from = "given"
operations = ["block V1weight"]
[[hypotheses]]
name = "H1"
network = "given"
other = "blocked"
corruption = "drop_event"
)";

constexpr const char* kTables[] = {"summary.tidy.csv", "metrics.tidy.csv", "tests.csv",
                                   "ei.tidy.csv"};

class Study : public testing::Test {
 protected:
  Study() {
    std::uint64_t number = 0;
    for (const char* name :
         {"Train/0/1", "Train/0/2", "Train/1/1", "Train/1/2", "Test/0/1", "Test/0/2", "Test/1/1"}) {
      const std::string path = fmt::format("data/{}.bin", name);
      // The classes differ in their number of events.
      const std::size_t events = std::string(name).find("/1/") == std::string::npos ? 6000 : 3000;
      write_bytes(in(path), encode_nmnist(orderly_events(events, number++), path));
    }
    write_text(in("plan.toml"), kPlan);
  }

  [[nodiscard]] fs::path in(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] Outcome study(const std::string& out, const Options& options = {},
                              int ranks = 1) const {
    Launch launch{"ebsnn_study", {"plan.toml", "--out", out}, ranks};
    launch.arguments.insert(launch.arguments.end(), options.begin(), options.end());
    launch.folder = folder_.path();
    launch.limit_s = 300.0;
    return run(launch);
  }
  [[nodiscard]] std::string tables(const std::string& out) const {
    std::string text;
    for (const char* name : kTables) text += read_text(in(out) / name);
    return text;
  }

 private:
  TemporaryFolder folder_;
};

class StudyOnRanks : public Study {};

TEST_F(StudyOnRanks, MakeNoDifference) {
  expect_done(study("alone"));
  const std::string alone = tables("alone");
  EXPECT_THAT(alone, HasSubstr("\nnot-frozen,H1,sign-flip,v1,l2,0.0001,given,blocked,"));
  EXPECT_THAT(alone, HasSubstr("\ninput,2,events-merged,l2,0.0001,drop_event,0.9,fraction,3,"));
  expect_done(study("together", {}, ranks()));
  EXPECT_EQ(tables("together"), alone);

  // What is done stays as it is; what is lost is made again.
  const FolderState before = state_of(in("alone") / "networks");
  const Outcome again = study("alone");
  expect_done(again);
  EXPECT_THAT(again.err, HasSubstr("classify: 6 pieces, 6 done already"));
  EXPECT_EQ(state_of(in("alone") / "networks"), before);
  fs::remove_all(in("alone/networks/blocked/seed-2"));
  fs::remove(in("alone/networks/given/seed-1/activity/clean.h5"));
  fs::remove(in("alone/networks/given/seed-1/predictions/v1-l2-0.0001.h5"));
  const Outcome continued = study("alone");
  expect_done(continued);
  EXPECT_THAT(continued.err, HasSubstr("train: 2 pieces, 2 done already"));
  EXPECT_THAT(continued.err, HasSubstr("vary: 2 pieces, 1 done already"));
  EXPECT_THAT(continued.err, HasSubstr("classify: 6 pieces, 4 done already"));
  EXPECT_EQ(tables("alone"), alone);
}

TEST_F(Study, IsDividedIntoTasks) {
  const Outcome list = study("run", {"--list-tasks", "--stage", "train,vary"});
  expect_done(list);
  EXPECT_EQ(list.out,
            "train given/seed-1\ntrain given/seed-2\nvary blocked/seed-1\nvary blocked/seed-2\n");
  expect_done(study("run", {"--stage", "train", "--task", "2/2"}));
  EXPECT_FALSE(fs::exists(in("run/networks/given/seed-1")));
  EXPECT_TRUE(fs::exists(in("run/networks/given/seed-2/network.h5")));
  const Outcome commands = study("run", {"--dry-run", "--stage", "train"});
  EXPECT_THAT(commands.out, testing::StartsWith("ebsnn_train --data data --out run/networks/"));
  EXPECT_THAT(commands.out, HasSubstr("\n# done ebsnn_train "));
  expect_error(study("run", {"--stage", "vary"}), 2,
               {"vary blocked/seed-1 needs train given/seed-1", "run --stage train first"});
  expect_done(study("run", {"--stage", "vary", "--seeds", "2"}));
  expect_error(study("run", {"--task", "1/2"}), 2, {"--task divides one stage"});
  expect_error(study("run", {"--seeds", "3"}), 2, {"3 is no seed of the plan, which has 1-2"});
}

TEST_F(Study, IsFrozenOnceAndForAll) {
  expect_done(study("run", {"--freeze"}));
  expect_done(study("run", {"--freeze"}));
  std::string other = kPlan;
  write_text(in("plan.toml"), other.replace(other.find("0.9"), 3, "0.8"));
  expect_error(study("run", {"--stage", "train"}), 2,
               {"frozen-plan.txt", "was frozen with checksum", "drop_event: 0 0.9"});
}

TEST_F(Study, KeepsItsPlanAndTellsWhatDiffers) {
  const Options first{"--stage", "calibrate"};
  const fs::path stored = in("run/plan.toml");
  expect_done(study("run", {"--dry-run", "--stage", "train"}));
  EXPECT_FALSE(fs::exists(stored));
  const Outcome new_study = study("run", first);
  expect_done(new_study);
  EXPECT_THAT(new_study.err, Not(HasSubstr("another plan")));
  EXPECT_THAT(read_text(stored), MatchesRegex("# Plan of this study, checksum [0-9a-f]*\n.*"));
  EXPECT_THAT(read_text(stored), EndsWith(kPlan));
  // The kept plan is a plan.
  fs::remove(in("plan.toml"));
  fs::copy_file(stored, in("plan.toml"));
  EXPECT_THAT(study("run", first).err, Not(HasSubstr("another plan")));
  EXPECT_EQ(read_text(stored), read_text(in("plan.toml")));

  std::string other = kPlan;
  write_text(in("plan.toml"), other.replace(other.find("0.9"), 3, "0.8"));
  const Outcome changed = study("run", first);
  EXPECT_EQ(changed.exit_code, 0) << changed;
  EXPECT_THAT(changed.err, HasSubstr("run/plan.toml: the last command had another plan"));
  EXPECT_THAT(changed.err, HasSubstr("\n  before: corruption drop_event: 0 0.9\n  now: corruption "
                                     "drop_event: 0 0.8\n"));
  EXPECT_THAT(read_text(stored), EndsWith(other));
  write_text(stored, "data = 1");
  EXPECT_THAT(study("run", first).err,
              HasSubstr("the plan of the last command cannot be compared"));
}

TEST_F(Study, RefusesBadPlans) {
  write_text(in("plan.toml"), std::string(kPlan) + "levels = \"upper\"\n");
  expect_error(study("run"), 2, {"plan.toml: line", "hypotheses[1].levels is 'upper'"});
  std::string other = kPlan;
  write_text(in("plan.toml"), other.replace(other.find("block V1weight"), 14, "block retina"));
  expect_error(study("run"), 2, {"plan.toml: networks.blocked: ", "retina"});
  expect_error(run({"ebsnn_study", {"--out", in("run").string()}}), 2, {"a plan is required"});
}

TEST_F(Study, TellsWhichPieceFails) {
  fs::remove_all(in("data/Train"));
  const Outcome outcome = study("run", {"--stage", "train"});
  EXPECT_EQ(outcome.exit_code, 2) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("ebsnn_train: error: --data data: has no training"));
  EXPECT_THAT(outcome.err, HasSubstr("ebsnn_study: error: the piece train given/seed-1 ended"));
}

// The programs of some pieces have no state to save, and end with an error.
TEST_F(Study, GoesOnAfterAPieceThatWasStopped) {
  write_network_file(in("run/network.h5"), small_network());
  Piece piece;
  piece.name = "measure run";
  piece.program = "ebsnn_measure";
  piece.words = {{"--what"},          {"sta"},
                 {"--noise-patches"}, {"1000000"},
                 {"--network"},       {"run/network.h5", true},
                 {"--out"},           {"run/sta.h5", true}};
  const StopOnceThere stop(in("run/network.h5"));
  const std::unique_ptr<Communicator> alone = make_local_communicator();
  EXPECT_THAT(
      [&] { run_piece(*alone, piece, in(""), false); },
      ThrowsMessage<Interrupted>("stopped in the piece measure run; the same command continues"));
  forget_stop_signals();
}

TEST_F(Study, WritesPlansToStartFrom) {
  const auto write = [&](const Options& more) {
    Launch launch{"ebsnn_study", {"--template", "quick", "--out", in("quick.toml").string()}};
    launch.arguments.insert(launch.arguments.end(), more.begin(), more.end());
    return run(launch);
  };
  expect_done(write({}));
  EXPECT_THAT(read_text(in("quick.toml")), HasSubstr("[networks.inhibited]"));
  expect_error(write({}), 2, {"quick.toml: exists already; --force replaces it"});
  expect_done(write({"--force"}));
}

}  // namespace
}  // namespace ebsnn::test
