// Every kernel compared with its scalar twin, bit for bit, on random states; and the choice of
// instruction set. tests/unit/kernels/CMakeLists.txt runs them once for each instruction set.

#include "kernels/kernels.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "kernels/aligned.hpp"
#include "kernels/model_constants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using testing::HasSubstr;

const char* forced_set() {
  const char* forced = std::getenv("EBSNN_INSTRUCTION_SET");
  return forced != nullptr && *forced != '\0' ? forced : nullptr;
}

AlignedArray random_array(RandomSequence& random, std::size_t lanes, double low, double high) {
  AlignedArray values(lanes);
  for (double& value : values) {
    value = random.uniform(low, high);
  }
  return values;
}

void expect_same_bits(const AlignedArray& a, const AlignedArray& b, const char* what) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(std::bit_cast<std::uint64_t>(a[i]), std::bit_cast<std::uint64_t>(b[i]))
        << what << " lane " << i << ": " << a[i] << " and " << b[i];
  }
}

NeuronConstants published_constants() {
  NeuronConstants c{};
  c.exp2_scale = std::numbers::log2e / 2.0;
  c.rise = 30.0 * 2.0 / 281.0;
  c.leak = 30.0 / 281.0;
  c.inv_c = 1.0 / 281.0;
  c.e_l = -70.6;
  c.a = 4.0;
  c.inv_tau_w = 1.0 / 144.0;
  c.inv_tau_vt = 1.0 / 50.0;
  c.vt_rest = -50.4;
  c.keep_z = 1.0 - 1.0 / 40.0;
  c.keep_g_exc = 0.0;
  c.keep_g_inh = 0.9;
  c.b = 0.0805;
  c.i_sp = 400.0;
  c.vt_max = -30.4;
  c.inv_tau_mean = 1.0 / 750.0;
  c.inv_tau_ltd = 0.1;
  c.inv_tau_ltp = 1.0 / 7.0;
  return c;
}

/// A random state of neurons: resting, just below threshold, and in both steps after a spike.
struct State {
  AlignedArray vm, wad, z, vt, g_exc, g_inh, held;
  AlignedArray vmean, umean_ltd, umean_ltp, sum_g_exc, sum_g_inh;
  std::vector<std::uint64_t> above;
  std::vector<std::uint16_t> spikes, last, before;

  State(RandomSequence& random, std::size_t lanes)
      : vm(random_array(random, lanes, -80.0, -40.0)),
        wad(random_array(random, lanes, -5.0, 80.0)),
        z(random_array(random, lanes, 0.0, 400.0)),
        vt(random_array(random, lanes, -50.4, -30.4)),
        g_exc(random_array(random, lanes, 0.0, 20.0)),
        g_inh(random_array(random, lanes, 0.0, 5.0)),
        held(4 * lanes),
        vmean(random_array(random, lanes, 0.0, 100.0)),
        umean_ltd(random_array(random, lanes, -75.0, -40.0)),
        umean_ltp(random_array(random, lanes, -75.0, -40.0)),
        sum_g_exc(random_array(random, lanes, 0.0, 100.0)),
        sum_g_inh(random_array(random, lanes, 0.0, 100.0)),
        above(lanes / 64 + 1),
        spikes(lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::uint32_t place = random.below(6);
      if (place < 2) {
        (place == 0 ? last : before).push_back(static_cast<std::uint16_t>(lane));
      }
    }
  }

  NeuronArrays neurons() {
    return {vm.data(),    wad.data(),   z.data(),    vt.data(),
            g_exc.data(), g_inh.data(), held.data(), above.data()};
  }
  LearningArrays learning() {
    return {vmean.data(), umean_ltd.data(), umean_ltp.data(), sum_g_exc.data(), sum_g_inh.data()};
  }
  StepResult step(const Kernels& kernels,
                  const NeuronConstants& constants = published_constants()) {
    const StepResult result = kernels.step_learning(constants, neurons(), learning(), vm.size(),
                                                    {last, before}, spikes.data());
    before = last;
    last.assign(spikes.begin(), spikes.begin() + static_cast<std::ptrdiff_t>(result.spike_count));
    return result;
  }
  void expect_same(const State& other) const {
    expect_same_bits(vm, other.vm, "vm");
    expect_same_bits(wad, other.wad, "wad");
    expect_same_bits(z, other.z, "z");
    expect_same_bits(vt, other.vt, "vt");
    expect_same_bits(g_exc, other.g_exc, "g_exc");
    expect_same_bits(g_inh, other.g_inh, "g_inh");
    expect_same_bits(vmean, other.vmean, "vmean");
    expect_same_bits(umean_ltd, other.umean_ltd, "umean_ltd");
    expect_same_bits(umean_ltp, other.umean_ltp, "umean_ltp");
    expect_same_bits(sum_g_exc, other.sum_g_exc, "sum_g_exc");
    expect_same_bits(sum_g_inh, other.sum_g_inh, "sum_g_inh");
    EXPECT_EQ(last, other.last) << "lanes that spiked";
  }
};

