// The frozen network compared with the literal reference on random networks and inputs, and the
// promises of its interface.

#include "network/simulator.hpp"

#include "core/error.hpp"
#include "unit/network/random_networks.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>

namespace ebsnn {
namespace {

using testing::Input;
using testing::Patch;
using testing::random_for;
using testing::random_patch;

/// Presents a patch to both and expects the same spikes; returns their number.
std::size_t expect_same_spikes(Simulator& simulator, reference::ReferenceNetwork& reference,
                               const Patch& patch) {
  SpikeTrain train;
  const SpikeCounts counts = simulator.present(patch.raster, &train);
  const reference::PatchResult expected = reference.present(patch.events);
  EXPECT_EQ(testing::joined(counts), expected.counts);
  EXPECT_TRUE(testing::joined(train) == expected.spikes) << "spike trains differ";
  return expected.spikes.size();
}

TEST(SimulatorAgainstReference, AllKindsOfInput) {
  std::size_t spikes = 0;
  for (std::uint64_t i = 0; i < 100 && !::testing::Test::HasFailure(); ++i) {
    RandomSequence random = random_for(20, i);
    const ModelParameters parameters = testing::random_parameters(random);
    const NetworkWeights weights = testing::random_weights(parameters, random);
    Simulator simulator(parameters, weights);
    reference::ReferenceNetwork reference(parameters, weights, reference::Mode::frozen);
    for (int input = 0; input < testing::kInputs; ++input) {
      SCOPED_TRACE(::testing::Message() << "network " << i << ", input " << input);
      spikes += expect_same_spikes(
          simulator, reference, random_patch(parameters.shape, static_cast<Input>(input), random));
    }
  }
  EXPECT_GT(spikes, 10000U) << "the networks hardly spiked: nothing was tested";
}

TEST(SimulatorAgainstReference, PublishedSizeAndInitialWeights) {
  const ModelParameters parameters;
  const NetworkWeights weights = initial_weights(parameters, 7);
  Simulator simulator(parameters, weights);
  reference::ReferenceNetwork reference(parameters, weights, reference::Mode::frozen);
  RandomSequence random = random_for(21, 0);
  std::size_t spikes = 0;
  for (const Input input : {Input::sparse, Input::coincident, Input::last_steps}) {
    spikes +=
        expect_same_spikes(simulator, reference, random_patch(parameters.shape, input, random));
  }
  EXPECT_GT(spikes, 1000U);
}

TEST(SimulatorAgainstReference, SizesAroundVectorWidths) {
  std::uint64_t index = 0;
  for (const int v1 : {1, 7, 8, 9, 15, 16, 17}) {
    for (const int inh : {1, 2, 7, 8, 9}) {
      SCOPED_TRACE(::testing::Message() << "v1 " << v1 << ", inh " << inh);
      RandomSequence random = random_for(22, index++);
      ModelParameters parameters = testing::random_parameters(random);
      parameters.shape.v1 = v1;
      parameters.shape.inh = inh;
      const NetworkWeights weights = testing::random_weights(parameters, random);
      Simulator simulator(parameters, weights);
      reference::ReferenceNetwork reference(parameters, weights, reference::Mode::frozen);
      expect_same_spikes(simulator, reference,
                         random_patch(parameters.shape, Input::dense, random));
    }
  }
}

/// Each parameter in turn at one of its bounds: the same spikes as the reference, or NonFiniteState
/// if the reference diverges.
void expect_same_spikes_at_bounds(bool upper) {
  const std::vector<std::string> names = testing::real_parameters();
  for (std::size_t i = 0; i < names.size(); ++i) {
    SCOPED_TRACE(names[i]);
    RandomSequence random = random_for(upper ? 24 : 23, i);
    ModelParameters parameters = testing::random_parameters(random);
    testing::set_to_bound(parameters, names[i], upper);
    const NetworkWeights weights = testing::random_weights(parameters, random);
    for (const Input input : {Input::dense, Input::first_half}) {
      const Patch patch = random_patch(parameters.shape, input, random);
      Simulator simulator(parameters, weights);
      reference::ReferenceNetwork reference(parameters, weights, reference::Mode::frozen);
      if (const auto expected = testing::divergence(reference, patch)) {
        testing::expect_divergence([&] { simulator.present(patch.raster); }, *expected, 0);
      } else {
        expect_same_spikes(simulator, reference, patch);
      }
    }
  }
}

TEST(SimulatorAgainstReference, ParametersAtTheirLowerBounds) {
  expect_same_spikes_at_bounds(false);
}
TEST(SimulatorAgainstReference, ParametersAtTheirUpperBounds) {
  expect_same_spikes_at_bounds(true);
}

/// At most one count in a thousand differs, by one spike; the mean differs by at most 0.01 %.
TEST(SinglePrecision, CountsAreCloseToThoseOfDoublePrecision) {
  std::size_t counts = 0;
  std::size_t differing = 0;
  int sum = 0;
  int excess = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    RandomSequence random = random_for(26, i);
    const ModelParameters parameters = testing::random_parameters(random);
    const NetworkWeights weights = testing::random_weights(parameters, random);
    Simulator in_double(parameters, weights);
    Simulator in_single(parameters, weights, Precision::kSingle);
    for (int input = 0; input < testing::kInputs; ++input) {
      SCOPED_TRACE(::testing::Message() << "network " << i << ", input " << input);
      const Patch patch = random_patch(parameters.shape, static_cast<Input>(input), random);
      const std::vector<int> expected = testing::joined(in_double.present(patch.raster));
      const std::vector<int> found = testing::joined(in_single.present(patch.raster));
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t n = 0; n < expected.size(); ++n) {
        EXPECT_LE(std::abs(found[n] - expected[n]), 1);
        differing += static_cast<std::size_t>(found[n] != expected[n]);
        sum += expected[n];
        excess += found[n] - expected[n];
      }
      counts += expected.size();
    }
  }
  EXPECT_GT(sum, 10000) << "the networks hardly spiked: nothing was tested";
  EXPECT_LE(differing, counts / 1000);
  EXPECT_LE(std::abs(excess), sum / 10000);
}

