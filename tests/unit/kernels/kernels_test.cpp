// Every kernel against its scalar twin, bit for bit, on random states; and the choice of
// instruction set. Run once for each instruction set by tests/unit/kernels/CMakeLists.txt.

#include "kernels/kernels.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "kernels/aligned.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <limits>
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
  c.g_l = 30.0;
  c.delta_t = 2.0;
  c.inv_delta_t = 0.5;
  c.inv_c = 1.0 / 281.0;
  c.e_l = -70.6;
  c.a = 4.0;
  c.b = 0.0805;
  c.i_sp = 400.0;
  c.vt_max = -30.4;
  c.vt_rest = -50.4;
  c.inv_tau_w = 1.0 / 144.0;
  c.inv_tau_z = 1.0 / 40.0;
  c.inv_tau_vt = 1.0 / 50.0;
  c.keep_g_exc = 0.0;
  c.keep_g_inh = 0.9;
  c.inv_tau_mean = 1.0 / 750.0;
  c.inv_tau_ltd = 0.1;
  c.inv_tau_ltp = 1.0 / 7.0;
  c.inv_tau_x = 1.0 / 15.0;
  c.theta_minus = -70.6;
  c.theta_plus = -45.3;
  c.inv_vmean_reference = 1.0 / 9.0;
  return c;
}

/// A random state of neurons: resting, just below threshold, and in both steps after a spike.
struct State {
  AlignedArray vm, wad, z, vt, g_exc, g_inh, state;
  AlignedArray vmean, umean_ltd, umean_ltp, xtrace, sum_g_exc, sum_g_inh, ltd, ltp;

  State(RandomSequence& random, std::size_t lanes)
      : vm(random_array(random, lanes, -80.0, -40.0)),
        wad(random_array(random, lanes, -5.0, 80.0)),
        z(random_array(random, lanes, 0.0, 400.0)),
        vt(random_array(random, lanes, -50.4, -30.4)),
        g_exc(random_array(random, lanes, 0.0, 20.0)),
        g_inh(random_array(random, lanes, 0.0, 5.0)),
        state(lanes),
        vmean(random_array(random, lanes, 0.0, 100.0)),
        umean_ltd(random_array(random, lanes, -75.0, -40.0)),
        umean_ltp(random_array(random, lanes, -75.0, -40.0)),
        xtrace(random_array(random, lanes, 0.0, 0.2)),
        sum_g_exc(random_array(random, lanes, 0.0, 100.0)),
        sum_g_inh(random_array(random, lanes, 0.0, 100.0)),
        ltd(lanes),
        ltp(lanes) {
    for (double& value : state) {
      value = std::max(0.0, static_cast<double>(random.below(6)) - 3.0);
    }
  }

  NeuronArrays neurons() {
    return {vm.data(), wad.data(), z.data(), vt.data(), g_exc.data(), g_inh.data(), state.data()};
  }
  LearningArrays learning() {
    return {vmean.data(),     umean_ltd.data(), umean_ltp.data(), xtrace.data(),
            sum_g_exc.data(), sum_g_inh.data(), ltd.data(),       ltp.data()};
  }
  void expect_same(const State& other) const {
    expect_same_bits(vm, other.vm, "vm");
    expect_same_bits(wad, other.wad, "wad");
    expect_same_bits(z, other.z, "z");
    expect_same_bits(vt, other.vt, "vt");
    expect_same_bits(g_exc, other.g_exc, "g_exc");
    expect_same_bits(g_inh, other.g_inh, "g_inh");
    expect_same_bits(state, other.state, "state");
    expect_same_bits(vmean, other.vmean, "vmean");
    expect_same_bits(umean_ltd, other.umean_ltd, "umean_ltd");
    expect_same_bits(umean_ltp, other.umean_ltp, "umean_ltp");
    expect_same_bits(xtrace, other.xtrace, "xtrace");
    expect_same_bits(sum_g_exc, other.sum_g_exc, "sum_g_exc");
    expect_same_bits(sum_g_inh, other.sum_g_inh, "sum_g_inh");
    expect_same_bits(ltd, other.ltd, "ltd");
    expect_same_bits(ltp, other.ltp, "ltp");
  }
};

/// Odd numbers of vectors, one vector, and the published network's 184 lanes.
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
  std::vector<std::uint16_t> spikes(lanes());
  std::vector<std::uint16_t> twin_spikes(lanes());
  std::size_t seen = 0;
  for (int repeat = 0; repeat < 200; ++repeat) {
    State state(random_, lanes());
    State twin = state;
    const NeuronConstants constants = published_constants();
    const StepResult result = kernels().step(constants, state.neurons(), lanes(), spikes.data());
    const StepResult expected =
        scalar_kernels().step(constants, twin.neurons(), lanes(), twin_spikes.data());
    state.expect_same(twin);
    ASSERT_EQ(result.bad_lane, -1);
    ASSERT_EQ(result.spike_count, expected.spike_count);
    ASSERT_TRUE(std::equal(spikes.begin(),
                           spikes.begin() + static_cast<std::ptrdiff_t>(result.spike_count),
                           twin_spikes.begin()));
    seen += result.spike_count;
  }
  EXPECT_GT(seen, 0U) << "the random states must make neurons spike";
}

TEST_P(KernelsAtSize, LearningStepGivesTheBitsOfTheScalarTwinOverManySteps) {
  State state(random_, lanes());
  State twin = state;
  std::vector<std::uint16_t> spikes(lanes());
  std::size_t seen = 0;
  for (int step = 0; step < 400; ++step) {
    for (std::size_t i = 0; i < lanes(); ++i) {
      state.g_exc[i] = twin.g_exc[i] = random_.uniform(0.0, 4.0);
    }
    const StepResult result = kernels().step_learning(published_constants(), state.neurons(),
                                                      state.learning(), lanes(), spikes.data());
    scalar_kernels().step_learning(published_constants(), twin.neurons(), twin.learning(), lanes(),
                                   spikes.data());
    state.expect_same(twin);
    seen += result.spike_count;
  }
  EXPECT_GT(seen, lanes());
}

