// Evaluation as a user runs it: the same results with any number of ranks, in parts or at once,
// from any form of data. Finished units are reused, but never if they do not match.

#include "core/partition.hpp"
#include "h5/file.hpp"
#include "program/in_process.hpp"
#include "storage/activity_file.hpp"
#include "storage/process.hpp"
#include "storage/provenance.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"
#include "unit/events/zip_writer.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <sstream>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::vector<std::string> split_at(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

class Evaluation : public testing::Test {
 protected:
  void SetUp() override { write_network_file(network(), small_network()); }

  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
  [[nodiscard]] fs::path network() const { return folder_ / "given.h5"; }
  [[nodiscard]] fs::path out(const std::string& name = "run") const { return folder_ / name; }

  using Options = std::vector<std::string>;
  /// Training set and drop_event at 0 and 0.5, unless `options` say otherwise.
  [[nodiscard]] Launch launch(const std::string& run_name, const Options& options = {},
                              int ranks = 1, const std::string& data = kSynthetic) const {
    Launch launch{
        "ebsnn_eval", {"--out", run_name, "--data", data, "--network", "given.h5"}, ranks};
    launch.folder = folder_.path();
    const auto add = [&](const Options& more) {
      launch.arguments.insert(launch.arguments.end(), more.begin(), more.end());
    };
    const auto is_given = [&](const char* option) {
      return std::find(options.begin(), options.end(), option) != options.end();
    };
    if (!is_given("--corruption")) add({"--corruption", "drop_event"});
    if (!is_given("--levels")) add({"--levels", "0,0.5"});
    add(options);
    return launch;
  }
  Outcome evaluate(const std::string& run_name, const Options& options = {}, int ranks = 1,
                   const std::string& data = kSynthetic) const {
    const Outcome outcome = run(launch(run_name, options, ranks, data));
    expect_done(outcome);
    return outcome;
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(Evaluation, TakesTheNetworkOfItsRunFolder) {
  evaluate("given", {"--stage", "simulate"});
  fs::create_directory(out("own"));
  fs::copy_file(network(), out("own") / "network.h5");
  Launch own = launch("own", {"--stage", "simulate"});
  const auto option = std::find(own.arguments.begin(), own.arguments.end(), "--network");
  own.arguments.erase(option, option + 2);
  expect_done(run(own));
  const Provenance made = read_provenance(h5::File::open(out("own") / "activity/train.h5"));
  EXPECT_THAT(made.full_configuration, HasSubstr("network = \"own\"\n"));
  fs::remove(out("own") / "network.h5");
  EXPECT_EQ(difference_between_runs(out("given"), out("own")), "");
}

class Ranks : public Evaluation {};

TEST_F(Ranks, MakeNoDifference) {
  for (const std::string name : {"alone", "together"}) {
    const int number = name == "alone" ? 1 : ranks();
    evaluate(name, {"--corruption", "all", "--levels", "0"}, number);
    evaluate(name, {"--corruption", "uniform_noise", "--levels", "3000"}, number);
    evaluate(name,
             {"--levels", "0.25,0.75", "--corruption",
              "drop_event,drop_area,spatial_jitter,time_jitter"},
             number);
  }
  EXPECT_EQ(files_in(out("alone")).size(), 2U + 8U + 1U + 5U);
  EXPECT_EQ(difference_between_runs(out("alone"), out("together")), "");
  const Activity activity = read_activity(out("alone") / "activity/train.h5").activity;
  EXPECT_GT(std::accumulate(activity.counts.begin(), activity.counts.end(), 0), 0)
      << "silent neurons would agree in anything";
}

TEST_F(Ranks, MakeNoDifferenceInSinglePrecision) {
  evaluate("alone", {"--precision", "single"});
  evaluate("together", {"--precision", "single"}, ranks());
  EXPECT_EQ(difference_between_runs(out("alone"), out("together")), "");
}

TEST_F(Ranks, MakeNoDifferenceToOtherReadouts) {
  const std::string data = "synthetic:train=30,test=10,seed=5";
  for (const std::string name : {"alone", "together"}) {
    const int number = name == "alone" ? 1 : ranks();
    evaluate(name, {}, number, data);
    const Outcome second = evaluate(
        name, {"--stage", "classify", "--scaling", "zscore", "--svm-c", "auto"}, number, data);
    EXPECT_THAT(second.err, HasSubstr("chosen by 5-fold cross-validation on 30 training"));
    EXPECT_THAT(second.err, HasSubstr("that with code v1, scaling zscore, C auto takes its place"));
  }
  EXPECT_EQ(difference_between_runs(out("alone"), out("together")), "");
  const std::vector<std::string> rows =
      split_at(read_text(out("alone") / "results.tidy.csv"), '\n');
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_THAT(rows[1], testing::StartsWith("v1,counts,1,drop_event,0,"));
  EXPECT_THAT(rows[3], testing::StartsWith("v1,zscore,auto,drop_event,0,"));
}

TEST_F(Ranks, MayBeMoreThanRecordings) {
  const std::string data = "synthetic:train=2,test=1,seed=5";
  evaluate("alone", {}, 1, data);
  evaluate("together", {}, ranks(), data);
  EXPECT_EQ(difference_between_runs(out("alone"), out("together")), "");
}

TEST_F(Ranks, TableIsPrintedOnce) {
  const Outcome outcome = evaluate("run", {}, ranks());
  EXPECT_EQ(count_of(outcome.out, "corruption "), 1U) << outcome;
  EXPECT_EQ(count_of(outcome.out, "drop_event "), 2U) << outcome;
  EXPECT_EQ(count_of(outcome.out, "Chance: "), 1U) << outcome;
  EXPECT_EQ(count_of(outcome.err, "all 10 classes converged"), 1U) << outcome;
  EXPECT_EQ(count_of(outcome.err, "ebsnn_report run"), 1U) << outcome;
  EXPECT_EQ(count_of(outcome.err, "3 units simulated, 0 existed already"), 1U) << outcome;
}

TEST_F(Ranks, ProvenanceIsTheSame) {
  // The same command in two folders, so that its line is the same too.
  for (const std::string folder_name : {"one", "two"}) {
    Launch start = launch("run", {}, folder_name == "one" ? 1 : ranks());
    start.folder = folder() / folder_name;
    fs::create_directory(start.folder);
    fs::copy(network(), start.folder / "given.h5");
    expect_done(run(start));
  }
  const fs::path one = folder() / "one/run";
  const fs::path two = folder() / "two/run";
  for (const std::string& file : files_in(one)) {
    if (file.ends_with(".csv")) continue;
    SCOPED_TRACE(file);
    EXPECT_TRUE(lasting_provenance(one / file) == lasting_provenance(two / file));
    EXPECT_EQ(read_provenance(h5::File::open(two / file)).ranks, ranks());
  }
}

TEST_F(Evaluation, PrecisionIsThatOfTheSimulation) {
  write_text(folder() / "single.toml", "precision = \"single\"\n");
  const std::vector<std::pair<std::string, Options>> runs{
      {"default", {}},
      {"double", {"--precision", "double"}},
      {"single", {"--precision", "single"}},
      {"configured", {"--config", "single.toml"}}};
  for (const auto& [name, options] : runs) {
    SCOPED_TRACE(name);
    const std::string precision = name == "default" || name == "double" ? "double" : "single";
    EXPECT_THAT(evaluate(name, options).err, HasSubstr("in " + precision + " precision"));
    for (const std::string& file : files_in(out(name))) {
      if (file.ends_with(".csv")) continue;
      EXPECT_THAT(read_provenance(h5::File::open(out(name) / file)).depends_on,
                  HasSubstr("precision = \"" + precision + "\"\n"))
          << file;
    }
  }
  EXPECT_EQ(difference_between_runs(out("default"), out("double")), "");
  EXPECT_EQ(difference_between_runs(out("single"), out("configured")), "");
}

TEST_F(Evaluation, SinglePrecisionDivergesWhereFloatsEnd) {
  // A membrane at rest so far above its threshold is at 9.7e31 mV after the first step.
  evaluate("double", {"--e-l-mv", "100"});
  expect_error(run(launch("single", {"--e-l-mv", "100", "--precision", "single"}, ranks())), 1,
               {"V1 neuron 0", "e+31 mV in step 0"});
}

TEST_F(Evaluation, ProvenanceIsComplete) {
  evaluate("run", {"--seed", "9", "--test-limit", "7"});
  for (const std::string& file : files_in(out())) {
    if (file.ends_with(".csv")) continue;
    SCOPED_TRACE(file);
    const Provenance provenance = read_provenance(h5::File::open(out() / file));
    EXPECT_EQ(provenance.program, "ebsnn_eval");
    EXPECT_NE(provenance.version, "");
    EXPECT_NE(provenance.git_revision, "");
    EXPECT_THAT(provenance.command_line, HasSubstr("--seed 9"));
    EXPECT_THAT(provenance.depends_on, HasSubstr("tau-z-ms = 40.0\n"));
    EXPECT_EQ(provenance.seed, 9U);
    EXPECT_EQ(provenance.data_checksum.size(), 16U);
    EXPECT_EQ(provenance.network_checksum.size(), 16U);
    EXPECT_EQ(provenance.ranks, 1);
    EXPECT_NE(provenance.instruction_set, "");
    EXPECT_THAT(provenance.library_versions, HasSubstr("HDF5"));
    EXPECT_NE(provenance.host, "");
    EXPECT_THAT(provenance.start_time, testing::MatchesRegex("....-..-..T..:..:..Z"));
    EXPECT_THAT(provenance.end_time, testing::MatchesRegex("....-..-..T..:..:..Z"));
  }
  const Provenance unit = read_provenance(h5::File::open(out() / "activity/drop_event/0.5.h5"));
  for (const char* line : {"limit = 7\n", "corruption = \"drop_event\"\n", "level = 0.5\n"}) {
    EXPECT_THAT(unit.depends_on, HasSubstr(line));
  }
}

TEST_F(Evaluation, SecondRunSkipsWhatIsThere) {
  evaluate("run");
  const FolderState before = state_of(out() / "activity");
  EXPECT_THAT(evaluate("run", {}, ranks()).err, HasSubstr("0 units simulated, 3 existed already"));
  EXPECT_TRUE(state_of(out() / "activity") == before);
  EXPECT_THAT(evaluate("run", {"--levels", "0,0.5,1"}).err,
              HasSubstr("1 units simulated, 3 existed already"));
}

TEST_F(Evaluation, LostUnitIsMadeAgain) {
  evaluate("run");
  fs::copy(out(), out("copy"), fs::copy_options::recursive);
  fs::remove(out() / "activity/clean.h5");
  fs::remove(out() / "activity/train.h5");
  EXPECT_THAT(evaluate("run").err, HasSubstr("2 units simulated, 1 existed already"));
  EXPECT_EQ(difference_between_runs(out(), out("copy")), "");
}

class OtherRun : public Evaluation {
 protected:
  void expect_refusal(const Launch& start, const std::vector<std::string>& says) const {
    const FolderState before = state_of(out());
    expect_error(run(start), 2, says);
    EXPECT_TRUE(state_of(out()) == before) << "files were changed";
  }
};

TEST_F(OtherRun, IsRefusedWithTheDifference) {
  evaluate("run");
  write_network_file(folder() / "other.h5", small_network(2));
  const auto now = [&](const Options& options, const std::string& data = kSynthetic) {
    return launch("run", options, ranks(), data);
  };
  expect_refusal(now({"--seed", "2"}), {"train.h5", "seed: 1 there, 2 now"});
  expect_refusal(now({"--train-limit", "5"}), {"train.h5", "limit: 0 there, 5 now"});
  expect_refusal(now({"--test-limit", "5"}), {"clean.h5", "limit: 0 there, 5 now"});
  expect_refusal(now({"--precision", "single"}),
                 {"train.h5", "precision: \"double\" there, \"single\" now"});
  expect_refusal(now({"--tau-z-ms", "41"}), {"train.h5", "tau-z-ms: 40.0 there, 41.0 now"});
  expect_refusal(now({}, "synthetic:train=20,test=10,seed=2"), {"train.h5", "data checksum"});
  expect_refusal(now({}, "synthetic:train=20,test=9,seed=1"), {"clean.h5", "data checksum"});
  Launch other = now({});
  other.arguments[5] = "other.h5";
  expect_refusal(other, {"train.h5", "network checksum"});
}

TEST_F(OtherRun, UnitsOfDifferentRunsAreNotClassifiedTogether) {
  evaluate("run", {"--stage", "simulate"});
  evaluate("other", {"--stage", "simulate", "--seed", "2"});
  evaluate("limited", {"--stage", "simulate", "--test-limit", "5"});
  evaluate("single", {"--stage", "simulate", "--precision", "single"});
  const fs::path unit = "activity/drop_event/0.5.h5";
  const Launch classify = launch("run", {"--stage", "classify"}, ranks());
  fs::copy(out("other") / unit, out() / unit, fs::copy_options::overwrite_existing);
  expect_refusal(classify, {unit.string(), "seed"});
  fs::copy(out("limited") / unit, out() / unit, fs::copy_options::overwrite_existing);
  expect_refusal(classify, {unit.string(), "limit"});
  fs::copy(out("single") / unit, out() / unit, fs::copy_options::overwrite_existing);
  expect_refusal(classify, {unit.string(), "precision: \"single\" there, \"double\" now"});
}

TEST_F(OtherRun, ClassificationRefusesOptionsOfAnotherSimulation) {
  evaluate("run", {"--seed", "3"});
  write_network_file(folder() / "other.h5", small_network(2));
  const auto now = [&](Options options, const std::string& data = kSynthetic) {
    options.insert(options.end(), {"--stage", "classify"});
    return launch("run", options, ranks(), data);
  };
  expect_refusal(now({"--seed", "2"}), {"train.h5", "seed: 3 there, 2 now", "--stage classify"});
  expect_refusal(now({"--sensor-seed", "4"}), {"train.h5", "sensor-seed: 3 there, 4 now"});
  expect_refusal(now({"--train-limit", "5"}), {"train.h5", "limit: 0 there, 5 now"});
  expect_refusal(now({"--test-limit", "5"}), {"clean.h5", "limit: 0 there, 5 now"});
  expect_refusal(now({"--precision", "single"}), {"train.h5", "\"double\" there, \"single\" now"});
  expect_refusal(now({"--layout", "grid"}), {"train.h5", "\"central\" there, \"grid\" now"});
  expect_refusal(now({"--sensor", "64x64"}), {"train.h5", "\"34x34\" there, \"64x64\" now"});
  expect_refusal(now({"--tau-z-ms", "41"}), {"train.h5", "tau-z-ms: 40.0 there, 41.0 now"});
  expect_refusal(now({"--record", "spikes"}), {"--record", "simulates nothing"});
  expect_refusal(now({}, "synthetic:train=20,test=10,seed=2"), {"training recordings", "checksum"});
  expect_refusal(now({}, "synthetic:train=20,test=9,seed=1"), {"9 test recordings"});
  Launch other = now({});
  other.arguments[5] = "other.h5";
  expect_refusal(other, {"train.h5", "network checksum"});
}

// A configuration file serves all stages.
TEST_F(OtherRun, ClassificationTakesOptionsOfThisSimulationAndAnyFile) {
  evaluate("run", {"--seed", "3", "--tau-z-ms", "41"});
  const FolderState before = state_of(out() / "activity");
  write_text(folder() / "run.toml", "seed = 2\ntau-z-ms = 42\nprecision = \"single\"\n");
  evaluate("run",
           {"--stage", "classify", "--seed", "3", "--tau-z-ms", "41", "--config", "run.toml"},
           ranks());
  evaluate("run", {"--stage", "classify", "--config", "run.toml"}, ranks());
  EXPECT_TRUE(state_of(out() / "activity") == before);
}

TEST_F(OtherRun, MissingUnitsAreNamed) {
  evaluate("run", {"--stage", "simulate"});
  expect_refusal(launch("run", {"--stage", "classify", "--levels", "0,0.25,0.5,0.75"}, ranks()),
                 {"2 of 5 activity files are missing", "drop_event/0.25.h5"});
}

TEST_F(Evaluation, TasksGiveWhatOneRunGives) {
  evaluate("whole", {"--levels", "0,0.25,0.5"});
  for (const std::string task : {"3/3", "1/3", "2/3"}) {
    EXPECT_EQ(
        evaluate("run", {"--levels", "0,0.25,0.5", "--task", task}, task == "1/3" ? ranks() : 1)
            .out,
        "");
  }
  EXPECT_FALSE(fs::exists(out() / "results.csv"));
  evaluate("run", {"--levels", "0,0.25,0.5", "--stage", "classify"});
  EXPECT_EQ(difference_between_runs(out(), out("whole")), "");
}

TEST_F(Evaluation, MoreTasksThanUnits) {
  for (int task = 1; task <= 5; ++task) evaluate("run", {"--task", fmt::format("{}/5", task)});
  EXPECT_EQ(files_in(out()).size(), 3U);
}

TEST_F(Evaluation, LimitsTakeRecordingsFromAllClasses) {
  evaluate("run", {"--train-limit", "10", "--test-limit", "4"}, ranks());
  const Activity train = read_activity(out() / "activity/train.h5").activity;
  EXPECT_THAT(train.recording, testing::ElementsAre(0, 2, 4, 6, 8, 10, 12, 14, 16, 18));
  EXPECT_THAT(train.label, testing::ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  const Activity test = read_activity(out() / "activity/clean.h5").activity;
  EXPECT_THAT(test.recording, testing::ElementsAre(0, 2, 5, 7));
  EXPECT_THAT(test.label, testing::ElementsAre(0, 2, 5, 7));
}

TEST_F(Evaluation, SurvivingEventsAreCounted) {
  evaluate("run", {"--levels", "0,0.5,1"});
  const auto events = [&](const std::string& level) {
    const std::string name = level == "0" ? "clean" : "drop_event/" + level;
    return read_activity(out() / "activity" / (name + ".h5")).activity.surviving_events;
  };
  const std::vector<std::uint32_t> all = events("0");
  const std::vector<std::uint32_t> half = events("0.5");
  ASSERT_EQ(all.size(), 20U);
  for (std::size_t i = 0; i < all.size(); i += 2) {
    EXPECT_EQ(half[i], all[i] - (all[i] + 1) / 2);
    EXPECT_LT(all[i + 1], all[i]) << "some events are off the centre";
  }
  EXPECT_THAT(events("1"), testing::Each(0U));
}

TEST_F(Evaluation, ResultsHaveARowForEachCorruptionAndLevel) {
  evaluate("run", {"--corruption", "all", "--levels", "0"}, ranks());
  const std::vector<std::string> lines = split_at(read_text(out() / "results.csv"), '\n');
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(split_at(lines[0], ',').size(), 107U);
  EXPECT_THAT(lines[0], testing::StartsWith("corruption,level,unit,n,accuracy_percent,"));
  const std::vector<std::string> names{"drop_event", "drop_area", "uniform_noise", "spatial_jitter",
                                       "time_jitter"};
  const std::vector<std::string> units{"fraction", "fraction", "events", "px^2", "ms"};
  std::vector<std::vector<std::string>> tails;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::vector<std::string> row = split_at(lines[i + 1], ',');
    ASSERT_EQ(row.size(), 107U);
    EXPECT_THAT(std::vector<std::string>(row.begin(), row.begin() + 4),
                testing::ElementsAre(names[i], "0", units[i], "10"));
    tails.emplace_back(row.begin() + 3, row.end());
  }
  EXPECT_THAT(tails, testing::Each(tails.front())) << "level 0 is no corruption at all";
}

TEST_F(Evaluation, FormOfTheDataMakesNoDifference) {
  write_files(folder() / "files", one_a_class());
  fs::create_directory(folder() / "archives");
  write_zip(folder() / "archives/Train.zip", one_a_class(), "Train/");
  write_zip(folder() / "archives/TEST.ZIP", one_a_class(), "Test/", "N-MNIST/");
  expect_done(run({"ebsnn_pack", {"--data", folder() / "files", "--out", folder() / "packed.h5"}}));
  evaluate("run", {}, 1, "files");
  for (const char* data : {"files", "archives", "packed.h5"}) {
    SCOPED_TRACE(data);
    evaluate(data + std::string("-run"), {}, ranks(), data);
    EXPECT_EQ(difference_between_runs(out(), out(data + std::string("-run"))), "");
    EXPECT_THAT(evaluate("run", {}, 1, data).err,
                HasSubstr("0 units simulated, 3 existed already"));
  }
}

TEST_F(Evaluation, LeftoversOfDeadRunsAreRemoved) {
  evaluate("first", {"--stage", "simulate"});
  const std::string host = read_provenance(h5::File::open(out("first") / "activity/train.h5")).host;
  const fs::path folder_of_units = out() / "activity";
  const auto leave = [&](const std::string& name, std::chrono::hours age) {
    write_text(folder_of_units / name, "half of a file");
    fs::last_write_time(folder_of_units / name, fs::file_time_type::clock::now() - age);
  };
  constexpr int kNoProcess = 4194304;  // above the largest number on Linux
  leave(
      fmt::format(".train.h5.tmp-{}-{}-{}-0123456789abcdef", host, process_numbering(), kNoProcess),
      std::chrono::hours(0));
  leave(".train.h5.tmp-elsewhere-17-3", std::chrono::hours(30));
  leave(".train.h5.tmp-elsewhere-18-3", std::chrono::hours(1));
  evaluate("run", {"--stage", "simulate"});
  EXPECT_THAT(files_in(folder_of_units),
              testing::ElementsAre(".train.h5.tmp-elsewhere-18-3", "clean.h5", "drop_event/0.5.h5",
                                   "train.h5"));
}

}  // namespace
}  // namespace ebsnn::test
