// What only a start of a process shows; README.md beside this file lists each with its reason. What
// programs say and write is tested in tests/program.

#include "h5/file.hpp"
#include "system/expectations.hpp"
#include "system/processes.hpp"
#include "system/running.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Options = std::vector<std::string>;

class Starts : public testing::Test {
 protected:
  void SetUp() override { write_network_file(folder_ / "given.h5", small_network()); }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
  [[nodiscard]] fs::path out(const std::string& name = "run") const { return folder_ / name; }

  [[nodiscard]] Launch train(const Options& more = {}, int ranks = 1,
                             const std::string& name = "run") const {
    return with({"ebsnn_train", {"--data", kSynthetic, "--out", name}, ranks}, more);
  }
  [[nodiscard]] Launch evaluate(const Options& more = {}, int ranks = 1,
                                const std::string& name = "run") const {
    return with({"ebsnn_eval",
                 {"--data", kSynthetic, "--out", name, "--network", "given.h5", "--corruption",
                  "drop_event", "--levels", "0,0.5"},
                 ranks},
                more);
  }

 private:
  [[nodiscard]] Launch with(Launch launch, const Options& more) const {
    launch.arguments.insert(launch.arguments.end(), more.begin(), more.end());
    launch.folder = folder_.path();
    return launch;
  }

  TemporaryFolder folder_;
};

class OnRanks : public Starts, public testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(Number, OnRanks, testing::Values(1, 3), testing::PrintToStringParamName());

TEST_P(OnRanks, HelpIsToldOnce) {
  const Outcome help = run({"ebsnn_eval", {"--help"}, GetParam()});
  expect_done(help);
  EXPECT_EQ(count_of(help.out, "Usage: ebsnn_eval"), 1U) << help;
  EXPECT_EQ(help.err, "");
}

TEST_P(OnRanks, WrongOptionEndsAllOfThem) {
  expect_error(run(train({"--patches", "many"}, GetParam())), 2, {"--patches", "many"});
  EXPECT_FALSE(fs::exists(out()));
}

TEST_P(OnRanks, UnknownInstructionSetEndsAllOfThem) {
  Launch start = evaluate({}, GetParam());
  start.environment = {{"EBSNN_INSTRUCTION_SET", "abacus"}};
  expect_error(run(start), 2, {"EBSNN_INSTRUCTION_SET=abacus", "scalar"});
}

// Recording 9 of 20: the middle rank alone reads it, since it is not among those that all ranks
// read to see whether they have the same data.
TEST_F(Starts, ErrorOfOneRankEndsAllOfThemAndNamesIt) {
  Files files = one_a_class();
  for (int digit = 0; digit < 10; ++digit) {
    const std::string first = fmt::format("Train/{}/00001.bin", digit);
    files[fmt::format("Train/{}/00002.bin", digit)] = files.at(first);
  }
  files.at("Train/4/00002.bin").pop_back();
  write_files(folder() / "data", files);
  Launch start = evaluate({}, 3);
  start.arguments[1] = "data";
  expect_error(run(start), 2, {"Train/4/00002.bin", "multiple of 5", "(rank 1 on "});
}

TEST_F(Starts, EvaluationsOnThreeRanksWithOtherInstructionsGiveTheBitsOfOneProcess) {
  expect_done(run(evaluate({}, 1, "alone")));
  Launch scalar = evaluate({}, 3, "together");
  scalar.environment = {{"EBSNN_INSTRUCTION_SET", "scalar"}};
  expect_done(run(scalar));
  EXPECT_EQ(difference_between_runs(out("alone"), out("together")), "");
  EXPECT_EQ(read_provenance(h5::File::open(out("together") / "results.h5")).instruction_set,
            "scalar");
}

TEST_F(Starts, TrainingsOnThreeRanksWithOtherInstructionsGiveTheBitsOfOneProcess) {
  const Options options{"--patches", "30", "--batch", "4"};
  expect_done(run(train(options, 1, "alone")));
  Launch scalar = train(options, 3, "together");
  scalar.environment = {{"EBSNN_INSTRUCTION_SET", "scalar"}};
  expect_done(run(scalar));
  EXPECT_EQ(difference_between_runs(out("alone"), out("together")), "");
}

// Several ranks are no reason to make anything twice.
TEST_F(Starts, SynthesisUnderMpirunIsThatOfOneProcess) {
  const Options options{"--train", "13", "--test", "11", "--out"};
  for (const int ranks : {1, 2}) {
    Options all = options;
    all.push_back((folder() / fmt::format("{}.h5", ranks)).string());
    expect_done(run({"ebsnn_synth", all, ranks}));
  }
  EXPECT_EQ(difference_between_files(folder() / "1.h5", folder() / "2.h5"), "");
}

TEST_F(Starts, ProgramAloneHasNoHelpers) {
  Running running(train({"--patches", "1000000", "--checkpoint-every", "100"}));
  ASSERT_TRUE(wait_until([&] { return fs::exists(out() / "checkpoint.h5"); }));
  EXPECT_THAT(descendants_of(running.process()), testing::IsEmpty());
  running.send(SIGTERM);
  expect_interrupted(running.wait(), {"SIGTERM"});
}

TEST_F(Starts, FileBeyondTheLimitOfItsSizeIsAnError) {
  const std::string program = path_of("ebsnn_synth").string();
  Launch limited("/bin/sh", {"-c", "ulimit -f 400; exec \"$0\" \"$@\"", program, "--out", "made.h5",
                             "--train", "100", "--test", "1"});
  limited.folder = folder().path();
  expect_error(run(limited), 1, {"made.h5"});
  EXPECT_THAT(files_in(folder().path()), testing::ElementsAre("given.h5"));
}

TEST_F(Starts, OutputThatCannotBeWrittenIsAnError) {
  const auto write_to_full = [](const char* program, const char* option) {
    return run(
        {"/bin/sh", {"-c", "exec \"$0\" \"$@\" >/dev/full", path_of(program).string(), option}});
  };
  expect_error(write_to_full("ebsnn_eval", "--list-units"), 1,
               {"standard output", "No space left on device"});
  expect_error(write_to_full("ebsnn_train", "--help"), 1, {"standard output"});
}

}  // namespace
}  // namespace ebsnn::test
