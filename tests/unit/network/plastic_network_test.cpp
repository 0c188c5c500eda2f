// The learning network compared with the literal reference on random networks and inputs, and the
// promises of its interface.

#include "network/plastic_network.hpp"

#include "core/error.hpp"
#include "unit/network/random_networks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using testing::Input;
using testing::Pair;
using testing::Patch;
using testing::random_for;
using testing::random_patch;

/// Presents `patches` consecutive patches with all kinds of input but first_half: every step is
/// watched, so that none is left out after the last event.
void present_all_kinds(Pair& pair, const NetworkShape& shape, int patches, RandomSequence& random) {
  for (int p = 0; p < patches; ++p) {
    const auto input =
        static_cast<Input>(random.below(static_cast<std::uint32_t>(Input::first_half)));
    SCOPED_TRACE(::testing::Message() << "patch " << p << ", input " << static_cast<int>(input));
    pair.present(random_patch(shape, input, random));
  }
}

TEST(PlasticNetworkAgainstReference, PublishedLearningRates) {
  std::size_t spikes = 0;
  for (std::uint64_t i = 0; i < 40 && !::testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE(::testing::Message() << "network " << i);
    RandomSequence random = random_for(1, i);
    const ModelParameters parameters = testing::random_parameters(random);
    Pair pair(parameters, testing::random_weights(parameters, random));
    present_all_kinds(pair, parameters.shape, 4, random);
    spikes += pair.spikes();
  }
  EXPECT_GT(spikes, 1000U) << "the networks hardly spiked: nothing was tested";
}

TEST(PlasticNetworkAgainstReference, WeightsThatMeetTheirBounds) {
  reference::ReferenceNetwork::Clipped clipped;
  std::size_t beyond = 0;  // inhibitory weights left above their bound at the end of a patch
  for (std::uint64_t i = 0; i < 60 && !::testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE(::testing::Message() << "network " << i);
    RandomSequence random = random_for(2, i);
    ModelParameters parameters = testing::random_parameters(random);
    testing::strengthen_learning(parameters, random);
    Pair pair(parameters, testing::random_weights(parameters, random));
    for (int part = 0; part < 5; ++part) {
      present_all_kinds(pair, parameters.shape, 1, random);
      for (const double w : pair.reference().intov1().w.values) {
        beyond += w > parameters.intov1.w_max ? 1U : 0U;
      }
    }
    clipped.excitatory_low += pair.reference().clipped().excitatory_low;
    clipped.excitatory_high += pair.reference().clipped().excitatory_high;
    clipped.inhibitory_low += pair.reference().clipped().inhibitory_low;
    clipped.inhibitory_high += pair.reference().clipped().inhibitory_high;
  }
  EXPECT_GT(clipped.excitatory_low, 1000);
  EXPECT_GT(clipped.excitatory_high, 1000);
  EXPECT_GT(clipped.inhibitory_low, 1000);
  EXPECT_GT(clipped.inhibitory_high, 1000);
  EXPECT_GT(beyond, 0U);
}

// Sizes around the width of vectors, where padding begins.
TEST(PlasticNetworkAgainstReference, SizesAroundVectorWidths) {
  std::uint64_t index = 0;
  for (const int v1 : {1, 7, 8, 9, 15, 16, 17}) {
    for (const int inh : {1, 2, 7, 8, 9}) {
      SCOPED_TRACE(::testing::Message() << "v1 " << v1 << ", inh " << inh);
      RandomSequence random = random_for(3, index++);
      ModelParameters parameters = testing::random_parameters(random);
      testing::strengthen_learning(parameters, random);
      parameters.shape.v1 = v1;
      parameters.shape.inh = inh;
      parameters.shape.steps = 70;
      Pair pair(parameters, testing::random_weights(parameters, random));
      pair.present(random_patch(parameters.shape, Input::dense, random));
      pair.present(random_patch(parameters.shape, Input::bursts, random));
    }
  }
}