TEST(SinglePrecision, ComputesInFloats) {
  // The first step moves a membrane at rest 150 mV above its threshold to 9.7e31 mV: this counts as
  // diverged in single, but not yet in double precision.
  ModelParameters parameters;
  parameters.neuron.e_l_mv = 100.0;
  const NetworkWeights weights = initial_weights(parameters, 7);
  const SpikeRaster nothing(parameters.shape.steps);
  EXPECT_NO_THROW(Simulator(parameters, weights).present(nothing));
  testing::expect_divergence(
      [&] { Simulator(parameters, weights, Precision::kSingle).present(nothing); },
      {.neuron = 0, .step = 0, .called = "V1 neuron 0"}, 0);
}

class SimulatorTest : public ::testing::Test {
 protected:
  SimulatorTest() {
    parameters_.shape.steps = 200;
    for (int i = 0; i < testing::kInputs; ++i) {
      patches_.push_back(random_patch(parameters_.shape, static_cast<Input>(i), random_));
    }
  }

  RandomSequence random_ = random_for(25, 0);
  ModelParameters parameters_ = testing::random_parameters(random_);
  NetworkWeights weights_ = testing::random_weights(parameters_, random_);
  std::vector<Patch> patches_;
};

/// Spikes in a form that can be compared at once.
std::vector<reference::Spike> spikes_of(Simulator& simulator, const Patch& patch) {
  SpikeTrain train;
  simulator.present(patch.raster, &train);
  return testing::joined(train);
}

TEST_F(SimulatorTest, EqualsANewOneAfterAnyHistory) {
  std::size_t spikes = 0;
  Simulator used(parameters_, weights_);
  for (const Patch& before : patches_) {
    for (const Patch& patch : patches_) {
      used.present(before.raster);
      Simulator fresh(parameters_, weights_);
      const auto expected = spikes_of(fresh, patch);
      EXPECT_TRUE(spikes_of(used, patch) == expected);
      spikes += expected.size();
    }
  }
  EXPECT_GT(spikes, 100U) << "hardly any spikes: nothing was tested";
}

TEST_F(SimulatorTest, CountsAreThoseOfTheTrain) {
  Simulator simulator(parameters_, weights_);
  for (const Patch& patch : patches_) {
    SpikeTrain train;
    const SpikeCounts recorded = simulator.present(patch.raster, &train);
    const SpikeCounts counts = simulator.present(patch.raster);
    EXPECT_EQ(testing::joined(recorded), testing::joined(counts));
    std::vector<int> counted(static_cast<std::size_t>(parameters_.shape.neurons()));
    for (const reference::Spike& spike : testing::joined(train)) {
      ++counted.at(static_cast<std::size_t>(spike.neuron));
    }
    EXPECT_EQ(testing::joined(counts), counted);
  }
}

