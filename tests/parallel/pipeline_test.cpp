// With several ranks, the pipeline gives the same results as with one: checksums of data, counted
// warnings, batches of patches.

#include "core/error.hpp"
#include "parallel/data_in_memory.hpp"
#include "parallel/test_world.hpp"
#include "pipeline/batch.hpp"
#include "pipeline/data_checksum.hpp"
#include "pipeline/data_warnings.hpp"
#include "pipeline/unit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ebsnn {
namespace {

using test::DataInMemory;
using test::lively_recordings;
using test::world;

std::string checksum_by(Communicator& comm, const Dataset& data,
                        const std::vector<std::size_t>& indices) {
  return checksum_of_split(comm, data, indices, Verbosity::silent).text;
}

class DataChecksum : public testing::TestWithParam<std::size_t> {};

TEST_P(DataChecksum, DoesNotDependOnRanks) {
  const DataInMemory data(lively_recordings(GetParam()));
  const std::vector<std::size_t> all = spread_evenly(data.size(), 0);
  const std::string checksum = checksum_by(world(), data, all);
  EXPECT_EQ(checksum, checksum_by(*make_local_communicator(), data, all));
  EXPECT_EQ(checksum.size(), 16U);
}

INSTANTIATE_TEST_SUITE_P(Recordings, DataChecksum, testing::Values(0, 1, 3, 10),
                         testing::PrintToStringParamName());

TEST(DataChecksums, DependOnAllTheyAreOf) {
  const std::vector<Recording> recordings = lively_recordings(7);
  const std::vector<std::size_t> all{0, 1, 2, 3, 4, 5, 6};
  const std::string plain = checksum_by(world(), DataInMemory(recordings), all);
  for (const std::size_t changed : all) {
    std::vector<Recording> other = recordings;
    other[changed].label ^= 1U;
    EXPECT_NE(checksum_by(world(), DataInMemory(other), all), plain) << "label " << changed;
    other = recordings;
    other[changed].events.back().on = !other[changed].events.back().on;
    EXPECT_NE(checksum_by(world(), DataInMemory(other), all), plain) << "event " << changed;
  }
  EXPECT_NE(checksum_by(world(), DataInMemory(recordings), {0, 1, 2, 3, 4, 6, 5}), plain);
  EXPECT_NE(checksum_by(world(), DataInMemory(recordings), {0, 1, 2, 3, 4, 5}), plain);
}

TEST(DataChecksums, UnreadableRecordingIsAnErrorOnAll) {
  for (const std::size_t bad : {0U, 4U, 8U}) {
    const DataInMemory data(lively_recordings(9), bad);
    try {
      (void)checksum_by(world(), data, spread_evenly(9, 0));
      ADD_FAILURE() << "recording " << bad << " was read";
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), testing::StartsWith(data.name(bad) + ": cannot be read"));
      EXPECT_TRUE(error.agreed());
    }
  }
}

/// Events in ascending order of time, or not, or no events.
Recording orderly() { return {{{10, 1, 1, true}, {20, 1, 1, true}}, 0}; }
Recording backward() { return {{{20, 1, 1, true}, {10, 1, 1, true}}, 0}; }
Recording empty() { return {{}, 0}; }

TEST(Warnings, AreCountedOverRanks) {
  // Recordings 0 .. 11: every third one is empty, every third goes back.
  const std::vector<Recording> kinds{orderly(), empty(), backward()};
  std::vector<Recording> recordings;
  for (std::size_t i = 0; i < 12; ++i) recordings.push_back(kinds[i % 3]);
  const DataInMemory data(recordings);
  DataWarnings warnings;
  const auto ranks = static_cast<std::size_t>(world().size());
  for (std::size_t i = 0; i < 12; ++i) {
    const auto owner = (12 - i) % ranks;
    if (owner == static_cast<std::size_t>(world().rank())) warnings.note(i, recordings[i]);
  }
  const std::vector<std::string> lines = warnings.summary(world(), data);
  if (world().is_root()) {
    EXPECT_THAT(
        lines,
        testing::ElementsAre(
            "4 recordings have no events: their activity is zero (first: recording 1)",
            "4 recordings have times that go back; their order is kept (first: recording 2)"));
  } else {
    EXPECT_TRUE(lines.empty());
  }
}

TEST(Warnings, CountARecordingOnceHoweverOftenItIsRead) {
  const DataInMemory data({orderly(), empty()});
  DataWarnings warnings;
  for (int round = 0; round < 3; ++round) warnings.note(1, empty());  // on every rank
  const std::vector<std::string> lines = warnings.summary(world(), data);
  ASSERT_EQ(lines.size(), world().is_root() ? 1U : 0U);
  if (world().is_root()) {
    EXPECT_THAT(lines[0], testing::StartsWith("1 recordings have no events"));
  }
}