// Presynaptic traces that vanish within a few ms, down to the smallest time constants that are
// allowed.
TEST(PlasticNetworkAgainstReference, ShortSpikeTraces) {
  std::uint64_t index = 0;
  for (const double tau_ms : {1.01, 1.1, 1.5, 2.0, 3.0, 5.0, 8.0}) {
    SCOPED_TRACE(::testing::Message() << "tau " << tau_ms << " ms");
    RandomSequence random = random_for(4, index++);
    ModelParameters parameters = testing::random_parameters(random);
    testing::strengthen_learning(parameters, random);
    parameters.shape.steps = 200;
    parameters.neuron.tau_x_ms = tau_ms;
    parameters.plasticity.tau_x_lgn_ms = tau_ms;
    Pair pair(parameters, testing::random_weights(parameters, random));
    for (const Input input : {Input::sparse, Input::dense, Input::one_channel}) {
      pair.present(random_patch(parameters.shape, input, random));
    }
    EXPECT_GT(pair.spikes(), 0U);
  }
}

// With 1 ms, the trace of a V1 spike is 0 after that step.
TEST(PlasticNetworkAgainstReference, SpikeTraceOfOneStep) {
  RandomSequence random = random_for(5, 0);
  ModelParameters parameters = testing::random_parameters(random);
  testing::strengthen_learning(parameters, random);
  parameters.shape.steps = 200;
  parameters.neuron.tau_x_ms = 1.0;
  Pair pair(parameters, testing::random_weights(parameters, random));
  pair.present(random_patch(parameters.shape, Input::dense, random));
  EXPECT_GT(pair.spikes(), 0U);
}

TEST(PlasticNetworkAgainstReference, VeryLongSpikeTraces) {
  RandomSequence random = random_for(6, 0);
  ModelParameters parameters = testing::random_parameters(random);
  testing::strengthen_learning(parameters, random);
  parameters.shape.steps = 300;
  parameters.neuron.tau_x_ms = 1e6;
  parameters.plasticity.tau_x_lgn_ms = 1e6;
  Pair pair(parameters, testing::random_weights(parameters, random));
  for (const Input input : {Input::sparse, Input::dense, Input::bursts}) {
    pair.present(random_patch(parameters.shape, input, random));
  }
  EXPECT_GT(pair.spikes(), 0U);
}

/// Random weights and input: the same result as the reference, or NonFiniteState if the reference
/// diverges; returns whether it does.
bool expect_same_or_diverging(const ModelParameters& parameters, RandomSequence& random) {
  const NetworkWeights weights = testing::random_weights(parameters, random);
  const Patch patch = random_patch(parameters.shape, Input::dense, random);
  reference::ReferenceNetwork reference(parameters, weights, reference::Mode::learning);
  Pair pair(parameters, weights);
  const auto expected = testing::divergence(reference, patch);
  if (expected) {
    testing::expect_divergence([&] { pair.product().present(patch.raster, 3); }, *expected, 3);
  } else {
    pair.present(patch);
  }
  return expected.has_value();
}

/// Sets each parameter in turn to one of its bounds.
void expect_same_at_bounds(bool upper) {
  const std::vector<std::string> names = testing::real_parameters();
  for (std::size_t i = 0; i < names.size(); ++i) {
    SCOPED_TRACE(names[i]);
    RandomSequence random = random_for(upper ? 11 : 10, i);
    ModelParameters parameters = testing::random_parameters(random);
    parameters.shape.steps = 150;
    testing::strengthen_learning(parameters, random);
    testing::set_to_bound(parameters, names[i], upper);
    expect_same_or_diverging(parameters, random);
  }
}

TEST(PlasticNetworkAgainstReference, ParametersAtTheirLowerBounds) { expect_same_at_bounds(false); }
TEST(PlasticNetworkAgainstReference, ParametersAtTheirUpperBounds) { expect_same_at_bounds(true); }