TEST_F(SimulatorTest, SurvivesBeingMoved) {
  Simulator expected(parameters_, weights_);
  Simulator first(parameters_, weights_);
  first.present(patches_[1].raster);
  Simulator second(std::move(first));
  EXPECT_TRUE(spikes_of(second, patches_[2]) == spikes_of(expected, patches_[2]));
}

TEST_F(SimulatorTest, EventsOfTheLastTwoStepsHaveNoEffect) {
  Simulator simulator(parameters_, weights_);
  const auto last = static_cast<std::uint16_t>(parameters_.shape.steps - 1);
  std::vector<std::uint16_t> step;
  std::vector<std::uint16_t> channel;
  for (int c = 0; c < parameters_.shape.lgn(); c += 2) {
    step.insert(step.end(), {static_cast<std::uint16_t>(last - 1), last});
    channel.insert(channel.end(), 2, static_cast<std::uint16_t>(c));
  }
  SpikeTrain train;
  simulator.present(SpikeRaster::from_pairs(parameters_.shape.steps, step, channel), &train);
  EXPECT_TRUE(train.step.empty());
  // One ms earlier, they arrive in the last step, in which the strongest weights make V1 spike at
  // once.
  std::fill(weights_.v1weight.values.begin(), weights_.v1weight.values.end(), 1000.0);
  std::fill(weights_.inhibw.values.begin(), weights_.inhibw.values.end(), 0.0);
  Simulator strong(parameters_, weights_);
  for (std::uint16_t& s : step) {
    s = static_cast<std::uint16_t>(last - 2);
  }
  strong.present(SpikeRaster::from_pairs(parameters_.shape.steps, step, channel), &train);
  EXPECT_EQ(train.step,
            std::vector<std::uint16_t>(static_cast<std::size_t>(parameters_.shape.v1), last));
}

TEST_F(SimulatorTest, ExponentialThatExplodesAtOnceIsReported) {
  // Valid, but the resting potential is 300 mV above threshold: exp(300 / 0.5).
  parameters_.neuron.e_l_mv = 100.0;
  parameters_.neuron.vt_rest_mv = -200.0;
  parameters_.neuron.delta_t_mv = 0.5;
  ASSERT_NO_THROW(validate(parameters_));
  Simulator simulator(parameters_, weights_);
  testing::expect_divergence([&] { simulator.present(patches_[0].raster); },
                             {.neuron = 0, .step = 0, .called = "V1 neuron 0"}, 0);
}

TEST_F(SimulatorTest, DivergenceOfOneNeuronNamesItAndItsStepAndPatch) {
  // Beyond every bound of validate(): one synapse strong enough to make an Inh neuron diverge at
  // its first spike.
  const int inh = parameters_.shape.inh - 1;
  for (const double weight : {1e150, -1e150, std::numeric_limits<double>::quiet_NaN(),
                              std::numeric_limits<double>::infinity()}) {
    weights_.inhibw.at(static_cast<std::size_t>(inh), 5) = weight;
    Simulator simulator(parameters_, weights_);
    simulator.present(patches_[0].raster);
    simulator.present(patches_[0].raster);
    const std::vector<std::uint16_t> step{11};
    const std::vector<std::uint16_t> channel{5};
    const auto raster = SpikeRaster::from_pairs(parameters_.shape.steps, step, channel);
    testing::expect_divergence([&] { simulator.present(raster); },
                               {.neuron = parameters_.shape.v1 + inh,
                                .step = 13,
                                .called = "Inh neuron " + std::to_string(inh)},
                               2);
  }
}

TEST_F(SimulatorTest, GoesOnAfterADivergence) {
  weights_.v1weight.at(0, 5) = 1e150;
  Simulator simulator(parameters_, weights_);
  const std::vector<std::uint16_t> step{3};
  const std::vector<std::uint16_t> channel{5};
  const auto raster = SpikeRaster::from_pairs(parameters_.shape.steps, step, channel);
  EXPECT_THROW(simulator.present(raster), NonFiniteState);
  EXPECT_TRUE(spikes_of(simulator, patches_[0]).empty());
}

}  // namespace
}  // namespace ebsnn
