// Presentations with frozen weights compared with their scalar twin, bit for bit, on random
// networks, in double and in single precision. tests/unit/kernels/CMakeLists.txt runs them once for
// each instruction set.

#include "kernels/inference.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "kernels/aligned.hpp"
#include "kernels/kernels.hpp"
#include "kernels/model_constants.hpp"
#include "kernels/scalar_power.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <vector>

namespace ebsnn {
namespace {

constexpr std::size_t kChannels = 12;
constexpr int kSteps = 80;

/// The published neuron in the units of the kernels: log2(e) / 2 mV, above -70.6 mV.
template <class Real>
InferenceConstants<Real> published_constants() {
  const double s = 1.4426950408889634 / 2.0;
  InferenceConstants<Real> c{};
  c.keep_v = static_cast<Real>(1.0 - 30.0 / 281.0);
  c.rise = static_cast<Real>(s * 60.0 / 281.0);
  c.keep_w = static_cast<Real>(1.0 - 1.0 / 144.0);
  c.w_from_v = static_cast<Real>(4.0 / (144.0 * 281.0));
  c.keep_z = static_cast<Real>(1.0 - 1.0 / 40.0);
  c.keep_threshold = static_cast<Real>(1.0 - 1.0 / 50.0);
  c.threshold_gain = static_cast<Real>(s * 20.2 / 50.0);
  c.keep_g_inh = static_cast<Real>(0.9);
  c.held_threshold = 64;
  c.z_return = static_cast<Real>(s * (400.0 / 281.0 - 51.75 + 70.6));
  c.w_jump = static_cast<Real>(s / 281.0 * 0.0805 / 144.0);
  c.z_after = static_cast<Real>(s / 281.0 * 390.0);
  c.threshold_after = static_cast<Real>(s * (-30.8 + 70.6));
  c.diverged = sizeof(Real) == sizeof(double) ? static_cast<Real>(1e100) : Real{1e30F};
  c.shallow = 64 - model::PowerOfTwo<Real>::kLimit;
  return c;
}

/// A network with its input, and the result of a presentation.
template <class Real>
struct Network {
  std::size_t v1, inh, lanes;
  InferenceConstants<Real> constants = published_constants<Real>();
  AlignedArrayOf<Real> lgn_rows, v1_rows, inh_rows, blocks, g_exc;
  std::vector<std::uint64_t> neurons, bits;
  std::vector<std::uint16_t> channels, spiking;
  std::vector<std::uint32_t> event_first, first, first_inh;
  std::vector<Real> spike_w;

  /// Blocks of V1 and of Inh, whose last lane is padding.
  Network(RandomSequence& random, std::size_t v1_blocks, std::size_t inh_blocks)
      : v1(v1_blocks * lanes_of<Real>),
        inh(inh_blocks * lanes_of<Real>),
        lanes(v1 + inh),
        lgn_rows(uniform(random, kChannels * lanes, 9.0)),
        v1_rows(uniform(random, v1 * inh, 4.0)),
        inh_rows(uniform(random, inh * lanes, 3.0)),
        blocks(InferenceState<Real>::size(lanes)),
        g_exc(lanes),
        neurons(lanes / 64 + 1),
        bits(3 * neurons.size()),
        spiking(lanes * kSteps),
        event_first{0},
        first(kSteps + 1),
        first_inh(kSteps),
        spike_w(lanes * kSteps) {
    for (std::size_t lane = 0; lane + 1 < lanes; ++lane) {
      neurons[lane / 64] |= std::uint64_t{1} << lane % 64;
    }
    for (int step = 0; step < kSteps; ++step) {
      for (std::uint16_t channel = 0; channel < kChannels; ++channel) {
        if (random.below(5) == 0) channels.push_back(channel);
      }
      event_first.push_back(static_cast<std::uint32_t>(channels.size()));
    }
  }

  static AlignedArrayOf<Real> uniform(RandomSequence& random, std::size_t size, double high) {
    AlignedArrayOf<Real> values(size);
    for (Real& value : values) value = static_cast<Real>(random.uniform(0.0, high));
    return values;
  }

  [[nodiscard]] InferenceState<Real> state() { return {blocks.data(), g_exc.data()}; }

  Divergence present(const InferenceKernels& kernels) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      state().at(InferenceState<Real>::kThreshold, lane) = static_cast<Real>(14.57);
    }
    return kernels.of<Real>().present(constants,
                                      {lgn_rows.data(), v1_rows.data(), inh_rows.data(), v1, lanes},
                                      state(), {channels.data(), event_first.data(), kSteps},
                                      {spiking.data(), spike_w.data(), first.data(),
                                       first_inh.data(), bits.data(), neurons.data()});
  }
};

