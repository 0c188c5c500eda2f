// ebsnn_measure as a user starts it: its files, the same ones on any number of ranks, and what it
// refuses.

#include "h5/file.hpp"
#include "network/variation.hpp"
#include "program/in_process.hpp"
#include "program/stop_once_there.hpp"
#include "storage/text_weights.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;
using Options = std::vector<std::string>;

/// The small network with some inhibition.
NetworkWeights inhibiting_network() {
  NetworkWeights weights = small_network();
  for (double& w : weights.intov1.values) w = 0.25;
  for (double& w : weights.inlat.values) w = 0.125;
  return weights;
}

class Measure : public testing::Test {
 protected:
  void SetUp() override { write_network_file(folder_ / "given.h5", inhibiting_network()); }

  [[nodiscard]] Outcome measure(const std::string& out, const Options& options = {},
                                int ranks = 1) const {
    Launch launch{"ebsnn_measure", {"--out", out}, ranks};
    const auto add_default = [&](const std::string& option, const std::string& value) {
      if (std::ranges::find(options, option) != options.end()) return;
      launch.arguments.insert(launch.arguments.end(), {option, value});
    };
    add_default("--what", "ei");
    add_default("--data", kSynthetic);
    add_default("--network", "given.h5");
    launch.arguments.insert(launch.arguments.end(), options.begin(), options.end());
    launch.folder = folder_.path();
    return run(launch);
  }
  [[nodiscard]] fs::path in(const std::string& name) const { return folder_ / name; }

 private:
  TemporaryFolder folder_;
};

class MeasureOnRanks : public Measure {};

TEST_F(MeasureOnRanks, MakeNoDifference) {
  const Options options{"--corruption", "drop_event,uniform_noise", "--levels",
                        "drop_event=0,0.5;uniform_noise=2000"};
  const Outcome alone = measure("alone.h5", options);
  const Outcome together = measure("together.h5", options, ranks());
  expect_done(alone);
  expect_done(together);
  EXPECT_EQ(alone.out, together.out);
  EXPECT_EQ(difference_between_files(in("alone.h5"), in("together.h5")), "");
  EXPECT_EQ(read_text(in("alone.csv")), read_text(in("together.csv")));
  const h5::File file = h5::File::open(in("alone.h5"));
  EXPECT_GT(file.read<double>("/ei/ratio").front(), 0.0) << "silent networks agree in anything";
}

TEST_F(Measure, GivesTheSensorASeedOfItsOwn) {
  // The line of V1 under a corruption.
  const auto line = [&](const std::string& out, const std::string& corruption) {
    const std::string table = read_text(in(out + ".csv"));
    const std::size_t start = table.find("\n" + corruption + ",0.5,V1,") + 1;
    return table.substr(start, table.find('\n', start) - start);
  };
  const Options options{
      "--corruption", "dead_pixels,drop_event", "--levels", "0.5", "--limit", "4"};
  expect_done(measure("usual.h5", options));
  for (const std::string seed : {"1", "7"}) {
    Options more = options;
    more.insert(more.end(), {"--sensor-seed", seed});
    expect_done(measure(seed + ".h5", more));
    EXPECT_EQ(line(seed, "drop_event"), line("usual", "drop_event")) << "has no pattern";
  }
  EXPECT_THAT(line("usual", "dead_pixels"), StartsWith("dead_pixels,"));
  EXPECT_EQ(line("1", "dead_pixels"), line("usual", "dead_pixels"));
  EXPECT_NE(line("7", "dead_pixels"), line("usual", "dead_pixels"));
  EXPECT_THAT(h5::File::open(in("7.h5")).read_text("/", "depends_on"),
              HasSubstr("sensor-seed = 7\n"));
}

TEST_F(MeasureOnRanks, MakeNoDifferenceToSparseness) {
  expect_done(measure("alone.h5", {"--what", "sparseness"}));
  expect_done(measure("together.h5", {"--what", "sparseness"}, ranks()));
  EXPECT_EQ(difference_between_files(in("alone.h5"), in("together.h5")), "");
  const h5::File file = h5::File::open(in("alone.h5"));
  EXPECT_GT(file.read<double>("/sparseness/population_sparseness").front(), 0.0);
  EXPECT_EQ(file.read_text("/", "measurement"), "sparseness");
}

TEST_F(MeasureOnRanks, MakeNoDifferenceToSeveralMeasurements) {
  const Options options{"--what",          "reconstruction,fano,reliability,sta",
                        "--corruption",    "drop_event",
                        "--levels",        "0.5",
                        "--limit",         "9",
                        "--draws",         "2",
                        "--noise-patches", "5"};
  expect_done(measure("alone", options));
  expect_done(measure("together", options, ranks()));
  for (const char* name : {"reconstruction", "fano", "reliability", "sta"}) {
    const fs::path file = fs::path(name).replace_extension(".h5");
    EXPECT_EQ(difference_between_files(in("alone") / file, in("together") / file), "") << name;
    EXPECT_EQ(h5::File::open(in("alone") / file).read_text("/", "measurement"), name);
  }
  const h5::File sta = h5::File::open(in("alone") / "sta.h5");
  EXPECT_EQ(sta.shape("/sta/average"), (h5::Shape{144, 12, 12, 2}));
  EXPECT_EQ(sta.read_text("/sta/average", "axes"), "neuron, row, column, polarity");
  EXPECT_FALSE(sta.contains("/conditions"));
  EXPECT_GT(sta.read<double>("/sta/spikes").front(), 0.0) << "silent networks agree in anything";
}

