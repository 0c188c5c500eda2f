// Options: wrong ones are refused with exit code 2 and one message; help and version are printed
// once, with any number of ranks; a configuration file gives values, and the command line takes
// precedence.

#include "h5/file.hpp"
#include "program/in_process.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Wrong options, and the message that is expected. OUT stands for a folder.
struct BadUsage {
  const char* program;
  std::vector<std::string> options;
  std::vector<std::string> says;
};

void PrintTo(const BadUsage& usage, std::ostream* stream) {
  *stream << fmt::format("{} {}", usage.program, fmt::join(usage.options, " "));
}

/// `options` after those that a training needs.
BadUsage train(const std::vector<std::string>& options, const std::vector<std::string>& says) {
  BadUsage usage{"ebsnn_train", {"--data", kSynthetic, "--out", "OUT"}, says};
  usage.options.insert(usage.options.end(), options.begin(), options.end());
  return usage;
}

/// `options` after those that an evaluation needs.
BadUsage evaluate(const std::vector<std::string>& options, const std::vector<std::string>& says) {
  BadUsage usage{
      "ebsnn_eval", {"--data", kSynthetic, "--out", "OUT", "--network", "OUT/given.h5"}, says};
  usage.options.insert(usage.options.end(), options.begin(), options.end());
  return usage;
}

/// `options` after those that packing needs.
BadUsage pack(const std::vector<std::string>& options, const std::vector<std::string>& says) {
  BadUsage usage{"ebsnn_pack", {"--data", kSynthetic, "--out", "OUT/packed.h5"}, says};
  usage.options.insert(usage.options.end(), options.begin(), options.end());
  return usage;
}

