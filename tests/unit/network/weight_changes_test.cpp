// Exact sums of weight changes, and how a network applies them.

#include "network/weight_changes.hpp"

#include "network/plastic_network.hpp"
#include "network/weights.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace ebsnn {
namespace {

ModelParameters small_model() {
  ModelParameters model;
  model.shape.v1 = 12;
  model.shape.inh = 5;
  return model;
}

NetworkWeights all_weights(const ModelParameters& model, double value) {
  NetworkWeights weights(model.shape);
  for (const WeightField& field : weight_fields()) {
    std::vector<double>& values = (weights.*field.matrix).values;
    std::fill(values.begin(), values.end(), value);
  }
  return weights;
}

TEST(WeightChanges, AddUpToTheSameBitsInAnyOrder) {
  const std::vector<double> terms{0.1, -0.2, 0.3, 1e-9, -4.75};
  double forward = 0.0;
  double backward = 0.0;
  WeightChanges changes(ModelParameters{}, 1);
  WeightChanges reversed(ModelParameters{}, 1);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::size_t last = terms.size() - 1 - i;
    forward += terms[i];
    backward += terms[last];
    changes.add(0, std::vector{terms[i]}, std::vector{0.0});
    reversed.add(0, std::vector{terms[last]}, std::vector{0.0});
  }
  ASSERT_NE(forward, backward) << "these terms tell no order";
  EXPECT_EQ(changes.multiples()[0], reversed.multiples()[0]);
  std::vector<double> sum{0.0};
  changes.apply(0, sum);
  EXPECT_NEAR(sum[0], forward, static_cast<double>(terms.size()) * changes.quantum());
}

TEST(WeightChanges, RoundToTheNearestQuantum) {
  WeightChanges changes(ModelParameters{}, 4);
  const double q = changes.quantum();
  EXPECT_EQ(q, 0x1p-46) << "published bounds are below 8";
  changes.add(0, std::vector{0.4 * q, 0.6 * q, -0.6 * q, 5.0}, std::vector<double>(4, 0.0));
  const std::span<std::int64_t> multiples = changes.multiples();
  EXPECT_EQ(std::vector(multiples.begin(), multiples.end()),
            (std::vector<std::int64_t>{0, 1, -1, std::int64_t{5} << 46U}));
}

TEST(WeightChanges, HoldTheLargestChangesOfTheLargestBatch) {
  ModelParameters model;
  model.v1weight.w_max = 1000.0;
  WeightChanges changes(model, 1);
  for (std::uint64_t i = 0; i < WeightChanges::kMostPatches; ++i) {
    changes.add(0, std::vector{0.0}, std::vector{1000.0});
  }
  std::vector<double> weights{0.0};
  changes.apply(0, weights);
  EXPECT_EQ(weights[0], -1000.0 * static_cast<double>(WeightChanges::kMostPatches));
}

TEST(WeightChanges, OfAPartLeaveTheOthersAlone) {
  WeightChanges changes(ModelParameters{}, 4);
  changes.add(1, std::vector{1.0, 2.0}, std::vector{0.5, 0.5});
  std::vector<double> all(4, 10.0);
  changes.apply(0, all);
  EXPECT_EQ(all, (std::vector{10.0, 10.5, 11.5, 10.0}));
  std::vector<double> part{0.0};
  changes.apply(2, part);
  EXPECT_EQ(part[0], 1.5);
}

TEST(WeightChanges, AreNothingOnceCleared) {
  WeightChanges changes(ModelParameters{}, 2);
  changes.add(0, std::vector{1.0, 2.0}, std::vector{0.0, 0.0});
  changes.clear();
  std::vector<double> weights{3.0, 4.0};
  changes.apply(0, weights);
  EXPECT_EQ(weights, (std::vector{3.0, 4.0}));
}

TEST(AppliedChanges, AreSummedFirstAndClippedThen) {
  const ModelParameters model = small_model();
  NetworkWeights start = all_weights(model, 0.5);
  start.v1weight.at(0, 0) = 4.0;
  PlasticNetwork network(model, start);
  const LearnedState state = network.state();
  WeightChanges changes = network.no_changes();
  // Clipping after each change would end at 0.75 and more.
  for (const double w : {-0.5, 2.25}) {
    network.set_weights(all_weights(model, w));
    LearnedState half{state};
    std::fill(half.weights.begin(), half.weights.end(), 0.5);
    network.take_changes(half, changes);
  }
  network.apply_changes(state, changes);
  const NetworkWeights result = network.weights();
  EXPECT_EQ(result.v1weight.at(0, 0), 4.75);
  EXPECT_EQ(result.v1weight.at(0, 1), 1.25);
  EXPECT_EQ(result.intov1.at(0, 0), 1.0) << "its upper bound";
}

TEST(LearnedState, BringsANetworkBackToTheBit) {
  const ModelParameters model = small_model();
  InhibitoryTraces traces(model.shape);
  std::fill(traces.inlat_post.begin(), traces.inlat_post.end(), 3.5);
  PlasticNetwork network(model, initial_weights(model, 3));
  network.set_traces(traces);
  const LearnedState state = network.state();
  network.set_weights(all_weights(model, 0.25));
  network.set_traces(InhibitoryTraces(model.shape));
  network.set_state(state);
  EXPECT_EQ(network.weights(), initial_weights(model, 3));
  EXPECT_EQ(network.traces(), traces);
}

}  // namespace
}  // namespace ebsnn