/// The run folder stands for the folder of the files.
TEST_F(MeasureOnRanks, MakeNoDifferenceToStoredActivity) {
  Launch evaluation{"ebsnn_eval",
                    {"--data", kSynthetic, "--network", "given.h5", "--out", "run", "--corruption",
                     "drop_event", "--levels", "0,0.5", "--stage", "simulate"},
                    1};
  evaluation.folder = in("");
  expect_done(run(evaluation));
  const auto measure_run = [&](int on_ranks) {
    Launch launch{"ebsnn_measure", {"--what", "geometry,dprime,rsa", "--run", "run"}, on_ranks};
    launch.folder = in("");
    if (on_ranks > 1) launch.arguments.insert(launch.arguments.end(), {"--out", "together"});
    return run(launch);
  };
  expect_done(measure_run(1));
  if (ranks() > 1) {
    expect_done(measure_run(ranks()));
    for (const char* name : {"geometry.h5", "dprime.h5", "rsa.h5"}) {
      EXPECT_EQ(difference_between_files(in("run") / name, in("together") / name), "") << name;
    }
  }
  const h5::File rsa = h5::File::open(in("run/rsa.h5"));
  EXPECT_EQ(rsa.read<double>("/rsa/similarity").front(), 1.0);
  EXPECT_EQ(rsa.read_strings("/conditions/corruption"), (Options{"clean", "drop_event"}));
  EXPECT_EQ(rsa.read_count("/", "recordings"), 10U);
  EXPECT_EQ(h5::File::open(in("run/geometry.h5")).read<double>("/geometry/cosine").front(), 1.0);
  EXPECT_TRUE(fs::exists(in("run/dprime.csv")));
}

TEST_F(MeasureOnRanks, MayBeMoreThanRecordings) {
  expect_done(measure("alone.h5", {"--limit", "1"}));
  expect_done(measure("together.h5", {"--limit", "1"}, ranks()));
  EXPECT_EQ(difference_between_files(in("alone.h5"), in("together.h5")), "");
}

TEST_F(Measure, FileAndTableTellTheSame) {
  const Outcome outcome = measure("ei.h5", {"--corruption", "drop_event", "--levels", "0,0.5"});
  expect_done(outcome);
  EXPECT_EQ(count_of(outcome.out, "drop_event 0.5"), 2U) << outcome;
  const h5::File file = h5::File::open(in("ei.h5"));
  EXPECT_EQ(file.read_strings("/conditions/corruption"),
            (Options{"clean", "drop_event", "drop_event"}));
  EXPECT_EQ(file.read<double>("/conditions/level"), (std::vector<double>{0.0, 0.0, 0.5}));
  EXPECT_EQ(file.shape("/ei/neuron_ratio"), (h5::Shape{3, 180}));
  EXPECT_EQ(file.shape("/ei/correlation"), (h5::Shape{3, 2, 41}));
  EXPECT_EQ(file.read_text("/ei/mean_g_exc", "units"), "mV/ms");
  EXPECT_EQ(file.read_text("/ei/mean_g_exc", "axes"), "condition, population");
  EXPECT_EQ(file.read_text("/", "format"), "ebsnn measurement");
  EXPECT_EQ(file.read_count("/", "recordings"), 20U);
  const std::vector<double> ratio = file.read<double>("/ei/ratio");
  ASSERT_EQ(ratio.size(), 6U);
  EXPECT_EQ(ratio[0], ratio[2]) << "level 0 is clean";
  EXPECT_NE(ratio[0], ratio[4]);
  const std::string csv = read_text(in("ei.csv"));
  EXPECT_THAT(csv, StartsWith("corruption,level,population,recordings,ratio,"));
  EXPECT_EQ(count_of(csv, "\n"), 7U);
  const Provenance provenance = read_provenance(file);
  EXPECT_EQ(provenance.program, "ebsnn_measure");
  EXPECT_EQ(provenance.network_checksum.size(), 16U);
  EXPECT_EQ(provenance.data_checksum.size(), 16U);
}

TEST_F(Measure, WithoutInhibitionTheRatioIsInfinite) {
  write_network_file(in("given.h5"), small_network());
  expect_done(measure("ei.h5"));
  const h5::File file = h5::File::open(in("ei.h5"));
  EXPECT_TRUE(std::isinf(file.read<double>("/ei/ratio").front()));
  EXPECT_TRUE(std::isnan(file.read<double>("/ei/peak_height").front()));
  EXPECT_THAT(read_text(in("ei.csv")), HasSubstr("clean,0,V1,20,inf,inf,inf,inf,"));
}