std::vector<BadUsage> bad_usages() {
  const std::string known = "drop_event, drop_area, uniform_noise, spatial_jitter, time_jitter";
  return {
      train({"--nonsense"}, {"--nonsense"}),
      train({"--pathces", "3"}, {"--pathces", "did you mean --patches?"}),
      train({"stray"}, {"stray"}),
      {"ebsnn_train", {"--out", "OUT"}, {"--data is required"}},
      {"ebsnn_train", {"--data", kSynthetic}, {"--out is required"}},
      train({"--patches"}, {"--patches"}),
      train({"--patches", "many"}, {"--patches", "many", "1 .. 1000000000"}),
      train({"--patches", "0"}, {"--patches", "'0'", "1 .. 1000000000"}),
      train({"--patches", "-3"}, {"--patches", "-3", "1 .. 1000000000"}),
      train({"--patches", "2000000000"}, {"--patches", "2000000000", "1 .. 1000000000"}),
      train({"--batch", "8193"}, {"--batch", "8193", "1 .. 8192"}),
      train({"--batch", "0"}, {"--batch", "'0'", "1 .. 8192"}),
      train({"--checkpoint-every", "0"}, {"--checkpoint-every", "'0'"}),
      train({"--history-every", "0.5"}, {"--history-every", "0.5"}),
      train({"--seed", "-1"}, {"--seed", "-1", "0 .. 18446744073709551615"}),
      train({"--seed", "1.5"}, {"--seed", "1.5"}),
      train({"--seed", "18446744073709551616"}, {"--seed", "18446744073709551616"}),
      train({"--max-hours", "-2"}, {"--max-hours", "-2", ">= 0"}),
      train({"--max-hours", "nan"}, {"--max-hours", "nan", ">= 0"}),
      train({"--quiet", "--verbose"}, {"--quiet", "--verbose"}),
      train({"--tau-z-ms", "0.5"}, {"tau-z-ms", "0.5", "1 .. 1000000 ms"}),
      train({"--tau-z-ms", "nan"}, {"tau-z-ms", "nan", "1 .. 1000000 ms"}),
      train({"--tau-z-ms", "long"}, {"--tau-z-ms", "long"}),
      train({"--inh", "4.5"}, {"inh", "4.5", "whole number"}),
      train({"--patch-side", "129"}, {"patch-side", "129", "1 .. 128"}),
      train({"--patch-side", "18"}, {"windows of 18 x 18 px", "at least 36 x 36 px", "34 x 34"}),
      train({"--v1weight-initial-low", "3"}, {"v1weight-initial-low", "3", "initial-high = 2"}),
      {"ebsnn_eval", {}, {"--out is required"}},
      {"ebsnn_eval", {"--out", "OUT", "--network", "OUT"}, {"--data is required"}},
      {"ebsnn_eval",
       {"--out", "OUT", "--data", kSynthetic},
       {"--network is required", "holds no network", "network.h5"}},
      evaluate({"--corruption", "fog"}, {"'fog'", known}),
      evaluate({"--corruption", "drop_event,,drop_area"}, {"''", known}),
      evaluate({"--corruption", "drop_event,drop_event"}, {"drop_event", "twice"}),
      evaluate({"--corruption", "drop_event", "--levels", "1.5"}, {"drop_event", "1.5", "<= 1"}),
      evaluate({"--corruption", "drop_area", "--levels", "1"}, {"drop_area", "level 1", "< 1"}),
      evaluate({"--corruption", "uniform_noise", "--levels", "0.5"},
               {"uniform_noise", "0.5", "whole number"}),
      evaluate({"--corruption", "time_jitter", "--levels", "-1"}, {"time_jitter", "-1", ">= 0"}),
      evaluate({"--corruption", "time_jitter", "--levels", "nan"}, {"time_jitter", "nan"}),
      evaluate({"--suite", "ec2"}, {"--suite 'ec2'", "known: ec1"}),
      evaluate({"--suite", "ec1", "--levels", "0.5"}, {"--suite ec1", "leave out --levels 0.5"}),
      evaluate({"--levels", "0.1,some"}, {"--levels", "'some'"}),
      evaluate({"--levels", "0.1,0.1"}, {"--levels", "'0.1'", "twice"}),
      evaluate({"--stage", "simulate,report"}, {"--stage", "report", "simulate,classify"}),
      evaluate({"--precision", "half"}, {"--precision", "half", "single,double"}),
      evaluate({"--task", "4/3"}, {"--task 4/3", "1 <= K <= M"}),
      evaluate({"--task", "0/3"}, {"--task 0/3", "1 <= K <= M"}),
      evaluate({"--task", "3"}, {"--task 3", "K/M"}),
      evaluate({"--task", "one/3"}, {"--task one/3", "K/M"}),
      evaluate({"--task", "1/3", "--stage", "classify"}, {"--task", "--stage classify"}),
      evaluate({"--train-limit", "-1"}, {"--train-limit", "-1"}),
      evaluate({"--svm-c", "0"}, {"--svm-c", "'0'", "> 0"}),
      evaluate({"--svm-c", "best"}, {"--svm-c", "'best'", "> 0 nor auto"}),
      evaluate({"--scaling", "L2"}, {"--scaling", "L2", "counts,meanrate,l2,zscore"}),
      evaluate({"--code", "v2"}, {"--code", "v2", "v1"}),
      evaluate({"--svm-tolerance", "nan"}, {"--svm-tolerance", "nan", "> 0"}),
      evaluate({"--config", "OUT/missing.toml"}, {"--config", "missing.toml"}),
      evaluate({"--config", "OUT/unknown.toml"}, {"line 1", "tau-q-ms", "'tau-w-ms'"}),
      evaluate({"--config", "OUT/bad.toml"}, {"line 1", "'seed'", "not a number"}),
      evaluate({"--config", "OUT/bounds.toml"}, {"tau-z-ms", "0.25", "1 .. 1000000 ms"}),
      evaluate({"--v1", "100"}, {"given.h5", "V1weight", "144 rows", "expected 100"}),
      {"ebsnn_pack", {"--out", "OUT/packed.h5"}, {"--data is required"}},
      {"ebsnn_pack", {"--data", kSynthetic}, {"--out is required"}},
      {"ebsnn_pack", {"--data", kSynthetic, "--out", "OUT"}, {"--out", "folder"}},
      {"ebsnn_pack", {"--data", kSynthetic, "--out", "OUT/given.h5"}, {"given.h5", "--force"}},
      pack({"--window", "5"}, {"--window", "'5'", "START:END in ms"}),
      pack({"--crop", "1,2,3"}, {"--crop", "'1,2,3'", "LEFT,TOP,WIDTH,HEIGHT"}),
      pack({"--crop", "20,0,20,20"}, {"crop 20,0,20,20", "column 39", "34x34"}),
      pack({"--downsample", "0"}, {"--downsample", "'0'"}),
  };
}

class Usage : public testing::Test {
 protected:
  void SetUp() override {
    write_network_file(out() / "given.h5", small_network());
    write_text(out() / "unknown.toml", "tau-q-ms = 3\n");
    write_text(out() / "bad.toml", "seed = \"one\"\n");
    write_text(out() / "bounds.toml", "tau-z-ms = 0.25\n");
  }
  [[nodiscard]] fs::path out() const { return folder_ / "run"; }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
};

class Wrong : public Usage, public testing::WithParamInterface<BadUsage> {};

TEST_P(Wrong, IsRefused) {
  const BadUsage& usage = GetParam();
  std::vector<std::string> options = usage.options;
  for (std::string& option : options) {
    if (option.starts_with("OUT")) option = out().string() + option.substr(3);
  }
  const FolderState before = state_of(out());
  expect_error(run({usage.program, options, ranks()}), 2, usage.says);
  EXPECT_TRUE(state_of(out()) == before) << "files were changed or left";
}

