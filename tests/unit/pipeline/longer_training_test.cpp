// Trainings that are continued with more patches end in the files that one go gives; what cannot be
// gone on from is an error.

#include "core/error.hpp"
#include "pipeline/train.hpp"
#include "pipeline/unchanged_dataset.hpp"
#include "small_training.hpp"
#include "storage/network_file.hpp"
#include "storage/recording_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;
using test::input_error_of;
using test::SmallTraining;
using testing::AllOf;
using testing::HasSubstr;

constexpr auto kOver = fs::copy_options::overwrite_existing;

void expect_same_networks(const fs::path& a, const fs::path& b) {
  EXPECT_EQ(read_network(a, {}).weights, read_network(b, {}).weights) << a;
  const LoadedTraining one = read_training(a);
  const LoadedTraining other = read_training(b);
  EXPECT_EQ(one.patches, other.patches) << a;
  ASSERT_EQ(one.state.has_value(), other.state.has_value()) << a;
  if (one.state) {
    EXPECT_EQ(one.state->next_patch, other.state->next_patch);
    EXPECT_EQ(one.state->weights, other.state->weights);
    EXPECT_EQ(one.state->traces, other.state->traces);
    EXPECT_EQ(one.state->history, other.state->history);
    EXPECT_EQ(h5::File::open(a).read<double>("/history/v1_rate_hz"),
              h5::File::open(b).read<double>("/history/v1_rate_hz"));
  }
}

void expect_same_files(const SmallTraining& a, const SmallTraining& b) {
  ASSERT_EQ(a.files(), b.files());
  for (const std::string& name : a.files()) {
    if (name == "recording.h5") {
      const NetworkShape& shape = a.options.parameters.shape;
      EXPECT_EQ(read_recording(a.file(name), shape)->recording,
                read_recording(b.file(name), shape)->recording);
    } else {
      expect_same_networks(a.file(name), b.file(name));
    }
  }
}

struct Case {
  std::string name;
  std::uint64_t shorter, longer, batch, record;
  std::uint64_t first_patch;  // where it goes on
};

class Longer : public testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(Trainings, Longer,
                         testing::Values(Case{"Twice", 20, 40, 1, 0, 20},
                                         Case{"OnePatchMore", 3, 4, 1, 0, 3},
                                         Case{"SnapshotsLack", 20, 30, 1, 0, 0},
                                         Case{"RecordedPatchesLack", 20, 40, 1, 4, 0},
                                         Case{"RecordedPatchesAreThere", 20, 40, 1, 5, 20},
                                         Case{"WholeBatches", 40, 80, 4, 0, 40},
                                         Case{"LastBatchNotWhole", 22, 44, 4, 0, 20},
                                         Case{"SnapshotsLackInBatches", 43, 80, 4, 0, 0},
                                         Case{"LessThanABatch", 3, 40, 4, 0, 0}),
                         [](const auto& trained) { return trained.param.name; });

TEST_P(Longer, TrainingEndsAsInOneGo) {
  const Case& c = GetParam();
  SmallTraining once(c.longer, c.batch);
  SmallTraining twice(c.shorter, c.batch);
  once.options.record = twice.options.record = c.record;
  (void)once.train();
  (void)twice.train();
  EXPECT_EQ(twice.go_on(c.longer).first_patch, c.first_patch);
  expect_same_files(twice, once);
  EXPECT_TRUE(twice.go_on(c.longer).already_done);
}

TEST(LongerTraining, GoesOnAfterInterruptions) {
  SmallTraining once(240);
  (void)once.train();
  SmallTraining pieces(120);
  (void)pieces.train();
  pieces.options.patches = 240;
  pieces.begin();
  ASSERT_TRUE(fs::exists(pieces.file("checkpoint.h5")));
  EXPECT_EQ(read_training_facts(pieces.network()).patches, 120U) << "kept until the end";
  EXPECT_TRUE(pieces.go_on(120).already_done);
  EXPECT_TRUE(fs::exists(pieces.file("checkpoint.h5"))) << "of the longer training";
  EXPECT_GT(pieces.go_on(240).first_patch, 120U);
  expect_same_files(pieces, once);
}

TEST(LongerTraining, GoesOnFromAnUnfinishedOne) {
  SmallTraining once(240);
  (void)once.train();
  SmallTraining pieces(120);
  pieces.begin();
  EXPECT_GT(pieces.go_on(240).first_patch, 0U);
  expect_same_files(pieces, once);
}

TEST(LongerTraining, PresentsAllAgainWhereASnapshotIsNotTheOneItShouldBe) {
  SmallTraining once(40);
  (void)once.train();
  SmallTraining twice(20);
  (void)twice.train();
  fs::copy(twice.file("snapshots/network-6.h5"), twice.file("snapshots/network-8.h5"), kOver);
  EXPECT_EQ(twice.go_on(40).first_patch, 0U);
  expect_same_files(twice, once);
}

class Refused : public testing::Test {
 protected:
  void SetUp() override { (void)training_.train(); }
  [[nodiscard]] std::string refusal(std::uint64_t patches) {
    return input_error_of([&] { (void)training_.go_on(patches); });
  }

