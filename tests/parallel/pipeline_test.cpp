// What the pipeline does with several ranks is what it does with one: checksums of data, counted
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
  return checksum_of_split(comm, data, indices, Verbosity::silent);
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
      EXPECT_EQ(std::string(error.what()), data.name(bad) + ": cannot be read");
      EXPECT_TRUE(error.agreed());
    }
  }
}

/// Events in order, going back in time, or none.
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

SharedState initial_state(const ModelParameters& model) {
  return {initial_weights(model, 3), InhibitoryTraces(model.shape)};
}

bool same_bits(const SharedState& a, const SharedState& b) {
  return a.weights == b.weights && a.traces == b.traces;
}

/// The state after `batches` batches of `count` patches, at the root.
SharedState after_batches(Communicator& comm, std::uint64_t batches, std::uint64_t count) {
  const ModelParameters model = small_model();
  const DataInMemory data(lively_recordings(6));
  PatchSource source(data, model.shape, 1);
  SharedState state = comm.is_root() ? initial_state(model) : SharedState{};
  PlasticNetwork network(model, initial_state(model).weights);
  for (std::uint64_t batch = 0; batch < batches; ++batch) {
    const std::vector<PatchChange> changes =
        present_batch(comm, state, source, network, batch * count, count);
    EXPECT_EQ(changes.size(), comm.is_root() ? count : 0);
    if (comm.is_root()) apply(state, changes, model);
  }
  return state;
}

class Batch : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Batch, DoesNotDependOnRanks) {
  const SharedState together = after_batches(world(), 3, GetParam());
  const SharedState alone = after_batches(*make_local_communicator(), 3, GetParam());
  EXPECT_FALSE(same_bits(alone, initial_state(small_model()))) << "nothing was learned";
  if (world().is_root()) {
    EXPECT_TRUE(same_bits(together, alone));
  }
}

// Fewer patches than ranks, as many, and more.
INSTANTIATE_TEST_SUITE_P(Sizes, Batch, testing::Values(1, 2, 3, 4, 7),
                         testing::PrintToStringParamName());

TEST(Batches, ReachRanksThatHadAnotherState) {
  const ModelParameters model = small_model();
  const DataInMemory data(lively_recordings(2));
  PatchSource source(data, model.shape, 1);
  SharedState state = initial_state(model);
  if (!world().is_root()) state.weights = initial_weights(model, 99);
  PlasticNetwork network(model, state.weights);
  (void)present_batch(world(), state, source, network, 0, 4);
  EXPECT_TRUE(same_bits(state, initial_state(model)));
}

TEST(Batches, ChangesComeInTheOrderOfPatches) {
  const ModelParameters model = small_model();
  const DataInMemory data(lively_recordings(6));
  PatchSource source(data, model.shape, 1);
  SharedState state = initial_state(model);
  PlasticNetwork network(model, state.weights);
  const std::vector<PatchChange> changes = present_batch(world(), state, source, network, 10, 5);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    network.set_weights(state.weights);
    network.set_traces(state.traces);
    const PatchRecord record = network.present(source.patch(10 + i), 0);
    EXPECT_EQ(changes[i].record.spikes.v1, record.spikes.v1) << i;
    EXPECT_EQ(changes[i].record.mean_g_exc, record.mean_g_exc) << i;
    EXPECT_EQ(changes[i].traces, network.traces()) << i;
  }
}

TEST(Batches, UnreadableRecordingIsAnErrorOnAll) {
  const ModelParameters model = small_model();
  const DataInMemory data(lively_recordings(1), 0);
  PatchSource source(data, model.shape, 1);
  SharedState state = initial_state(model);
  PlasticNetwork network(model, state.weights);
  EXPECT_THROW((void)present_batch(world(), state, source, network, 0, 8), InputError);
}

/// A change of all weights by `by`, and traces that tell it from others.
PatchChange change_of(const ModelParameters& model, double by, double trace) {
  PatchChange change;
  change.change = NetworkWeights(model.shape);
  for (const WeightField& field : weight_fields()) {
    std::vector<double>& values = (change.change.*field.matrix).values;
    std::fill(values.begin(), values.end(), by);
  }
  change.traces = InhibitoryTraces(model.shape);
  std::fill(change.traces.intov1_pre.begin(), change.traces.intov1_pre.end(), trace);
  return change;
}

TEST(Apply, SumsFirstAndClipsThen) {
  const ModelParameters model = small_model();
  SharedState state{NetworkWeights(model.shape), InhibitoryTraces(model.shape)};
  state.weights.v1weight.at(0, 0) = 4.0;
  state.weights.intov1.at(0, 0) = 0.5;
  // Clipping after each change would end at 0.75 and more.
  apply(state, {change_of(model, -1.0, 1.0), change_of(model, 1.75, 2.0)}, model);
  EXPECT_EQ(state.weights.v1weight.at(0, 0), 4.75);
  EXPECT_EQ(state.weights.v1weight.at(0, 1), 0.75);
  EXPECT_EQ(state.weights.intov1.at(0, 0), 1.0) << "its upper bound";
  EXPECT_EQ(state.traces.intov1_pre.at(0), 2.0) << "the last patch's";
  apply(state, {change_of(model, -10.0, 3.0)}, model);
  EXPECT_EQ(state.weights, NetworkWeights(model.shape));
}

TEST(Apply, AddsInTheOrderOfPatches) {
  const ModelParameters model = small_model();
  const double first = 0.1;
  const double second = 0.2;
  const double third = 0.3;
  SharedState state{NetworkWeights(model.shape), InhibitoryTraces(model.shape)};
  apply(state,
        {change_of(model, first, 0), change_of(model, second, 0), change_of(model, third, 0)},
        model);
  EXPECT_EQ(state.weights.v1weight.at(1, 1), (first + second) + third);
  EXPECT_NE(state.weights.v1weight.at(1, 1), first + (second + third)) << "tells no order";
}

TEST(Apply, NothingChangesNothing) {
  const ModelParameters model = small_model();
  SharedState state = initial_state(model);
  apply(state, {}, model);
  EXPECT_TRUE(same_bits(state, initial_state(model)));
}

}  // namespace
}  // namespace ebsnn
