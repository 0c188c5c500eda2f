// Training as a user runs it: results depend on the size of the batch, but never on the number of
// ranks; a finished run is left alone.

#include "h5/file.hpp"
#include "program/in_process.hpp"
#include "storage/activity_file.hpp"
#include "storage/network_file.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Options = std::vector<std::string>;

class Training : public testing::Test {
 protected:
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
  [[nodiscard]] fs::path out(const std::string& name = "run") const { return folder_ / name; }

  [[nodiscard]] Launch launch(const std::string& run_name, const Options& options = {},
                              int ranks = 1, const std::string& data = kSynthetic) const {
    Launch launch{
        "ebsnn_train", {"--out", run_name, "--data", data, "--equalise-every", "7"}, ranks};
    launch.folder = folder_.path();
    launch.arguments.insert(launch.arguments.end(), options.begin(), options.end());
    return launch;
  }
  Outcome train(const std::string& run_name, const Options& options = {}, int ranks = 1,
                const std::string& data = kSynthetic) const {
    const Outcome outcome = run(launch(run_name, options, ranks, data));
    expect_done(outcome);
    return outcome;
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(Training, RanksMakeNoDifferenceInBatches) {
  const Options options{"--patches", "26", "--batch", "4", "--history-every", "3"};
  train("alone", options);
  train("together", options, ranks());
  EXPECT_EQ(difference_between_runs(out("alone"), out("together")), "");
}

// From three ranks on, some have nothing to do.
TEST_F(Training, RanksMayBeMoreThanABatchHolds) {
  const Options options{"--patches", "26", "--batch", "2"};
  train("alone", options);
  train("together", options, ranks());
  EXPECT_EQ(difference_between_runs(out("alone"), out("together")), "");
}

TEST_F(Training, RanksMakeNoDifferenceOnline) {
  const Options options{"--patches", "26", "--history-every", "3"};
  train("alone", options);
  train("together", options, ranks());
  EXPECT_EQ(difference_between_runs(out("alone"), out("together")), "");
}

TEST_F(Training, SizeOfTheBatchMakesADifference) {
  train("online", {"--patches", "26"});
  train("batches", {"--patches", "26", "--batch", "4"});
  const auto weights = [&](const char* run_name) {
    return read_network(out(run_name) / "network.h5", {}).weights;
  };
  EXPECT_NE(weights("online"), weights("batches"));
}

TEST_F(Training, WritesWhatIsPromised) {
  train("run", {"--patches", "33", "--history-every", "10", "--seed", "4"}, ranks());
  EXPECT_THAT(files_in(out()),
              testing::UnorderedElementsAre(
                  "network.h5", "snapshots/network-3.h5", "snapshots/network-6.h5",
                  "snapshots/network-9.h5", "snapshots/network-13.h5", "snapshots/network-16.h5",
                  "snapshots/network-19.h5", "snapshots/network-23.h5", "snapshots/network-26.h5",
                  "snapshots/network-29.h5", "snapshots/network-33.h5"));
  const h5::File file = h5::File::open(out() / "network.h5");
  EXPECT_EQ(file.shape("/weights/V1weight"), (h5::Shape{144, 288}));
  EXPECT_EQ(file.shape("/weights/InhibW"), (h5::Shape{36, 288}));
  EXPECT_EQ(file.shape("/weights/V1toIN"), (h5::Shape{36, 144}));
  EXPECT_EQ(file.shape("/weights/INtoV1"), (h5::Shape{144, 36}));
  EXPECT_EQ(file.shape("/weights/INLat"), (h5::Shape{36, 35}));
  EXPECT_EQ(file.read_text("/weights/INLat", "axes"), "post, pre");
  EXPECT_EQ(file.read<std::uint64_t>("/history/patch"),
            (std::vector<std::uint64_t>{0, 10, 20, 30}));
  EXPECT_EQ(file.shape("/history/v1_rate_hz"), (h5::Shape{4, 144}));
  EXPECT_EQ(file.shape("/history/inh_rate_hz"), (h5::Shape{4, 36}));
  const std::vector<double> rates = file.read<double>("/history/v1_rate_hz");
  EXPECT_GT(*std::max_element(rates.begin(), rates.end()), 0.0)
      << "without spikes, no test of training tests much";
  const h5::File last = h5::File::open(out() / "snapshots/network-33.h5");
  EXPECT_EQ(last.read<double>("/weights/V1weight"), file.read<double>("/weights/V1weight"));
}

TEST_F(Training, ProvenanceIsCompleteAndTheSame) {
  for (const std::string folder_name : {"one", "two"}) {
    Launch start =
        launch("run", {"--patches", "20", "--seed", "9"}, folder_name == "one" ? 1 : ranks());
    start.folder = folder() / folder_name;
    fs::create_directory(start.folder);
    expect_done(run(start));
  }
  const fs::path one = folder() / "one/run";
  const fs::path two = folder() / "two/run";
  for (const std::string& file : files_in(one)) {
    EXPECT_TRUE(lasting_provenance(one / file) == lasting_provenance(two / file)) << file;
  }
  const Provenance provenance = read_provenance(h5::File::open(two / "network.h5"));
  EXPECT_EQ(provenance.program, "ebsnn_train");
  EXPECT_THAT(provenance.command_line, HasSubstr("--seed 9"));
  EXPECT_THAT(provenance.depends_on, HasSubstr("patches = 20\nbatch = 1\n"));
  EXPECT_THAT(provenance.depends_on, HasSubstr("equalise-every = 7\n"));
  EXPECT_EQ(provenance.seed, 9U);
  EXPECT_EQ(provenance.data_checksum.size(), 16U);
  EXPECT_EQ(provenance.ranks, ranks());
}

class Finished : public Training {};

TEST_F(Finished, RunIsLeftAlone) {
  train("run", {"--patches", "20"});
  const FolderState before = state_of(out());
  EXPECT_THAT(train("run", {"--patches", "20"}, ranks()).err, HasSubstr("nothing to do"));
  EXPECT_TRUE(state_of(out()) == before);
}

TEST_F(Finished, OtherOptionsAreRefusedWithTheDifference) {
  write_network_file(folder() / "given.h5", small_network());
  train("run", {"--patches", "20"});
  const FolderState before = state_of(out());
  const auto refuse = [&](const Options& options, const std::string& says,
                          const std::string& data = kSynthetic) {
    expect_error(run(launch("run", options, ranks(), data)), 2, {"run/network.h5", says});
  };
  refuse({"--patches", "19"}, "is of a training of 20 patches, --patches is 19");
  refuse({"--patches", "20", "--seed", "2"}, "seed: 1 there, 2 now");
  refuse({"--patches", "20", "--batch", "2"}, "batch: 1 there, 2 now");
  refuse({"--patches", "20", "--history-every", "5"}, "history-every: 100 there, 5 now");
  refuse({"--patches", "20", "--tau-z-ms", "41"}, "tau-z-ms: 40.0 there, 41.0 now");
  refuse({"--patches", "20", "--initial-network", "given.h5"}, "initial-network: \"random\" there");
  refuse({"--patches", "20"}, "data checksum", "synthetic:train=20,test=10,seed=2");
  // More patches are no difference.
  refuse({"--patches", "30", "--seed", "2"},
         "comes from another run:\n  seed: 1 there, 2 now\nUse");
  EXPECT_TRUE(state_of(out()) == before);
}

TEST_F(Finished, InitialNetworkIsWhereTrainingStarts) {
  // What random initial weights of seed 1 are, given as a file.
  write_network_file(folder() / "given.h5", small_network(1));
  train("random", {"--patches", "20"}, ranks());
  train("given", {"--patches", "20", "--initial-network", "given.h5"}, ranks());
  EXPECT_EQ(difference_between_runs(out("random"), out("given")), "");
}

TEST_F(Finished, ExportedTextIsTheSameNetwork) {
  train("run", {"--patches", "20", "--export-text", "text"}, ranks());
  EXPECT_THAT(
      files_in(folder() / "text"),
      testing::ElementsAre("INLat.txt", "INtoV1.txt", "InhibW.txt", "V1toIN.txt", "V1weight.txt"));
  const auto evaluate = [&](const std::string& run_name, const std::string& network) {
    Launch start{"ebsnn_eval",
                 {"--out", run_name, "--data", kSynthetic, "--network", network, "--corruption",
                  "time_jitter", "--levels", "0,20", "--equalise-every", "7"},
                 ranks()};
    start.folder = folder().path();
    const Outcome outcome = run(start);
    expect_done(outcome);
    return outcome;
  };
  evaluate("from-h5", "run/network.h5");
  evaluate("from-text", "text");
  EXPECT_EQ(difference_between_runs(out("from-h5"), out("from-text")), "");
  EXPECT_THAT(evaluate("from-h5", "text").err, HasSubstr("0 units simulated, 3 existed already"));
}

TEST_F(Finished, TextIsExportedLaterToo) {
  train("run", {"--patches", "20", "--export-text", "text"});
  train("run", {"--patches", "20", "--export-text", "later"}, ranks());
  EXPECT_EQ(difference_between_runs(folder() / "text", folder() / "later"), "");
}

}  // namespace
}  // namespace ebsnn::test