/// Odd numbers of vectors, one vector, and the 184 lanes of the published network.
class KernelsAtSize : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
    try {
      (void)kernels();
    } catch (const InputError&) {
      GTEST_SKIP() << "this processor lacks the instruction set " << forced_set();
    }
  }
  std::size_t lanes() const { return GetParam(); }
  RandomSequence random_{1, Stream::initial_weights, 77, GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Lanes, KernelsAtSize, testing::Values(8, 16, 24, 40, 184));

TEST_P(KernelsAtSize, StepGivesTheBitsAndSpikesOfTheScalarTwin) {
  std::size_t seen = 0;
  for (int repeat = 0; repeat < 200; ++repeat) {
    State state(random_, lanes());
    State twin = state;
    const StepResult result = state.step(kernels());
    (void)twin.step(scalar_kernels());
    state.expect_same(twin);
    ASSERT_EQ(result.bad_lane, -1);
    seen += result.spike_count;
  }
  EXPECT_GT(seen, 0U) << "the random states must make neurons spike";
}

TEST_P(KernelsAtSize, StepGivesTheBitsOfTheScalarTwinOverManySteps) {
  State state(random_, lanes());
  State twin = state;
  std::size_t seen = 0;
  for (int step = 0; step < 400; ++step) {
    for (std::size_t i = 0; i < lanes(); ++i) {
      state.g_exc[i] = twin.g_exc[i] = random_.uniform(0.0, 4.0);
    }
    seen += state.step(kernels()).spike_count;
    (void)twin.step(scalar_kernels());
    state.expect_same(twin);
  }
  EXPECT_GT(seen, lanes());
}

TEST_P(KernelsAtSize, StepWithoutSumsDiffersInNothingElse) {
  for (const Kernels* table : {&kernels(), &scalar_kernels()}) {
    for (int repeat = 0; repeat < 50; ++repeat) {
      State state(random_, lanes());
      State twin = state;
      LearningArrays without_sums = state.learning();
      without_sums.sum_g_exc = without_sums.sum_g_inh = nullptr;
      const AlignedArray sum = state.sum_g_exc;
      const StepResult result =
          table->step_learning(published_constants(), state.neurons(), without_sums, lanes(),
                               {state.last, state.before}, state.spikes.data());
      const StepResult expected =
          table->step_learning(published_constants(), twin.neurons(), twin.learning(), lanes(),
                               {twin.last, twin.before}, twin.spikes.data());
      EXPECT_EQ(result.spike_count, expected.spike_count);
      expect_same_bits(state.sum_g_exc, sum, "sum_g_exc");
      twin.sum_g_exc = state.sum_g_exc;
      twin.sum_g_inh = state.sum_g_inh;
      state.expect_same(twin);
    }
  }
}