// Everything that validate() accepts: several parameters at their bounds at once.
TEST(PlasticNetworkAgainstReference, SeveralParametersAtTheirBounds) {
  const std::vector<std::string> names = testing::real_parameters();
  std::size_t diverged = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    RandomSequence random = random_for(12, i);
    ModelParameters parameters = testing::random_parameters(random);
    parameters.shape.steps = 150;
    testing::strengthen_learning(parameters, random);
    std::string at_bounds;
    for (int k = 0; k < 4; ++k) {
      const std::string& name = names[random.below(static_cast<std::uint32_t>(names.size()))];
      const bool upper = random.coin();
      testing::set_to_bound(parameters, name, upper);
      at_bounds += name + (upper ? " upper, " : " lower, ");
    }
    SCOPED_TRACE(at_bounds);
    diverged += expect_same_or_diverging(parameters, random) ? 1U : 0U;
  }
  EXPECT_LT(diverged, 50U) << "too little was compared";
}

// The published training equalises ON and OFF weights between patches, which can raise weights
// above their bound.
TEST(PlasticNetworkAgainstReference, WeightsAboveTheirBoundAfterEqualising) {
  bool lifted = false;
  for (std::uint64_t i = 0; i < 10; ++i) {
    SCOPED_TRACE(::testing::Message() << "network " << i);
    RandomSequence random = random_for(7, i);
    ModelParameters parameters = testing::random_parameters(random);
    testing::strengthen_learning(parameters, random);
    Pair pair(parameters, testing::random_weights(parameters, random));
    for (int p = 0; p < 3; ++p) {
      NetworkWeights weights = pair.reference().weights();
      equalise_on_off(weights);
      for (const double w : weights.v1weight.values) {
        lifted = lifted || w > parameters.v1weight.w_max;
      }
      pair.set_weights(weights);
      present_all_kinds(pair, parameters.shape, 1, random);
    }
  }
  EXPECT_TRUE(lifted);
}

TEST(PlasticNetworkAgainstReference, GivenInhibitoryTraces) {
  RandomSequence random = random_for(8, 0);
  ModelParameters parameters = testing::random_parameters(random);
  testing::strengthen_learning(parameters, random);
  parameters.shape.steps = 200;
  Pair pair(parameters, testing::random_weights(parameters, random));
  InhibitoryTraces traces(parameters.shape);
  for (auto* values :
       {&traces.intov1_pre, &traces.intov1_post, &traces.inlat_pre, &traces.inlat_post}) {
    for (double& value : *values) {
      value = random.uniform(0.0, 10.0);
    }
  }
  // One value per neuron represents all its synapses; a single Inh neuron has no synapse onto
  // itself.
  ASSERT_GT(parameters.shape.inh, 1);
  pair.set_traces(traces);
  testing::expect_close(pair.product().traces(), traces);
  present_all_kinds(pair, parameters.shape, 3, random);
}

class PlasticNetworkTest : public ::testing::Test {
 protected:
  PlasticNetworkTest() {
    parameters_.shape.steps = 200;
    testing::strengthen_learning(parameters_, random_);
    parameters_.intov1.w_max = 0.1;  // so low that it is exceeded in the last ms of a patch
    weights_ = testing::random_weights(parameters_, random_);
    for (int i = 0; i < testing::kInputs; ++i) {
      patches_.push_back(random_patch(parameters_.shape, static_cast<Input>(i), random_));
    }
  }

  RandomSequence random_ = random_for(9, 0);
  ModelParameters parameters_ = testing::random_parameters(random_);
  NetworkWeights weights_;
  std::vector<Patch> patches_;
};

void expect_same(const PatchRecord& actual, const PatchRecord& expected) {
  EXPECT_EQ(testing::joined(actual.spikes), testing::joined(expected.spikes));
  EXPECT_EQ(actual.mean_g_exc, expected.mean_g_exc);
  EXPECT_EQ(actual.mean_g_inh, expected.mean_g_inh);
}

TEST_F(PlasticNetworkTest, WithWeightsAndTracesSetEqualsANewOneAfterAnyHistory) {
  PlasticNetwork used(parameters_, weights_);
  for (const Patch& patch : patches_) {
    for (const Patch& before : patches_) {
      used.present(before.raster, 0);
    }
    used.set_weights(weights_);
    used.set_traces(InhibitoryTraces(parameters_.shape));
    PlasticNetwork fresh(parameters_, weights_);
    expect_same(used.present(patch.raster, 0), fresh.present(patch.raster, 0));
    EXPECT_TRUE(used.weights() == fresh.weights());
    EXPECT_TRUE(used.traces() == fresh.traces());
  }
}