TEST(Warnings, AreNoneWhereNothingIsUnusual) {
  DataWarnings warnings;
  warnings.note(0, orderly());
  EXPECT_TRUE(warnings.summary(world(), DataInMemory({orderly()})).empty());
}

/// A network small enough to be presented hundreds of patches in a test.
ModelParameters small_model() {
  ModelParameters model;
  model.shape.v1 = 12;
  model.shape.inh = 5;
  return model;
}

struct Trained {
  NetworkWeights weights;
  InhibitoryTraces traces;
  std::vector<NumberedRecord> records;
};

/// The network of the root after `batches` batches of `count` patches.
Trained after_batches(Communicator& comm, std::uint64_t batches, std::uint64_t count) {
  const ModelParameters model = small_model();
  const DataInMemory data(lively_recordings(6));
  PatchSource source(data, kCentralLayout, model.shape, 1);
  // Only the network of the root matters.
  PlasticNetwork network(model, initial_weights(model, comm.is_root() ? 3 : 99));
  BatchPresenter presenter(comm, network, source, 3);
  Trained trained;
  for (std::uint64_t batch = 0; batch < batches; ++batch) {
    const std::vector<NumberedRecord> records = presenter.present(batch * count, count);
    trained.records.insert(trained.records.end(), records.begin(), records.end());
  }
  trained.weights = network.weights();
  trained.traces = network.traces();
  return trained;
}

class Batch : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Batch, DoesNotDependOnRanks) {
  const Trained together = after_batches(world(), 3, GetParam());
  const Trained alone = after_batches(*make_local_communicator(), 3, GetParam());
  EXPECT_NE(alone.weights.v1weight, initial_weights(small_model(), 99).v1weight);
  if (!world().is_root()) {
    EXPECT_TRUE(together.records.empty());
    return;
  }
  EXPECT_NE(alone.weights, initial_weights(small_model(), 3)) << "nothing was learned";
  EXPECT_EQ(together.weights, alone.weights);
  EXPECT_EQ(together.traces, alone.traces);
  ASSERT_EQ(together.records.size(), (3 * GetParam() + 2) / 3) << "every third patch from 0 on";
  for (std::size_t i = 0; i < together.records.size(); ++i) {
    EXPECT_EQ(together.records[i].patch, 3 * i);
    EXPECT_EQ(together.records[i].record.spikes.v1, alone.records.at(i).record.spikes.v1);
    EXPECT_EQ(together.records[i].record.mean_g_exc, alone.records.at(i).record.mean_g_exc);
  }
}

// Fewer patches than ranks, as many, and more.
INSTANTIATE_TEST_SUITE_P(Sizes, Batch, testing::Values(1, 2, 3, 4, 7),
                         testing::PrintToStringParamName());

TEST(Batches, AddTheChangesOfTheirPatchesAndKeepTheLastTraces) {
  const ModelParameters model = small_model();
  const DataInMemory data(lively_recordings(6));
  PatchSource source(data, kCentralLayout, model.shape, 1);
  const NetworkWeights start = initial_weights(model, 3);
  PlasticNetwork network(model, start);
  EXPECT_EQ(BatchPresenter(world(), network, source, 1).present(10, 5).size(),
            world().is_root() ? 5U : 0U);
  NetworkWeights expected = start;
  PlasticNetwork alone(model, start);
  const LearnedState state = alone.state();
  InhibitoryTraces traces;
  for (std::uint64_t patch = 10; patch < 15; ++patch) {
    alone.set_state(state);
    (void)alone.present(source.patch(patch), 0);
    const NetworkWeights after = alone.weights();
    for (const WeightField& field : weight_fields()) {
      for (std::size_t i = 0; i < (start.*field.matrix).values.size(); ++i) {
        (expected.*field.matrix).values[i] +=
            (after.*field.matrix).values[i] - (start.*field.matrix).values[i];
      }
    }
    traces = alone.traces();
  }
  if (!world().is_root()) {
    return;
  }
  EXPECT_EQ(network.traces(), traces);
  const double bound = 5 * alone.no_changes().quantum();
  const NetworkWeights actual = network.weights();
  for (const WeightField& field : weight_fields()) {
    for (std::size_t i = 0; i < (start.*field.matrix).values.size(); ++i) {
      const double w =
          std::clamp((expected.*field.matrix).values[i], 0.0, upper_bound(model, field));
      ASSERT_NEAR((actual.*field.matrix).values[i], w, bound) << field.name << " " << i;
    }
  }
}

TEST(Batches, UnreadableRecordingIsAnErrorOnAll) {
  const ModelParameters model = small_model();
  const DataInMemory data(lively_recordings(1), 0);
  PatchSource source(data, kCentralLayout, model.shape, 1);
  PlasticNetwork network(model, initial_weights(model, 3));
  EXPECT_THROW((void)BatchPresenter(world(), network, source, 1).present(0, 8), InputError);
}

}  // namespace
}  // namespace ebsnn
