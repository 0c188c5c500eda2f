// train() against a loop of its own: what is presented, equalised and written when.

#include "pipeline/train.hpp"

#include "core/error.hpp"
#include "network/plastic_network.hpp"
#include "network/weights.hpp"
#include "pipeline/batch.hpp"
#include "pipeline/patch_source.hpp"
#include "pipeline/training_schedule.hpp"
#include "small_training.hpp"
#include "storage/network_file.hpp"
#include "storage/recording_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

namespace ebsnn {
namespace {

using test::SmallTraining;
using testing::ElementsAre;
using testing::HasSubstr;

/// What a training leaves.
struct Learned {
  NetworkWeights weights;  // clipped, as network files have them
  InhibitoryTraces traces;
  TrainingHistory history;
  std::map<std::uint64_t, NetworkWeights> snapshots;
};

NetworkWeights within_bounds(NetworkWeights weights, const ModelParameters& model) {
  for (const WeightField& field : weight_fields()) {
    for (double& value : (weights.*field.matrix).values) {
      value = std::min(std::max(value, 0.0), upper_bound(model, field));
    }
  }
  return weights;
}

/// After the patches 0, 7, 14, ...
void equalise_after(std::uint64_t patch, PlasticNetwork& network, const ModelParameters& model) {
  if (patch % 7 == 0) {
    NetworkWeights weights = network.weights();
    equalise_on_off(weights);
    network.set_weights(within_bounds(weights, model));
  }
}

struct Seeds {
  std::uint64_t weights = 1;
  std::uint64_t patches = 1;
};

Learned learned_online(SmallTraining& training, const std::vector<std::uint64_t>& snapshots,
                       const Seeds& seeds = {}) {
  const ModelParameters& model = training.options.parameters;
  PatchSource source(training.data, kCentralLayout, model.shape, seeds.patches);
  PlasticNetwork network(model, initial_weights(model, seeds.weights));
  Learned learned;
  for (std::uint64_t patch = 0; patch < training.options.patches; ++patch) {
    const PatchRecord record = network.present(source.patch(patch), 0);
    if (patch % 3 == 0) learned.history.append(patch, record, model.shape);
    equalise_after(patch, network, model);
    if (std::count(snapshots.begin(), snapshots.end(), patch + 1) > 0) {
      learned.snapshots[patch + 1] = within_bounds(network.weights(), model);
    }
  }
  learned.weights = within_bounds(network.weights(), model);
  learned.traces = network.traces();
  return learned;
}

Learned learned_in_batches(SmallTraining& training, const std::vector<std::uint64_t>& snapshots) {
  const ModelParameters& model = training.options.parameters;
  PatchSource source(training.data, kCentralLayout, model.shape, 1);
  PlasticNetwork network(model, initial_weights(model, 1));
  BatchPresenter batches(*training.comm, network, source, 3);
  Learned learned;
  for (std::uint64_t first = 0; first < training.options.patches;) {
    const std::uint64_t count = std::min(training.options.batch, training.options.patches - first);
    for (const NumberedRecord& numbered : batches.present(first, count)) {
      learned.history.append(numbered.patch, numbered.record, model.shape);
    }
    for (std::uint64_t i = 0; i < count; ++i) equalise_after(first + i, network, model);
    first += count;
    if (std::count(snapshots.begin(), snapshots.end(), first) > 0) {
      learned.snapshots[first] = within_bounds(network.weights(), model);
    }
  }
  learned.weights = within_bounds(network.weights(), model);
  learned.traces = network.traces();
  return learned;
}

/// What the files in the run folder say.
Learned written_by(const SmallTraining& training, const std::vector<std::uint64_t>& snapshots) {
  const ModelParameters& model = training.options.parameters;
  const h5::File file = h5::File::open(training.network());
  Learned written;
  written.weights = read_network(training.network(), model).weights;
  written.history.patch = file.read<std::uint64_t>("/history/patch");
  written.history.v1_rate_hz = file.read<double>("/history/v1_rate_hz");
  written.history.inh_rate_hz = file.read<double>("/history/inh_rate_hz");
  written.history.v1_mean_g_exc = file.read<double>("/history/v1_mean_g_exc");
  written.history.inh_mean_g_exc = file.read<double>("/history/inh_mean_g_exc");
  written.history.v1_mean_g_inh = file.read<double>("/history/v1_mean_g_inh");
  written.history.inh_mean_g_inh = file.read<double>("/history/inh_mean_g_inh");
  written.traces = read_training(training.network()).state->traces;
  for (const std::uint64_t patches : snapshots) {
    written.snapshots[patches] =
        read_network(training.file("snapshots/network-" + std::to_string(patches) + ".h5"), model)
            .weights;
  }
  return written;
}

void expect_same(const Learned& written, const Learned& expected) {
  for (const WeightField& field : weight_fields()) {
    EXPECT_EQ(written.weights.*field.matrix, expected.weights.*field.matrix) << field.name;
  }
  EXPECT_EQ(written.traces, expected.traces);
  EXPECT_EQ(written.history, expected.history);
  EXPECT_EQ(written.snapshots, expected.snapshots);
}

TEST(Train, OnlineIsPatchByPatch) {
  SmallTraining training(33);
  const std::vector<std::uint64_t> snapshots{3, 6, 9, 13, 16, 19, 23, 26, 29, 33};
  (void)training.train();
  const Learned expected = learned_online(training, snapshots);
  expect_same(written_by(training, snapshots), expected);
  EXPECT_NE(expected.weights.v1weight, initial_weights(training.options.parameters, 1).v1weight);
  EXPECT_GT(
      *std::max_element(expected.history.v1_rate_hz.begin(), expected.history.v1_rate_hz.end()),
      0.0);
}

TEST(Train, InBatchesIsBatchByBatch) {
  SmallTraining training(32, 4);
  // Due after 3.2, 6.4, 9.6, ... patches.
  const std::vector<std::uint64_t> snapshots{4, 8, 12, 16, 20, 24, 28, 32};
  (void)training.train();
  expect_same(written_by(training, snapshots), learned_in_batches(training, snapshots));
}

TEST(Train, GoesOnFromACheckpointInTheSameBits) {
  SmallTraining training(120);
  training.begin();
  const TrainSummary summary = training.train();
  EXPECT_GT(summary.first_patch, 0U);
  EXPECT_LT(summary.first_patch, 120U);
  expect_same(written_by(training, {60}), learned_online(training, {60}));
}

TEST(Train, MayHaveSeedsOfWeightsAndPatchesApart) {
  SmallTraining training(10);
  training.options.weight_seed = 5;
  training.options.patch_seed = 8;
  (void)training.train();
  expect_same(written_by(training, {10}), learned_online(training, {10}, {5, 8}));
  EXPECT_TRUE(training.train().already_done);
  training.options.patch_seed.reset();
  EXPECT_THAT([&] { (void)training.train(); },
              testing::ThrowsMessage<InputError>(HasSubstr("patch-seed: 8 there, 1 now")));
}

TEST(Train, TakesASeedOfWeightsOnlyWhereTheyAreRandom) {
  SmallTraining training;
  training.options.weight_seed = 5;
  training.options.initial_network = training.file("initial.h5");
  EXPECT_THAT([&] { (void)training.train(); },
              testing::ThrowsMessage<InputError>(HasSubstr("--initial-network")));
}

TEST(Schedule, HasSnapshotsAtTheEndsOfBatches) {
  EXPECT_THAT(snapshot_patches(33, 1), ElementsAre(3, 6, 9, 13, 16, 19, 23, 26, 29, 33));
  EXPECT_THAT(snapshot_patches(26, 4), ElementsAre(4, 8, 12, 16, 20, 24, 26));
  EXPECT_THAT(snapshot_patches(3, 1), ElementsAre(1, 2, 3));
  EXPECT_THAT(snapshot_patches(3, 8), ElementsAre(3));
}

}  // namespace
}  // namespace ebsnn