TEST_P(KernelsAtSize, NeuronsRestTwoStepsAfterASpikeAndMaySpikeInTheSecond) {
  State state(random_, lanes());
  state.last = {0};
  state.before = {1};
  for (const std::size_t lane : {0U, 1U}) {
    state.vm[lane] = model::kSpikeMv;
    state.vt[lane] = -30.4;
    state.wad[lane] = state.g_exc[lane] = state.g_inh[lane] = 0.0;
  }
  state.g_exc[1] = 200.0;
  const double returned = 29.0 - (29.0 + 51.75) + (400.0 - 0.0805) / 281.0 + 200.0;
  ASSERT_GT(returned, -30.4 - 0.4);
  const StepResult result = state.step(kernels());
  EXPECT_DOUBLE_EQ(state.vm[0], 29.0 + 3.462);
  EXPECT_EQ(state.wad[0], 0.0);
  EXPECT_EQ(state.vm[1], 29.0) << "spikes again";
  EXPECT_DOUBLE_EQ(state.wad[1], 0.0805 / 144.0);
  EXPECT_EQ(std::count(state.last.begin(), state.last.end(), 0), 0);
  EXPECT_EQ(std::count(state.last.begin(), state.last.end(), 1), 1);
  EXPECT_EQ(result.bad_lane, -1);
}

TEST_P(KernelsAtSize, ReportsTheFirstLaneThatDivergesAndLeavesItsVm) {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1e101}) {
    State state(random_, lanes());
    const std::size_t lane = random_.below(static_cast<std::uint32_t>(lanes()));
    state.last.clear();
    state.before.clear();
    state.g_exc[lane] = bad;
    EXPECT_EQ(state.step(kernels()).bad_lane, static_cast<std::ptrdiff_t>(lane)) << bad;
    EXPECT_FALSE(std::abs(state.vm[lane]) <= kDivergedMv);
  }
}

TEST_P(KernelsAtSize, DoesNotTakeTheSpikeItselfForDivergence) {
  // If it were advanced as if it had not spiked, a neuron at 29 mV with such a steep rise would be
  // far beyond 1e100 mV.
  NeuronConstants constants = published_constants();
  constants.exp2_scale = std::numbers::log2e / 0.1;
  State state(random_, lanes());
  state.last = {0};
  state.before.clear();
  std::fill(state.vm.begin(), state.vm.end(), -70.6);
  state.vm[0] = 29.0;
  state.vt[0] = -30.4;
  const StepResult result = state.step(kernels(), constants);
  EXPECT_EQ(result.bad_lane, -1);
  EXPECT_DOUBLE_EQ(state.vm[0], 29.0 + 3.462);
}

/// Weights in [0, w_max], a third of them at each bound.
AlignedArray weights_within(RandomSequence& random, const AlignedArray& w_max) {
  AlignedArray w = random_array(random, w_max.size(), 0.0, 1.0);
  for (std::size_t i = 0; i < w.size(); ++i) {
    const std::uint32_t place = random.below(3);
    w[i] = place == 0 ? 0.0 : place == 1 ? w_max[i] : w[i] * w_max[i];
  }
  return w;
}

/// Everything that one ms of plastic rows changes.
struct PlasticState {
  AlignedArray w;  // [row, lane]
  AlignedArray target, potential;
};

PlasticState after_step(const Kernels& table, PlasticState state, PlasticStep step,
                        std::vector<PlasticSpike> spikes) {
  const std::size_t lanes = state.target.size();
  for (std::size_t row = 0; row < spikes.size(); ++row) {
    spikes[row].w = state.w.data() + row * lanes;
  }
  step.target = state.target.data();
  step.potential = state.potential.data();
  step.spikes = spikes;
  table.plastic_step(step, lanes);
  return state;
}