TEST_F(Measure, TakesTextWeightsTheTestSetAndAConfiguration) {
  write_text_weights(in("text"), inhibiting_network());
  expect_done(measure("train.h5", {"--network", in("text").string(), "--limit", "10"}));
  expect_done(measure("test.h5", {"--split", "test"}));
  const h5::File test = h5::File::open(in("test.h5"));
  EXPECT_EQ(test.read_count("/", "recordings"), 10U);
  write_text(in("again.toml"), read_provenance(test).full_configuration);
  expect_done(run({"ebsnn_measure",
                   {"--config", in("again.toml").string(), "--network", in("given.h5").string(),
                    "--out", in("again.h5").string()}}));
  EXPECT_EQ(difference_between_files(in("test.h5"), in("again.h5")), "");
}

TEST_F(Measure, ReplacesOnlyWhenForced) {
  write_text(in("ei.csv"), "of the user");
  expect_error(measure("ei.h5", {}, ranks()), 2,
               {"--out ei.h5", "ei.csv exists already", "--force"});
  EXPECT_EQ(read_text(in("ei.csv")), "of the user");
  EXPECT_FALSE(fs::exists(in("ei.h5")));
  expect_done(measure("ei.h5", {"--force"}));
  expect_error(measure("ei.h5", {"--what", "sta"}, ranks()), 2,
               {"ei.h5", "is no measurement of sta", "--force"});
  expect_error(measure("ei.h5", {"--limit", "3"}, ranks()), 2,
               {"ei.h5", "other settings", "limit: 1000 there, 3 now", "--force"});
  expect_done(measure("ei.h5", {"--limit", "3", "--force"}));
}

TEST_F(Measure, DependsOnDrawsOnlyWhereItDraws) {
  const auto with = [&](const std::string& what, const std::string& draws) {
    return measure(what + ".h5", {"--what", what, "--limit", "2", "--draws", draws});
  };
  const auto twice = [&](const std::string& what) {
    expect_done(with(what, "2"));
    return with(what, "3");
  };
  expect_done(twice("ei"));
  expect_error(twice("fano"), 2, {"draws: 2 there, 3 now"});
}

TEST_F(Measure, GoesOnWithSeveralMeasurements) {
  const auto with_noise = [&](const std::string& patches) {
    return measure("M", {"--what", "ei,sta", "--noise-patches", patches});
  };
  {
    const StopOnceThere stop(in("M/ei.h5"));
    expect_interrupted(with_noise("1000000"),
                       {"stopped by SIGTERM; this measurement is not kept",
                        "1 of 2 measurements are kept; the same command goes on"});
  }
  EXPECT_FALSE(fs::exists(in("M/sta.h5")));
  const auto written = fs::last_write_time(in("M/ei.h5"));
  // Less noise, to come to an end soon: ei does not depend on it.
  const Outcome outcome = with_noise("10");
  EXPECT_EQ(outcome.exit_code, 0) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("M/ei.h5: is there, measured with the same settings"));
  EXPECT_EQ(fs::last_write_time(in("M/ei.h5")), written);
  EXPECT_TRUE(fs::exists(in("M/sta.h5")));
}

TEST_F(Measure, NamesWhatIsWrong) {
  const FolderState before = state_of(in(""));
  const auto expect_refusal = [&](const Options& options, const Options& says) {
    expect_error(measure("ei.h5", options, ranks()), 2, says);
  };
  expect_refusal({"--what", "tune"}, {"'tune'", "known: ei, sparseness", "gabor"});
  expect_refusal({"--what", "ei,sta,ei"}, {"--what", "ei is given twice"});
  expect_refusal({"--what", "rsa"}, {"--run is required by --what rsa"});
  expect_refusal({"--what", "rsa", "--run", "nowhere"}, {"nowhere/activity/clean.h5"});
  expect_refusal({"--draws", "1"}, {"--draws", "1"});
  expect_refusal({"--corruption", "fog"}, {"'fog'", "drop_event"});
  expect_refusal({"--corruption", "drop_event", "--levels", "2"}, {"drop_event", "2", "<= 1"});
  expect_refusal({"--split", "both"}, {"--split", "both"});
  expect_refusal({"--limit", "-1"}, {"--limit", "-1"});
  expect_refusal({"--data", "synthetic:train=0,test=4"}, {"no training recordings", "--split"});
  expect_refusal({"--network", "missing.h5"}, {"missing.h5", "No such file"});
  expect_refusal({"--v1", "12"}, {"V1weight has 144 rows", "expected 12"});
  expect_error(measure("ei.csv"), 2, {"--out ei.csv", "M.h5"});
  expect_error(run({"ebsnn_measure", {"--what", "ei"}}), 2, {"--data is required by --what ei"});
  expect_error(run({"ebsnn_measure", {"--what", "gabor", "--out", "g.h5"}}), 2,
               {"--network is required by --what gabor"});
  EXPECT_TRUE(state_of(in("")) == before) << "files were changed or left";
}

}  // namespace
}  // namespace ebsnn::test