INSTANTIATE_TEST_SUITE_P(Options, Wrong, testing::ValuesIn(bad_usages()));

class Asked : public Usage {
 protected:
  [[nodiscard]] static Outcome ask(const std::string& program,
                                   const std::vector<std::string>& options) {
    const Outcome outcome = run({program, options, ranks()});
    expect_done(outcome);
    EXPECT_EQ(outcome.err, "");
    return outcome;
  }
};

TEST_F(Asked, HelpIsToldOnce) {
  for (const std::string program : {"ebsnn_train", "ebsnn_eval", "ebsnn_pack"}) {
    const Outcome outcome = ask(program, {"--help"});
    EXPECT_EQ(count_of(outcome.out, "Usage: " + program), 1U) << outcome;
    for (const char* part :
         {"Example:", "Exit codes:", "--data TEXT", "\n  --config", "--version"}) {
      EXPECT_EQ(count_of(outcome.out, part), 1U) << part << "\n" << outcome;
    }
  }
}

TEST_F(Asked, HelpNamesUnitsAndDefaults) {
  const Outcome train = ask("ebsnn_train", {"--help"});
  EXPECT_THAT(train.out, HasSubstr("--tau-z-ms ms"));
  EXPECT_THAT(train.out, HasSubstr("default: 400000)"));
  const Outcome evaluation = ask("ebsnn_eval", {"--help"});
  EXPECT_THAT(evaluation.out, HasSubstr("uniform_noise (events;"));
  EXPECT_THAT(evaluation.out, HasSubstr("(default: published)"));
}

TEST_F(Asked, VersionIsToldOnce) {
  for (const std::string program : {"ebsnn_train", "ebsnn_eval", "ebsnn_pack"}) {
    const Outcome outcome = ask(program, {"--version"});
    EXPECT_EQ(count_of(outcome.out, program + " "), 1U) << outcome;
    for (const char* part : {"git revision: ", "instruction set: ", "HDF5 ", "MPI"}) {
      EXPECT_THAT(outcome.out, HasSubstr(part));
    }
  }
}

TEST_F(Asked, PublishedUnitsAre51) {
  const std::vector<std::string> lines = lines_of(ask("ebsnn_eval", {"--list-units"}).out);
  ASSERT_EQ(lines.size(), 51U);
  EXPECT_EQ(lines[0], "train");
  EXPECT_EQ(lines[1], "clean");
  EXPECT_EQ(lines[2], "drop_event 0.1");
  EXPECT_EQ(lines[50], "time_jitter 100");
}

TEST_F(Asked, ListOfUnitsFollowsOptions) {
  const std::vector<std::string> chosen{"--list-units", "--corruption", "time_jitter,drop_area",
                                        "--levels", "0.5,0"};
  EXPECT_EQ(ask("ebsnn_eval", chosen).out, "train\nclean\ntime_jitter 0.5\ndrop_area 0.5\n");
  EXPECT_EQ(ask("ebsnn_eval", {"--list-units", "--task", "51/51"}).out, "time_jitter 100\n");
  EXPECT_EQ(ask("ebsnn_eval", {"--list-units", "--task", "56/56"}).out, "");
}

TEST_F(Asked, ConfigurationFileGivesValuesAndTheCommandLineWins) {
  write_text(folder() / "run.toml",
             fmt::format("data = \"{}\"\nout = \"{}\"\npatches = 20\nseed = 7\nhistory-every = 10\n"
                         "tau-z-ms = 41.5\nequalise-every = 9\n",
                         kSynthetic, (out() / "trained").string()));
  expect_done(
      run({"ebsnn_train",
           {"--config", (folder() / "run.toml").string(), "--seed", "8", "--equalise-every", "10"},
           ranks()}));
  const h5::File file = h5::File::open(out() / "trained/network.h5");
  const Provenance provenance = read_provenance(file);
  EXPECT_EQ(provenance.seed, 8U);
  EXPECT_THAT(provenance.depends_on, HasSubstr("patches = 20\n"));
  EXPECT_THAT(provenance.depends_on, HasSubstr("tau-z-ms = 41.5\n"));
  EXPECT_THAT(provenance.depends_on, HasSubstr("equalise-every = 10\n"));
  EXPECT_EQ(file.read<std::uint64_t>("/history/patch"), (std::vector<std::uint64_t>{0, 10}));
}

TEST_F(Asked, ListsInAConfigurationFile) {
  write_text(folder() / "eval.toml", "corruption = \"drop_event\"\nlevels = \"0,0.25\"\n");
  EXPECT_EQ(ask("ebsnn_eval", {"--list-units", "--config", (folder() / "eval.toml").string()}).out,
            "train\nclean\ndrop_event 0.25\n");
}

}  // namespace
}  // namespace ebsnn::test