// Checkpoints rely on this, in a new network as well as in one that has seen other patches. After
// the last ms of a patch, inhibitory weights may be above their bound.
TEST_F(PlasticNetworkTest, ContinuesToTheBitFromWeightsAndTraces) {
  std::size_t beyond = 0;
  PlasticNetwork whole(parameters_, weights_);
  PlasticNetwork used(parameters_, weights_);
  for (int round = 0; round < 3; ++round) {
    for (const Patch& patch : patches_) {
      const NetworkWeights weights = whole.weights();
      const InhibitoryTraces traces = whole.traces();
      beyond += static_cast<std::size_t>(
          std::count_if(weights.intov1.values.begin(), weights.intov1.values.end(),
                        [&](double w) { return w > parameters_.intov1.w_max; }));
      PlasticNetwork fresh(parameters_, weights);
      used.present(patches_[static_cast<std::size_t>(round)].raster, 0);
      used.set_weights(weights);
      const PatchRecord expected = whole.present(patch.raster, 0);
      for (PlasticNetwork* continued : {&fresh, &used}) {
        continued->set_traces(traces);
        expect_same(continued->present(patch.raster, 0), expected);
        EXPECT_TRUE(continued->weights() == whole.weights());
        EXPECT_TRUE(continued->traces() == whole.traces());
      }
    }
  }
  EXPECT_FALSE(whole.weights() == weights_) << "nothing was learnt: nothing was tested";
  EXPECT_GT(beyond, 0U);
}

TEST_F(PlasticNetworkTest, WatchingChangesNothing) {
  class Counter : public StepObserver {
   public:
    void after_step(int /*step*/, const NetworkStateView& /*state*/) override { ++steps; }
    int steps = 0;
  };
  PlasticNetwork watched(parameters_, weights_);
  PlasticNetwork alone(parameters_, weights_);
  for (const Patch& patch : patches_) {
    Counter counter;
    SpikeTrain train;
    expect_same(watched.present(patch.raster, 0, &train, &counter), alone.present(patch.raster, 0));
    EXPECT_EQ(counter.steps, parameters_.shape.steps);
  }
  EXPECT_TRUE(watched.weights() == alone.weights());
}

TEST_F(PlasticNetworkTest, IgnoringConductancesChangesNothingElse) {
  PlasticNetwork ignoring(parameters_, weights_);
  PlasticNetwork averaging(parameters_, weights_);
  for (const Patch& patch : patches_) {
    const PatchRecord record =
        ignoring.present(patch.raster, 0, nullptr, nullptr, Conductances::ignored);
    PatchRecord expected = averaging.present(patch.raster, 0);
    EXPECT_EQ(expected.mean_g_exc.size(), expected.mean_g_inh.size());
    EXPECT_FALSE(expected.mean_g_exc.empty());
    expected.mean_g_exc.clear();
    expected.mean_g_inh.clear();
    expect_same(record, expected);
  }
  EXPECT_TRUE(ignoring.weights() == averaging.weights());
  EXPECT_TRUE(ignoring.traces() == averaging.traces());
}

/// Presents patches that end early to two networks, one of which computes all steps, because
/// averages of conductances need them. Returns the number of spikes. Throws NonFiniteState if that
/// one diverges.
std::size_t expect_same_early_end(const ModelParameters& parameters, RandomSequence& random) {
  const NetworkWeights weights = testing::random_weights(parameters, random);
  PlasticNetwork whole(parameters, weights);
  PlasticNetwork ending(parameters, weights);
  int spikes = 0;
  for (const Input input : {Input::first_half, Input::silent, Input::bursts, Input::first_half}) {
    const Patch patch = random_patch(parameters.shape, input, random);
    const std::vector<int> expected = testing::joined(whole.present(patch.raster, 0).spikes);
    PatchRecord record;
    EXPECT_NO_THROW(record =
                        ending.present(patch.raster, 0, nullptr, nullptr, Conductances::ignored));
    EXPECT_EQ(testing::joined(record.spikes), expected);
    EXPECT_TRUE(ending.weights() == whole.weights());
    EXPECT_TRUE(ending.traces() == whole.traces());
    spikes += std::accumulate(expected.begin(), expected.end(), 0);
  }
  return static_cast<std::size_t>(spikes);
}