/// Compares all neurons; the state of padding does not matter.
template <class Real>
void expect_same_state(Network<Real>& network, Network<Real>& twin) {
  for (std::size_t lane = 0; lane + 1 < network.lanes; ++lane) {
    for (std::size_t field = 0; field < InferenceState<Real>::kFields; ++field) {
      const Real a = network.state().at(field, lane);
      const Real b = twin.state().at(field, lane);
      ASSERT_EQ(std::memcmp(&a, &b, sizeof(Real)), 0)
          << "field " << field << " of lane " << lane << ": " << a << " and " << b;
    }
    ASSERT_EQ(network.g_exc[lane], twin.g_exc[lane]) << lane;
  }
}

/// Presents to a copy with the scalar twin; returns spikes.
template <class Real>
std::size_t expect_as_twin(Network<Real> network) {
  Network<Real> twin = network;
  const Divergence divergence = network.present(inference_kernels());
  const Divergence expected = twin.present(scalar_inference_kernels());
  EXPECT_EQ(divergence.lane, expected.lane);
  EXPECT_EQ(divergence.step, expected.step);
  if (expected.lane >= 0) return 0;
  EXPECT_EQ(network.first, twin.first);
  EXPECT_EQ(network.first_inh, twin.first_inh);
  const auto count = static_cast<std::ptrdiff_t>(twin.first.back());
  EXPECT_TRUE(
      std::equal(twin.spiking.begin(), twin.spiking.begin() + count, network.spiking.begin()));
  expect_same_state(network, twin);
  return twin.first.back();
}

template <class Real>
class Inference : public testing::Test {
 protected:
  void SetUp() override {
    try {
      (void)kernels();
    } catch (const InputError&) {
      GTEST_SKIP() << "this processor lacks the instruction set "
                   << std::getenv("EBSNN_INSTRUCTION_SET");
    }
  }
  /// Calls `check` with networks of all combinations of whole and partial groups of blocks.
  template <class Check>
  void on_networks(const Check& check) {
    for (const std::size_t v1_blocks : {1U, 2U, 5U, 6U, 9U, 18U}) {
      for (const std::size_t inh_blocks : {1U, 3U, 4U, 7U}) {
        check(Network<Real>(random_, v1_blocks, inh_blocks));
      }
    }
  }
  RandomSequence random_{1, Stream::initial_weights, 79, 0};
};

using Precisions = testing::Types<double, float>;
TYPED_TEST_SUITE(Inference, Precisions);

TYPED_TEST(Inference, GivesTheBitsAndSpikesOfTheScalarTwin) {
  this->on_networks([](const Network<TypeParam>& network) {
    EXPECT_GT(expect_as_twin(network), network.lanes / 2) << "neurons must spike";
  });
}

TYPED_TEST(Inference, AlsoWhereExcitationOutlastsTheStep) {
  this->on_networks([](Network<TypeParam> network) {
    network.constants.keep_g_exc = TypeParam{0.5};
    EXPECT_GT(expect_as_twin(network), network.lanes / 2);
  });
}

TYPED_TEST(Inference, AlsoFarBelowThreshold) {
  this->on_networks([](Network<TypeParam> network) {
    // Some steps beyond the bound, some not; one neuron is so low that 2^x needs its limit.
    network.constants.shallow = TypeParam{-5};
    network.inh_rows[network.lanes - 2] = TypeParam{3000};
    EXPECT_GT(expect_as_twin(network), network.v1);
  });
}

TYPED_TEST(Inference, EndsAsSoonAsNoNeuronCanSpikeAnyMore) {
  RandomSequence random(1, Stream{1000}, 6, 0);
  Network<TypeParam> network(random, 1, 1);
  std::ranges::fill(network.event_first, 0U);
  std::ranges::fill(network.first, 7U);
  std::ranges::fill(network.first_inh, 7U);
  network.present(inference_kernels());
  EXPECT_EQ(network.first, std::vector<std::uint32_t>(kSteps + 1, 0));
  EXPECT_EQ(network.first_inh, std::vector<std::uint32_t>(kSteps, 0));
  const double after_one_step = network.constants.rise * std::exp2(-14.57);
  EXPECT_NEAR(network.state().at(InferenceState<TypeParam>::kV, 0), after_one_step,
              1e-3 * after_one_step)
      << "other steps were computed, too";
}

