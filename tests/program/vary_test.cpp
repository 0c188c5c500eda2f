// ebsnn_vary as a user starts it: operations in their order, networks that the other programs read,
// and what it refuses.

#include "h5/file.hpp"
#include "network/variation.hpp"
#include "program/in_process.hpp"
#include "storage/network_file.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;
using Options = std::vector<std::string>;

std::vector<double> sorted(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values;
}

class Vary : public testing::Test {
 protected:
  Vary() : given_(small_network()) {
    double next = 0.0;
    for (double& w : given_.intov1.values) w = next += 1e-4;
    for (double& w : given_.inlat.values) w = next -= 1e-4;
    write_network_file(in("given.h5"), given_);
  }

  [[nodiscard]] fs::path in(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] Outcome vary(const std::string& out, const Options& options, int ranks = 1) const {
    Launch launch{"ebsnn_vary", {"--out", out}, ranks};
    if (std::ranges::find(options, "--network") == options.end()) {
      launch.arguments.insert(launch.arguments.end(), {"--network", "given.h5"});
    }
    launch.arguments.insert(launch.arguments.end(), options.begin(), options.end());
    launch.folder = folder_.path();
    return run(launch);
  }
  /// The network that these operations make.
  [[nodiscard]] LoadedNetwork made_by(const Options& options) const {
    fs::remove(in("made.h5"));
    expect_done(vary("made.h5", options));
    return read_network(in("made.h5"), {});
  }
  [[nodiscard]] const NetworkWeights& given() const { return given_; }

 private:
  TemporaryFolder folder_;
  NetworkWeights given_;
};

TEST_F(Vary, ScaleOfOneKeepsAllBits) {
  EXPECT_TRUE(made_by({"--scale", "V1weight=1"}).weights == given());
}

TEST_F(Vary, BlocksAndScales) {
  const NetworkWeights blocked = made_by({"--block", "feedback"}).weights;
  EXPECT_EQ(blocked.intov1.values, std::vector<double>(blocked.intov1.values.size(), 0.0));
  EXPECT_EQ(blocked.inlat.values, std::vector<double>(blocked.inlat.values.size(), 0.0));
  EXPECT_TRUE(blocked.v1toin == given().v1toin);
  const NetworkWeights other = made_by({"--block", "V1toIN", "--scale", "INtoV1=0.5"}).weights;
  EXPECT_EQ(other.v1toin.values, std::vector<double>(other.v1toin.values.size(), 0.0));
  EXPECT_EQ(other.intov1.values[7], 0.5 * given().intov1.values[7]);
  EXPECT_TRUE(other.v1weight == given().v1weight);
}

TEST_F(Vary, ShufflesKeepMultisets) {
  const auto expect_shuffled = [&](const std::string& what, const Options& names) {
    SCOPED_TRACE(what);
    const NetworkWeights made = made_by({"--shuffle", what, "--seed", "4"}).weights;
    for (const WeightField& field : weight_fields()) {
      const bool meant = std::ranges::find(names, field.name) != names.end();
      EXPECT_EQ((made.*field.matrix).values != (given().*field.matrix).values, meant) << field.name;
      EXPECT_EQ(sorted((made.*field.matrix).values), sorted((given().*field.matrix).values));
    }
  };
  expect_shuffled("feedback", {"INtoV1", "INLat"});
  expect_shuffled("feedforward", {"InhibW", "V1toIN"});
  expect_shuffled("all", {"V1weight", "InhibW", "V1toIN", "INtoV1", "INLat"});
  expect_shuffled("rows", {"V1weight"});
}

TEST_F(Vary, OperationsAreDoneInTheOrderGiven) {
  // Clipping makes the order visible: 4 w is above the bound of 1 for many w.
  const NetworkWeights first_up = made_by({"--scale", "INtoV1=4", "--scale", "INtoV1=0.5"}).weights;
  const NetworkWeights first_down =
      made_by({"--scale", "INtoV1=0.5", "--scale", "INtoV1=4"}).weights;
  EXPECT_LT(first_up.intov1.values.back(), first_down.intov1.values.back());
  // Also between different options.
  const NetworkWeights zero = made_by({"--random-weights", "--block", "V1toIN"}).weights;
  EXPECT_EQ(zero.v1toin.values, std::vector<double>(zero.v1toin.values.size(), 0.0));
  const NetworkWeights random = made_by({"--block", "V1toIN", "--random-weights"}).weights;
  EXPECT_TRUE(random == initial_weights({}, 1));
}