  SmallTraining training_{20};
};

TEST_F(Refused, FewerPatches) {
  EXPECT_THAT(refusal(19), AllOf(HasSubstr("network.h5 is of a training of 20 patches"),
                                 HasSubstr("--patches is 19")));
}

TEST_F(Refused, OtherSettings) {
  training_.options.parameters.neuron.tau_z_ms = 41;
  EXPECT_THAT(refusal(40), AllOf(HasSubstr("network.h5 comes from another run"),
                                 HasSubstr("tau-z-ms: 40.0 there, 41.0 now")));
}

TEST_F(Refused, NetworksOfBuildsThatKeptNoState) {
  LoadedTraining old = read_training(training_.network());
  const NetworkWeights weights = read_network(training_.network(), {}).weights;
  const TrainedBy trained{20, &old.state->history};
  write_network(training_.network(), weights, training_.options.parameters, &trained,
                old.provenance);
  EXPECT_THAT(refusal(40), AllOf(HasSubstr("network.h5: keeps no state"),
                                 HasSubstr("ebsnn_train 0.1.0 (abc1234) wrote it")));
  EXPECT_EQ(refusal(20), "") << "finished it is";
}

TEST_F(Refused, DamagedState) {
  std::string bytes = test::bytes_of(training_.network());
  const double trace = read_training(training_.network()).state->traces.intov1_post.front();
  const std::string pattern(reinterpret_cast<const char*>(&trace), sizeof trace);
  bytes.at(bytes.find(pattern)) ^= 1;
  std::ofstream(training_.network(), std::ios::binary) << bytes;
  EXPECT_THAT(refusal(40), HasSubstr("damaged: /state has checksum"));
}

TEST_F(Refused, ASnapshotInTheNetworksPlace) {
  fs::copy(training_.file("snapshots/network-8.h5"), training_.network(), kOver);
  for (const std::uint64_t patches : {20U, 40U}) {
    EXPECT_THAT(refusal(patches), HasSubstr("network.h5: holds the network after 8 patches, "
                                            "expected the one after 20: it is a snapshot"));
  }
  fs::copy(training_.file("snapshots/network-20.h5"), training_.network(), kOver);
  EXPECT_THAT(refusal(20), HasSubstr("network.h5: holds a snapshot (there is no /history in it)"));
}

TEST_F(Refused, ACheckpointInTheNetworksPlace) {
  SmallTraining other(120);
  other.begin();
  other.train();
  SmallTraining begun(120);
  begun.begin();
  fs::copy(begun.file("checkpoint.h5"), other.network(), kOver);
  EXPECT_THAT(input_error_of([&] { (void)other.train(); }),
              HasSubstr("network.h5: is a checkpoint of a training that is not finished"));
  EXPECT_THAT(input_error_of([&] { (void)read_network(other.network(), {}); }),
              HasSubstr("is a checkpoint"));
}

TEST_F(Refused, ANetworkInACheckpointsPlace) {
  SmallTraining begun(20);
  fs::create_directories(begun.options.out);
  fs::copy(training_.network(), begun.file("checkpoint.h5"));
  EXPECT_THAT(input_error_of([&] { (void)begun.train(); }), HasSubstr("checkpoint.h5"));
}

TEST_F(Refused, SnapshotsOfAnotherTraining) {
  SmallTraining other(20);
  other.options.parameters.neuron.tau_z_ms = 41;
  fs::create_directories(other.file("snapshots"));
  fs::copy(training_.file("snapshots/network-8.h5"), other.file("snapshots/network-8.h5"));
  EXPECT_THAT(input_error_of([&] { (void)other.train(); }),
              AllOf(HasSubstr("snapshots/network-8.h5 comes from another run"),
                    HasSubstr("tau-z-ms: 40.0 there, 41.0 now")));
}

TEST_F(Refused, ARecordingThatWouldBeLeftBehind) {
  SmallTraining recorded(20);
  recorded.options.record = 3;
  (void)recorded.train();
  recorded.options.record = 0;
  EXPECT_THAT(input_error_of([&] { (void)recorded.go_on(40); }),
              HasSubstr("recording.h5: was recorded by a training with --record"));
  fs::remove(recorded.network());
  EXPECT_THAT(input_error_of([&] { (void)recorded.go_on(40); }), HasSubstr("recording.h5"));
}

TEST(Train, RefusesRecordingsThatChangedSinceTheirChecksumWasTaken) {
  SmallTraining training(20);
  const std::vector<std::size_t> all{0, 1, 2, 3, 4, 5};
  const SplitChecksum checksum =
      checksum_of_split(*training.comm, training.data, all, Verbosity::silent);
  std::vector<Recording> changed = test::lively_recordings(6);
  changed[2].label = 9;
  const test::DataInMemory later(changed);
  const UnchangedDataset data(later, all, checksum);
  EXPECT_THAT(input_error_of([&] { (void)train(training.context(), data, training.options); }),
              HasSubstr("recording 2: was changed during the run"));
}

}  // namespace
}  // namespace ebsnn