TYPED_TEST(Inference, PaddingNeitherSpikesNorDiverges) {
  this->on_networks([](Network<TypeParam> network) {
    const std::size_t padding = network.lanes - 1;
    for (std::size_t channel = 0; channel < kChannels; ++channel) {
      network.lgn_rows[channel * network.lanes + padding] =
          -std::numeric_limits<TypeParam>::infinity();
    }
    EXPECT_EQ(network.present(inference_kernels()).lane, -1);
    EXPECT_EQ(std::count(network.spiking.begin(), network.spiking.begin() + network.first.back(),
                         static_cast<std::uint16_t>(padding)),
              0);
  });
}

TYPED_TEST(Inference, ReportsTheFirstNeuronThatDivergesAndItsStep) {
  using Limits = std::numeric_limits<TypeParam>;
  for (const TypeParam bad : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(),
                              Limits::max(), -Limits::max()}) {
    this->on_networks([bad](Network<TypeParam> network) {
      const std::size_t lane = network.lanes / 2;
      network.channels = {3};
      std::fill(network.event_first.begin(), network.event_first.end(), 1U);
      std::fill_n(network.event_first.begin(), 12, 0U);  // the event is in ms 11
      network.lgn_rows[3 * network.lanes + lane] = bad;
      network.lgn_rows[3 * network.lanes + lane + 1] = bad;
      Network<TypeParam> twin = network;
      const Divergence divergence = network.present(inference_kernels());
      EXPECT_EQ(divergence.lane, static_cast<std::ptrdiff_t>(lane)) << bad;
      EXPECT_EQ(divergence.step, 13);
      EXPECT_FALSE(std::abs(network.state().at(InferenceState<TypeParam>::kV, lane)) <=
                   network.constants.diverged);
      expect_as_twin(twin);
    });
  }
}

TYPED_TEST(Inference, WeightedSumsOfRowsHaveTheBitsOfTheScalarTwin) {
  using Real = TypeParam;
  for (std::size_t blocks = 1; blocks <= 27; ++blocks) {
    const std::size_t lanes = blocks * lanes_of<Real>;
    const std::size_t stride = lanes + 2 * lanes_of<Real>;
    const AlignedArrayOf<Real> rows = Network<Real>::uniform(this->random_, 5 * stride, 9.0);
    AlignedArrayOf<Real> sums = Network<Real>::uniform(this->random_, lanes, 1.0);
    AlignedArrayOf<Real> expected = sums;
    const Real first = sums[lanes - 1];
    const std::vector<WeightedRow<Real>> terms{
        {4, Real(0.3)}, {0, Real(7)}, {4, Real(1.1)}, {2, Real(0)}};
    inference_kernels().of<Real>().add_weighted_rows(sums.data(), lanes, rows.data(), stride,
                                                     terms);
    scalar_inference_kernels().of<Real>().add_weighted_rows(expected.data(), lanes, rows.data(),
                                                            stride, terms);
    ASSERT_EQ(sums, expected) << lanes;
    const std::size_t i = lanes - 1;
    const double sum = first + 1.4 * rows[4 * stride + i] + 7.0 * rows[i];
    ASSERT_NEAR(expected[i], sum, 1e-5 * sum);
  }
}

TYPED_TEST(Inference, AWeightedSumOfNoRowsChangesNothing) {
  AlignedArrayOf<TypeParam> sums(lanes_of<TypeParam>, TypeParam{2});
  inference_kernels().of<TypeParam>().add_weighted_rows(sums.data(), sums.size(), nullptr, 0, {});
  EXPECT_EQ(sums, AlignedArrayOf<TypeParam>(lanes_of<TypeParam>, TypeParam{2}));
}

/// The error of the polynomial (2^-52 in double precision) and the rounding of its terms.
TYPED_TEST(Inference, PowerOfTwoAgreesWithTheCLibrary) {
  const double limit = static_cast<double>(model::PowerOfTwo<TypeParam>::kLimit);
  const double epsilon = static_cast<double>(std::numeric_limits<TypeParam>::epsilon());
  for (int repeat = 0; repeat < 20000; ++repeat) {
    const auto x = static_cast<TypeParam>(this->random_.uniform(-limit, limit));
    const double exact = std::exp2(static_cast<double>(x));
    ASSERT_NEAR(static_cast<double>(power_of_two(x)) / exact, 1.0, 3.0 * epsilon) << "2^" << x;
  }
}

}  // namespace
}  // namespace ebsnn