TEST_F(Vary, SeedOfRandomWeightsMayBeApart) {
  const NetworkWeights made =
      made_by({"--random-weights", "--seed", "4", "--weight-seed", "5"}).weights;
  EXPECT_TRUE(made == initial_weights({}, 5));
  const h5::File file = h5::File::open(in("made.h5"));
  EXPECT_EQ(file.read_texts("/", "outcomes"), (Options{"initial weights of seed 5"}));
  EXPECT_THAT(read_provenance(file).depends_on, HasSubstr("\nweight-seed = 5\n"));
}

TEST_F(Vary, FileTellsWhereItComesFrom) {
  expect_done(vary("made.h5", {"--scale", "INtoV1=3", "--shuffle", "rows", "--seed", "9"}));
  const h5::File file = h5::File::open(in("made.h5"));
  const std::string checksum = file.read_text("/", "parent_checksum");
  EXPECT_EQ(file.read_texts("/", "operations"), (Options{"scale INtoV1=3", "shuffle rows"}));
  const Options outcomes = file.read_texts("/", "outcomes");
  ASSERT_EQ(outcomes.size(), 2U);
  const auto above = [](double w) { return 3.0 * w > 1.0; };
  const auto clipped = std::ranges::count_if(given().intov1.values, above);
  EXPECT_GT(clipped, 0);
  EXPECT_THAT(outcomes[0], StartsWith(std::to_string(clipped) + " of 5184 weights clipped ("));
  const Provenance provenance = read_provenance(file);
  EXPECT_EQ(provenance.network_checksum, checksum);
  EXPECT_EQ(provenance.seed, 9U);
  EXPECT_THAT(provenance.depends_on, HasSubstr("operations = \"scale INtoV1=3,shuffle rows\"\n"));
  // The recorded configuration makes the same network.
  write_text(in("again.toml"), provenance.full_configuration);
  expect_done(run({"ebsnn_vary",
                   {"--config", in("again.toml").string(), "--network", in("given.h5").string(),
                    "--out", in("again.h5").string()}}));
  EXPECT_EQ(difference_between_files(in("made.h5"), in("again.h5")), "");
}

TEST_F(Vary, SwapsAProjection) {
  write_network_file(in("other.h5"), small_network(7));
  const NetworkWeights made = made_by({"--swap", "V1weight=other.h5"}).weights;
  EXPECT_TRUE(made.v1weight == small_network(7).v1weight);
  EXPECT_TRUE(made.intov1 == given().intov1);
}

TEST_F(Vary, WhatItMakesIsEvaluated) {
  (void)made_by({"--block", "feedback"});
  expect_done(
      run({"ebsnn_eval",
           {"--data", kSynthetic, "--network", in("made.h5").string(), "--out", in("run").string(),
            "--stage", "simulate", "--corruption", "drop_event", "--levels", "0"}}));
}

class VaryOnRanks : public Vary {};

TEST_F(VaryOnRanks, MakeNoDifference) {
  const Options options{"--shuffle", "feedback", "--to-ratio", "2",      "--data",
                        kSynthetic,  "--limit",  "10",         "--seed", "3"};
  expect_done(vary("alone.h5", options));
  expect_done(vary("together.h5", options, ranks()));
  EXPECT_EQ(difference_between_files(in("alone.h5"), in("together.h5")), "");
  const h5::File alone = h5::File::open(in("alone.h5"));
  const Options outcomes = alone.read_texts("/", "outcomes");
  EXPECT_THAT(outcomes.at(1), StartsWith("INtoV1 scaled by "));
  EXPECT_EQ(outcomes, h5::File::open(in("together.h5")).read_texts("/", "outcomes"));
}

