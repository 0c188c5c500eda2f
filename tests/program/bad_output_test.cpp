// If results cannot be written, all ranks end with one message, no incomplete file stays, and
// existing files are unchanged.

#include "program/in_process.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

class Output : public testing::Test {
 protected:
  void SetUp() override { write_network_file(network(), small_network()); }

  [[nodiscard]] fs::path network() const { return folder_ / "given.h5"; }
  [[nodiscard]] fs::path out() const { return folder_ / "run"; }

  [[nodiscard]] static Outcome train(const fs::path& out, const std::string& patches = "30") {
    return run({"ebsnn_train",
                {"--data", kSynthetic, "--out", out.string(), "--patches", patches,
                 "--checkpoint-every", "10"},
                ranks()});
  }
  [[nodiscard]] Outcome evaluate(const fs::path& out) const {
    return run({"ebsnn_eval",
                {"--data", kSynthetic, "--out", out.string(), "--network", network().string(),
                 "--corruption", "drop_event", "--levels", "0.5"},
                ranks()});
  }

  using Start = std::function<Outcome(const fs::path&)>;
  /// With something else at `name` in the run folder, `start` fails, says so, and changes nothing
  /// except `may_come`.
  void expect_in_the_way(const Start& start, const std::string& name, bool folder_there,
                         int exit_code, const std::vector<std::string>& may_come = {}) const {
    SCOPED_TRACE(name);
    fs::remove_all(out());
    if (folder_there) {
      write_text(out() / name / "kept.txt", "of the user");
    } else {
      write_text(out() / name, "of the user");
    }
    FolderState before = state_of(out());
    expect_error(start(out()), exit_code, {(out() / name).string()});
    FolderState after = state_of(out());
    for (const std::string& file : may_come) EXPECT_EQ(after.erase(file), 1U) << file;
    EXPECT_TRUE(after == before) << testing::PrintToString(files_in(out()));
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(Output, RunFolderIsAFile) {
  write_text(out(), "of the user");
  for (const fs::path& where : {out(), out() / "below"}) {
    expect_error(evaluate(where), 2, {"--out", where.string(), "Not a directory"});
    expect_error(train(where), 2, {"--out", where.string(), "Not a directory"});
  }
  EXPECT_EQ(read_text(out()), "of the user");
}

TEST_F(Output, RunFolderCannotBeMade) {
  expect_error(evaluate("/proc/ebsnn"), 2, {"--out", "/proc/ebsnn", "No such file"});
  expect_error(train("/proc/ebsnn"), 2, {"--out", "/proc/ebsnn", "No such file"});
}

// Not after the training.
TEST_F(Output, TextOfTheWeightsHasNoPlace) {
  write_text(out() / "file", "of the user");
  const std::string text = (out() / "file/text").string();
  expect_error(run({"ebsnn_train",
                    {"--data", kSynthetic, "--out", (out() / "new").string(), "--patches", "3",
                     "--export-text", text},
                    ranks()}),
               2, {"--export-text", text, "Not a directory"});
  EXPECT_FALSE(fs::exists(out() / "new"));
}

TEST_F(Output, RunFolderTakesNoFiles) {
  expect_error(evaluate("/proc/self"), 1, {"/proc/self", "cannot be written to"});
  expect_error(train("/proc/self"), 1, {"/proc/self", "cannot be written to"});
}

TEST_F(Output, SomethingInTheWayOfEvaluation) {
  const Start start = [this](const fs::path& where) { return evaluate(where); };
  const std::vector<std::string> clean{"activity/train.h5", "activity/clean.h5"};
  std::vector<std::string> made = clean;
  made.emplace_back("activity/drop_event/0.5.h5");
  expect_in_the_way(start, "activity", false, 1);
  expect_in_the_way(start, "activity/drop_event", false, 1, clean);
  expect_in_the_way(start, "activity/train.h5", true, 2);
  expect_in_the_way(start, "activity/train.h5", false, 2);
  expect_in_the_way(start, "predictions.h5", true, 1, made);
  made.emplace_back("predictions.h5");
  expect_in_the_way(start, "classifier.h5", true, 1, made);
  made.insert(made.end(), {"classifier.h5", "results.h5"});
  expect_in_the_way(start, "results.csv", true, 1, made);
}

TEST_F(Output, SomethingInTheWayOfTraining) {
  const Start start = [](const fs::path& where) { return train(where); };
  expect_in_the_way(start, "network.h5", true, 2);
  expect_in_the_way(start, "network.h5", false, 2);
  expect_in_the_way(start, "checkpoint.h5", true, 2);
  expect_in_the_way(start, "checkpoint.h5", false, 2);
  expect_in_the_way(start, "snapshots", false, 1);
}

// Before the units are simulated.
TEST_F(Output, FileOfAnotherProgramIsNotReplacedByResults) {
  const Start start = [this](const fs::path& where) { return evaluate(where); };
  for (const char* name :
       {"predictions.h5", "classifier.h5", "results.h5", "results.csv", "results.tidy.csv"}) {
    expect_in_the_way(start, name, false, 2);
  }
}

TEST_F(Output, FileOfAnotherProgramIsNotReplacedByTraining) {
  const Start start = [](const fs::path& where) {
    return run({"ebsnn_train",
                {"--data", kSynthetic, "--out", where.string(), "--patches", "10", "--record", "2"},
                ranks()});
  };
  expect_in_the_way(start, "recording.h5", false, 2);
  expect_in_the_way(start, "snapshots/network-5.h5", false, 2);
}

TEST_F(Output, DamagedUnitIsNotReusedAndNotReplaced) {
  expect_done(evaluate(out()));
  cut_short(out() / "activity/train.h5", 0.9);
  const FolderState before = state_of(out());
  expect_error(evaluate(out()), 2, {(out() / "activity/train.h5").string()});
  EXPECT_TRUE(state_of(out()) == before);
}

}  // namespace
}  // namespace ebsnn::test