TEST_P(KernelsAtSize, PlasticityGivesTheBitsOfTheScalarTwinAlsoAtTheBounds) {
  const AlignedArray w_max = random_array(random_, lanes(), 0.5, 5.0);
  const AlignedArray a_ltd = random_array(random_, lanes(), 0.0, 2.0);
  const AlignedArray a_ltp = random_array(random_, lanes(), 0.0, 2.0);
  const AlignedArray vm = random_array(random_, lanes(), -80.0, 30.0);
  const AlignedArray vmean = random_array(random_, lanes(), 0.0, 4.0);
  const AlignedArray umean_ltd = random_array(random_, lanes(), -72.0, -68.0);
  const AlignedArray umean_ltp = random_array(random_, lanes(), -72.0, -68.0);
  const AlignedArray previous = random_array(random_, lanes(), 0.0, 40.0);
  // Where nothing has been potentiated since, weights at 0 are at their bound.
  AlignedArray anchor = random_array(random_, lanes(), 0.0, 0.1);
  for (std::size_t i = 0; i < anchor.size(); ++i) {
    if (random_.coin()) anchor[i] = previous[i];
  }
  const PlasticStep step{{-70.6, -45.3, 0.5},
                         {vm.data(), vmean.data(), umean_ltd.data(), umean_ltp.data()},
                         a_ltd.data(),
                         a_ltp.data(),
                         w_max.data(),
                         previous.data(),
                         nullptr,
                         0.37,
                         nullptr,
                         {}};
  for (std::size_t count = 0; count < 30; ++count) {
    PlasticState start{{}, random_array(random_, lanes(), 0.0, 5.0), AlignedArray(lanes())};
    for (std::size_t row = 0; row < count; ++row) {
      const AlignedArray w = weights_within(random_, w_max);
      start.w.insert(start.w.end(), w.begin(), w.end());
    }
    const std::vector<PlasticSpike> spikes(count, {nullptr, anchor.data(), 0.03, 0.2});
    const PlasticState a = after_step(kernels(), start, step, spikes);
    const PlasticState b = after_step(scalar_kernels(), start, step, spikes);
    expect_same_bits(a.w, b.w, "weights");
    expect_same_bits(a.target, b.target, "conductance");
    expect_same_bits(a.potential, b.potential, "sum of LTP");
  }
}

/// One ms of one row whose weights have not been potentiated since the last one. Neurons differ in
/// how much they are lowered (0.1, 0.2, 0.3, ...) and raised (half of that).
AlignedArray lowered_and_raised(const Kernels& table, const AlignedArray& w,
                                const AlignedArray& w_max, AlignedArray& target) {
  const std::size_t lanes = w.size();
  AlignedArray amplitude(lanes);
  for (std::size_t i = 0; i < lanes; ++i) amplitude[i] = 0.1 * static_cast<double>(i + 1);
  const AlignedArray same(lanes, 1.0);
  const PlasticStep step{{0.0, 0.0, 1.0},  {same.data(), same.data(), same.data(), same.data()},
                         amplitude.data(), amplitude.data(),
                         w_max.data(),     same.data(),
                         nullptr,          0.37,
                         nullptr,          {}};
  const PlasticState after =
      after_step(table, {w, target, AlignedArray(lanes)}, step, {{nullptr, same.data(), 1.0, 0.5}});
  target = after.target;
  return after.w;
}

TEST_P(KernelsAtSize, PlasticityDoesNotLowerWeightsAtZero) {
  const AlignedArray w_max(lanes(), 1000.0);
  for (const Kernels* table : {&kernels(), &scalar_kernels()}) {
    AlignedArray target(lanes(), 2.0);
    const AlignedArray w = lowered_and_raised(*table, AlignedArray(lanes(), 0.0), w_max, target);
    for (std::size_t i = 0; i < lanes(); ++i) {
      ASSERT_EQ(w[i], 0.5 * (0.1 * static_cast<double>(i + 1))) << "raised alone";
      ASSERT_EQ(target[i], 2.0 + w[i]);
    }
  }
}