TEST_F(Vary, RatioIsTheOneThatIsMeasured) {
  const Options data{"--data", kSynthetic, "--limit", "10"};
  expect_done(vary("made.h5",
                   {"--to-ratio", "2", "--tolerance", "0.01", data[0], data[1], data[2], data[3]}));
  expect_done(run({"ebsnn_measure",
                   {"--what", "ei", "--network", in("made.h5").string(), "--out",
                    in("ei.h5").string(), data[0], data[1], data[2], data[3]}}));
  EXPECT_NEAR(h5::File::open(in("ei.h5")).read<double>("/ei/ratio").front(), 2.0, 0.02);
}

TEST_F(Vary, ControlsMatchTheRate) {
  const Options data{"--data", kSynthetic, "--limit", "5", "--tolerance", "0.01"};
  const auto with_data = [&](Options options) {
    options.insert(options.end(), data.begin(), data.end());
    return options;
  };
  const LoadedNetwork untrained = made_by(with_data({"--untrained-matched", "given.h5"}));
  EXPECT_EQ(untrained.weights.intov1.values, std::vector<double>(5184, 0.0));
  const double factor = untrained.weights.v1toin.values[0] / given().v1toin.values[0];
  EXPECT_NEAR(untrained.weights.v1weight.values[5], factor * given().v1weight.values[5], 1e-12);
  const LoadedNetwork raised = made_by(with_data({"--rate-matched", "given.h5"}));
  EXPECT_GT(raised.parameters.neuron.vt_rest_mv, -50.4);
  EXPECT_TRUE(raised.weights.v1weight == given().v1weight);
  EXPECT_EQ(raised.weights.intov1.values, std::vector<double>(5184, 0.0));
}

TEST_F(Vary, ReplacesOnlyWhenForced) {
  write_text(in("made.h5"), "of the user");
  const Options options{"--block", "feedback"};
  expect_error(vary("made.h5", options, ranks()), 2,
               {"--out made.h5", "exists already", "--force"});
  EXPECT_EQ(read_text(in("made.h5")), "of the user");
  expect_done(vary("made.h5", {"--block", "feedback", "--force"}));
}

TEST_F(Vary, NamesWhatIsWrong) {
  const FolderState before = state_of(in(""));
  const auto expect_refusal = [&](const Options& options, const Options& says) {
    expect_error(vary("made.h5", options, ranks()), 2, says);
  };
  const std::string known = "V1weight, InhibW, V1toIN, INtoV1, INLat";
  expect_refusal({}, {"no operation", "--scale"});
  expect_refusal({"--scale", "INtoV1"}, {"--scale INtoV1", "PROJECTION=FACTOR"});
  expect_refusal({"--scale", "INtoV1=-1"}, {"--scale INtoV1=-1", ">= 0"});
  expect_refusal({"--scale", "INtoV1=inf"}, {"--scale INtoV1=inf", "finite"});
  expect_refusal({"--scale", "V2=1"}, {"--scale V2=1", "'V2'", known});
  expect_refusal({"--block", "feedforward"}, {"--block feedforward", known});
  expect_refusal({"--shuffle", "columns"},
                 {"--shuffle columns", "feedback, feedforward, all or rows"});
  expect_refusal({"--to-ratio", "0"}, {"--to-ratio 0", "> 0"});
  expect_refusal({"--to-ratio", "1"}, {"--to-ratio needs --data"});
  expect_refusal({"--rate-matched", "given.h5"}, {"--rate-matched needs --data"});
  expect_refusal({"--swap", "INtoV1=a,b.h5"}, {"--swap INtoV1=a,b.h5", "comma"});
  expect_refusal({"--swap", "INtoV1=missing.h5"}, {"--swap INtoV1=missing.h5", "No such file"});
  expect_refusal({"--operations", "scale INtoV1=1,melt"},
                 {"--operations", "'melt'", "known: scale"});
  expect_refusal({"--network", "missing.h5", "--block", "feedback"}, {"missing.h5"});
  expect_refusal({"--to-ratio", "1", "--data", "synthetic:train=0,test=4"},
                 {"--data", "no training recordings"});
  expect_refusal({"--to-ratio", "0.001", "--data", kSynthetic, "--limit", "1"},
                 {"--to-ratio 0.001", "not reached", "the closest"});
  EXPECT_TRUE(state_of(in("")) == before) << "files were changed or left";
}

}  // namespace
}  // namespace ebsnn::test