TEST(PlasticNetwork, EndsEarlyWithTheSameBits) {
  std::size_t spikes = 0;
  for (std::uint64_t i = 0; i < 40 && !::testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE(::testing::Message() << "network " << i);
    RandomSequence random = random_for(13, i);
    ModelParameters parameters = testing::random_parameters(random);
    testing::strengthen_learning(parameters, random);
    spikes += expect_same_early_end(parameters, random);
  }
  EXPECT_GT(spikes, 1000U);
}

TEST(PlasticNetwork, EndsEarlyWithTheSameBitsAtBounds) {
  const std::vector<std::string> names = testing::real_parameters();
  std::size_t diverged = 0;
  for (std::size_t i = 0; i < 2 * names.size(); ++i) {
    const bool upper = i % 2 == 1;
    SCOPED_TRACE(names[i / 2] + (upper ? " upper" : " lower"));
    RandomSequence random = random_for(14, i);
    ModelParameters parameters = testing::random_parameters(random);
    parameters.shape.steps = 150;
    testing::strengthen_learning(parameters, random);
    testing::set_to_bound(parameters, names[i / 2], upper);
    try {
      expect_same_early_end(parameters, random);
    } catch (const NonFiniteState&) {
      ++diverged;
    }
  }
  EXPECT_LT(diverged, names.size() / 4) << "too little was compared";
}

TEST_F(PlasticNetworkTest, WeightsAreReturnedAsSet) {
  PlasticNetwork network(parameters_, NetworkWeights(parameters_.shape));
  EXPECT_TRUE(network.weights() == NetworkWeights(parameters_.shape));
  network.set_weights(weights_);
  EXPECT_TRUE(network.weights() == weights_);
  EXPECT_TRUE(network.traces() == InhibitoryTraces(parameters_.shape));
}

TEST_F(PlasticNetworkTest, SurvivesBeingMoved) {
  PlasticNetwork expected(parameters_, weights_);
  PlasticNetwork first(parameters_, weights_);
  expect_same(first.present(patches_[2].raster, 0), expected.present(patches_[2].raster, 0));
  PlasticNetwork second(std::move(first));
  expect_same(second.present(patches_[3].raster, 1), expected.present(patches_[3].raster, 1));
  EXPECT_TRUE(second.weights() == expected.weights());
}

TEST_F(PlasticNetworkTest, SilenceChangesNoWeight) {
  PlasticNetwork network(parameters_, weights_);
  const PatchRecord record = network.present(patches_[0].raster, 0);
  EXPECT_EQ(testing::joined(record.spikes),
            std::vector<int>(static_cast<std::size_t>(parameters_.shape.neurons()), 0));
  EXPECT_TRUE(network.weights() == weights_);
}

TEST_F(PlasticNetworkTest, DivergenceNamesNeuronStepAndPatch) {
  // Beyond every bound of validate(): one synapse strong enough to make its neuron diverge at its
  // first spike.
  const int neuron = parameters_.shape.v1 - 2;
  weights_.v1weight.at(static_cast<std::size_t>(neuron), 4) = 1e150;
  parameters_.v1weight.w_max = 1e151;
  PlasticNetwork network(parameters_, weights_);
  const std::vector<std::uint16_t> step{7};
  const std::vector<std::uint16_t> channel{4};
  const auto raster = SpikeRaster::from_pairs(parameters_.shape.steps, step, channel);
  testing::expect_divergence([&] { network.present(raster, 12345); },
                             {.neuron = neuron,
                              .step = 9,  // the event in ms 7 reaches V1 two steps later
                              .called = "V1 neuron " + std::to_string(neuron)},
                             12345);
}

}  // namespace
}  // namespace ebsnn