TEST_P(KernelsAtSize, PlasticityDoesNotRaiseWeightsAtTheirMaximum) {
  const AlignedArray w_max(lanes(), 1000.0);
  for (const Kernels* table : {&kernels(), &scalar_kernels()}) {
    AlignedArray target(lanes(), 2.0);
    const AlignedArray w = lowered_and_raised(*table, w_max, w_max, target);
    for (std::size_t i = 0; i < lanes(); ++i) {
      ASSERT_EQ(w[i], 1000.0 - 0.1 * static_cast<double>(i + 1)) << "lowered alone";
    }
  }
}

TEST_P(KernelsAtSize, PlasticityLowersToZeroAtMost) {
  const AlignedArray w_max(lanes(), 1000.0);
  for (const Kernels* table : {&kernels(), &scalar_kernels()}) {
    AlignedArray target(lanes(), 2.0);
    const AlignedArray w = lowered_and_raised(*table, AlignedArray(lanes(), 0.04), w_max, target);
    for (std::size_t i = 0; i < lanes(); ++i) {
      const double amplitude = 0.1 * static_cast<double>(i + 1);
      ASSERT_EQ(w[i], std::max(std::fma(0.5, amplitude, 0.04 - amplitude), 0.0));
    }
  }
}

TEST_P(KernelsAtSize, PotentiationGivesTheBitsOfTheScalarTwin) {
  const AlignedArray w_max = random_array(random_, lanes(), 0.5, 5.0);
  const AlignedArray now = random_array(random_, lanes(), 0.0, 40.0);
  const AlignedArray anchor = random_array(random_, lanes(), 0.0, 0.1);
  AlignedArray w = weights_within(random_, w_max);
  AlignedArray twin = w;
  kernels().potentiate(w.data(), now.data(), anchor.data(), 0.03, w_max.data(), lanes());
  scalar_kernels().potentiate(twin.data(), now.data(), anchor.data(), 0.03, w_max.data(), lanes());
  expect_same_bits(w, twin, "potentiate");
}

TEST_P(KernelsAtSize, InhibitoryPlasticityGivesTheBitsOfTheScalarTwin) {
  const AlignedArray w_max = random_array(random_, lanes(), 0.5, 1.0);
  const AlignedArray before = random_array(random_, lanes(), 1.0, 4.0);
  const AlignedArray now = random_array(random_, lanes(), 4.0, 5.0);
  const AlignedArray trace = random_array(random_, lanes(), 0.0, 40.0);
  const AlignedArray offset = random_array(random_, lanes(), 0.0, 12.0);
  const InhibitorySpike spike{0.2, 0.03, 0.7};
  for (int repeat = 0; repeat < 100; ++repeat) {
    AlignedArray w = weights_within(random_, w_max);
    AlignedArray twin = w;
    AlignedArray target = random_array(random_, lanes(), 0.0, 5.0);
    AlignedArray twin_target = target;
    AlignedArray anchor = random_array(random_, lanes(), 0.0, 1.0);
    AlignedArray twin_anchor = anchor;
    kernels().inhibitory_spike(target.data(), w.data(), anchor.data(), spike, before.data(),
                               now.data(), trace.data(), offset.data(), w_max.data(), lanes());
    scalar_kernels().inhibitory_spike(twin_target.data(), twin.data(), twin_anchor.data(), spike,
                                      before.data(), now.data(), trace.data(), offset.data(),
                                      w_max.data(), lanes());
    expect_same_bits(w, twin, "weights");
    expect_same_bits(target, twin_target, "conductance");
    expect_same_bits(anchor, now, "anchor");
    expect_same_bits(twin_anchor, now, "twin's anchor");
  }
}

TEST(InstructionSet, IsTheForcedOneWhereOneIsForced) {
  const char* forced = forced_set();
  if (forced == nullptr) {
    EXPECT_FALSE(instruction_set().empty());
    return;
  }
  try {
    std::string used = instruction_set();
    std::transform(used.begin(), used.end(), used.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    EXPECT_EQ(used, forced);
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr(forced));
    GTEST_SKIP() << "this processor lacks the instruction set " << forced;
  }
}

}  // namespace
}  // namespace ebsnn