TEST_P(KernelsAtSize, ReportsTheFirstLaneThatDiverges) {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1e101}) {
    State state(random_, lanes());
    const std::size_t lane = random_.below(static_cast<std::uint32_t>(lanes()));
    std::fill(state.state.begin(), state.state.end(), 0.0);
    state.g_exc[lane] = bad;
    std::vector<std::uint16_t> spikes(lanes());
    const StepResult result =
        kernels().step(published_constants(), state.neurons(), lanes(), spikes.data());
    EXPECT_EQ(result.bad_lane, static_cast<std::ptrdiff_t>(lane)) << bad;
  }
}

TEST_P(KernelsAtSize, RowKernelsGiveTheBitsOfTheScalarTwin) {
  constexpr std::size_t kRows = 7;
  const Kernels& vector = kernels();
  const Kernels& scalar = scalar_kernels();
  const AlignedArray rows = random_array(random_, kRows * lanes(), 0.0, 5.0);
  const std::vector<std::uint16_t> chosen{0, 3, 3, 6};
  AlignedArray a = random_array(random_, lanes(), 0.0, 5.0);
  AlignedArray b = a;
  vector.add_rows(a.data(), rows.data(), lanes(), chosen);
  scalar.add_rows(b.data(), rows.data(), lanes(), chosen);
  expect_same_bits(a, b, "add_rows");

  const AlignedArray rate = random_array(random_, lanes(), 0.0, 1e-6);
  const AlignedArray factor = random_array(random_, lanes(), 0.0, 2000.0);
  const AlignedArray previous = random_array(random_, lanes(), 0.0, 1e-3);
  vector.accumulate(a.data(), previous.data(), rate.data(), factor.data(), 0.37, lanes());
  scalar.accumulate(b.data(), previous.data(), rate.data(), factor.data(), 0.37, lanes());
  expect_same_bits(a, b, "accumulate");

  AlignedArray target = random_array(random_, lanes(), 0.0, 5.0);
  AlignedArray twin_target = target;
  vector.deliver_inhibitory(target.data(), a.data(), 7e-6, factor.data(), rate.data(), lanes());
  scalar.deliver_inhibitory(twin_target.data(), b.data(), 7e-6, factor.data(), rate.data(),
                            lanes());
  expect_same_bits(target, twin_target, "conductance");
  expect_same_bits(a, b, "inhibitory weights");
}

TEST_P(KernelsAtSize, PlasticityGivesTheBitsOfTheScalarTwinAlsoAtTheBounds) {
  const AlignedArray w_max = random_array(random_, lanes(), 0.5, 5.0);
  const AlignedArray a_ltd = random_array(random_, lanes(), 0.0, 0.1);
  const AlignedArray a_ltp = random_array(random_, lanes(), 0.0, 0.1);
  const AlignedArray ltd = random_array(random_, lanes(), 0.0, 40.0);
  const AlignedArray ltp = random_array(random_, lanes(), 0.0, 40.0);
  for (int repeat = 0; repeat < 100; ++repeat) {
    AlignedArray w = random_array(random_, lanes(), 0.0, 1.0);
    for (std::size_t i = 0; i < lanes(); ++i) {
      const std::uint32_t place = random_.below(3);
      w[i] = place == 0 ? 0.0 : place == 1 ? w_max[i] : w[i] * w_max[i];
    }
    AlignedArray twin = w;
    kernels().pair(w.data(), a_ltd.data(), ltd.data(), a_ltp.data(), ltp.data(), 0.2, w_max.data(),
                   lanes());
    scalar_kernels().pair(twin.data(), a_ltd.data(), ltd.data(), a_ltp.data(), ltp.data(), 0.2,
                          w_max.data(), lanes());
    expect_same_bits(w, twin, "pair");
    kernels().potentiate(w.data(), ltp.data(), ltd.data(), 0.03, w_max.data(), lanes());
    scalar_kernels().potentiate(twin.data(), ltp.data(), ltd.data(), 0.03, w_max.data(), lanes());
    expect_same_bits(w, twin, "potentiate");
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

/// The exponential is the only part of a step that is not a handful of exact operations. With g_l,
/// delta_t and c = 1 and everything else 0, a step adds exp(vm - vt) to vm.
TEST(Exponential, AgreesWithTheCLibraryToTwoUnitsInTheLastPlace) {
  NeuronConstants constants{};
  constants.g_l = 1.0;
  constants.delta_t = constants.inv_delta_t = constants.inv_c = 1.0;
  RandomSequence random(1, Stream::initial_weights, 78, 0);
  std::vector<std::uint16_t> spikes(kLanes);
  for (int repeat = 0; repeat < 20000; ++repeat) {
    const double x = random.uniform(-700.0, 200.0);
    AlignedArray zero(kLanes), vm(kLanes, 0.0), vt(kLanes, -x), wad(zero), z(zero), g_exc(zero),
        g_inh(zero), state(zero);
    const NeuronArrays arrays{vm.data(),    wad.data(),   z.data(),    vt.data(),
                              g_exc.data(), g_inh.data(), state.data()};
    std::fill(state.begin(), state.end(), 3.0);  // neither of the two steps, and no spike
    scalar_kernels().step(constants, arrays, kLanes, spikes.data());
    const double expected = std::exp(x);
    ASSERT_NEAR(vm[0] / expected, 1.0, 4.5e-16) << "exp(" << x << ")";
  }
}

}  // namespace
}  // namespace ebsnn
