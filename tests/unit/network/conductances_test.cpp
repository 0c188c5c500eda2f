// Conductances of the frozen network compared with the literal reference, which adds them up step by
// step. The simulator adds them up by presynaptic neuron, so the order of additions differs, and the
// last digits with it. All terms are positive: the relative error of a sum is below 1e-12.

#include "network/simulator.hpp"
#include "network/variation.hpp"
#include "unit/network/random_networks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace ebsnn {
namespace {

using reference::Mode;
using reference::Neuron;
using reference::ReferenceNetwork;
using testing::all_close;
using testing::Input;
using testing::Patch;
using testing::random_for;
using testing::random_patch;
using testing::Tolerance;

constexpr Tolerance kSumTolerance{.relative = 1e-12, .absolute = 0.0};

/// What the reference records: sums of all neurons, and means of populations in each step.
struct Expected {
  ConductanceSums sums;
  PopulationConductances means;
};

double mean_of(const std::vector<Neuron>& population, double Neuron::*conductance) {
  double sum = 0.0;
  for (const Neuron& neuron : population) sum += neuron.*conductance;
  return sum / static_cast<double>(population.size());
}

Expected expected_of(ReferenceNetwork& network, const Patch& patch, int steps) {
  Expected expected;
  const reference::PatchResult result =
      network.present(patch.events, [&](int /*step*/, const ReferenceNetwork& state) {
        expected.means.v1_g_exc.push_back(mean_of(state.v1(), &Neuron::seen_g_exc));
        expected.means.v1_g_inh.push_back(mean_of(state.v1(), &Neuron::seen_g_inh));
        expected.means.inh_g_exc.push_back(mean_of(state.inh(), &Neuron::seen_g_exc));
        expected.means.inh_g_inh.push_back(mean_of(state.inh(), &Neuron::seen_g_inh));
      });
  expected.sums = {result.mean_g_exc, result.mean_g_inh};
  for (double& value : expected.sums.g_exc) value *= steps;
  for (double& value : expected.sums.g_inh) value *= steps;
  return expected;
}

double total(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(Conductances, AreThoseOfTheReference) {
  double exc = 0.0;
  double inh = 0.0;
  for (std::uint64_t i = 0; i < 20 && !::testing::Test::HasFailure(); ++i) {
    RandomSequence random = random_for(40, i);
    const ModelParameters parameters = testing::random_parameters(random);
    const NetworkWeights weights = testing::random_weights(parameters, random);
    Simulator simulator(parameters, weights);
    ReferenceNetwork network(parameters, weights, Mode::frozen);
    for (int input = 0; input < testing::kInputs; ++input) {
      SCOPED_TRACE(::testing::Message() << "network " << i << ", input " << input);
      const Patch patch = random_patch(parameters.shape, static_cast<Input>(input), random);
      const Expected expected = expected_of(network, patch, parameters.shape.steps);
      ConductanceSums sums;
      PopulationConductances means;
      simulator.present(patch.raster, nullptr, &sums, &means);
      EXPECT_TRUE(all_close(sums.g_exc, expected.sums.g_exc, kSumTolerance));
      EXPECT_TRUE(all_close(sums.g_inh, expected.sums.g_inh, kSumTolerance));
      EXPECT_TRUE(all_close(means.v1_g_exc, expected.means.v1_g_exc));
      EXPECT_TRUE(all_close(means.v1_g_inh, expected.means.v1_g_inh));
      EXPECT_TRUE(all_close(means.inh_g_exc, expected.means.inh_g_exc));
      EXPECT_TRUE(all_close(means.inh_g_inh, expected.means.inh_g_inh));
      exc += total(sums.g_exc);
      inh += total(sums.g_inh);
    }
  }
  EXPECT_GT(exc, 1e4) << "hardly any excitation: nothing was tested";
  EXPECT_GT(inh, 1e4) << "hardly any inhibition: nothing was tested";
}

class OneNetwork : public ::testing::Test {
 protected:
  RandomSequence random_ = random_for(41, 0);
  ModelParameters parameters_ = testing::random_parameters(random_);
  NetworkWeights weights_ = testing::random_weights(parameters_, random_);
  Patch patch_ = random_patch(parameters_.shape, Input::dense, random_);
};

TEST_F(OneNetwork, RecordingChangesNoSpike) {
  Simulator recording(parameters_, weights_);
  Simulator plain(parameters_, weights_);
  for (int repeat = 0; repeat < 2; ++repeat) {
    ConductanceSums sums;
    PopulationConductances means;
    SpikeTrain with;
    SpikeTrain without;
    recording.present(patch_.raster, &with, &sums, &means);
    plain.present(patch_.raster, &without);
    EXPECT_EQ(with.neuron, without.neuron);
    EXPECT_EQ(with.step, without.step);
    EXPECT_FALSE(with.step.empty());
  }
}

TEST_F(OneNetwork, ReplacesWhatWasRecordedBefore) {
  Simulator simulator(parameters_, weights_);
  ConductanceSums first;
  simulator.present(patch_.raster, nullptr, &first);
  ConductanceSums second;
  simulator.present(random_patch(parameters_.shape, Input::sparse, random_).raster, nullptr,
                    &second);
  EXPECT_NE(first.g_exc, second.g_exc);
  simulator.present(patch_.raster, nullptr, &second);
  EXPECT_EQ(first.g_exc, second.g_exc);
  EXPECT_EQ(first.g_inh, second.g_inh);
}

TEST_F(OneNetwork, WithoutInhibitionGInhIsZeroThroughout) {
  for (const WeightField* field : feedback_projections()) block(weights_, *field);
  ConductanceSums sums;
  PopulationConductances means;
  const SpikeCounts counts =
      Simulator(parameters_, weights_).present(patch_.raster, nullptr, &sums, &means);
  const auto is_zero = [](double value) { return value == 0.0; };
  EXPECT_TRUE(std::ranges::all_of(sums.g_inh, is_zero));
  EXPECT_TRUE(std::ranges::all_of(means.v1_g_inh, is_zero));
  EXPECT_TRUE(std::ranges::all_of(means.inh_g_inh, is_zero));
  EXPECT_GT(std::accumulate(counts.inh.begin(), counts.inh.end(), 0), 0) << "Inh must spike";
  EXPECT_GT(total(sums.g_exc), 0.0);
}

TEST_F(OneNetwork, SinglePrecisionIsCloseForTheSameSpikes) {
  ConductanceSums in_double;
  ConductanceSums in_single;
  SpikeTrain train;
  SpikeTrain train_in_single;
  Simulator(parameters_, weights_).present(patch_.raster, &train, &in_double);
  Simulator(parameters_, weights_, Precision::kSingle)
      .present(patch_.raster, &train_in_single, &in_single);
  ASSERT_EQ(train.step, train_in_single.step) << "this patch tells nothing: choose another seed";
  const Tolerance tolerance{.relative = 1e-5, .absolute = 0.0};
  EXPECT_TRUE(all_close(in_single.g_exc, in_double.g_exc, tolerance));
  EXPECT_TRUE(all_close(in_single.g_inh, in_double.g_inh, tolerance));
}

/// One event of one channel, worked out by hand.
TEST(ConductancesByHand, OneEvent) {
  ModelParameters parameters;
  parameters.shape = {.patch_side = 1, .v1 = 1, .inh = 1, .steps = 6};
  parameters.neuron.tau_g_exc_ms = 2.0;
  NetworkWeights weights(parameters.shape);
  weights.v1weight.values = {3.0, 0.0};
  const std::vector<std::uint16_t> step{1};
  const std::vector<std::uint16_t> channel{0};
  ConductanceSums sums;
  PopulationConductances means;
  Simulator(parameters, weights)
      .present(SpikeRaster::from_pairs(6, step, channel), nullptr, &sums, &means);
  // It arrives in step 3 and is halved in each step: 3 + 1.5 + 0.75.
  EXPECT_DOUBLE_EQ(sums.g_exc.at(0), 5.25);
  EXPECT_EQ(sums.g_exc.at(1), 0.0);
  const std::vector<double> expected{0, 0, 0, 3, 1.5, 0.75};
  EXPECT_TRUE(all_close(means.v1_g_exc, expected));
}

}  // namespace
}  // namespace ebsnn
