// The kernels of learning in use and their scalar twins, on 180 neurons at rest. Inference is one
// kernel: network_bench.cpp.

#include "core/random.hpp"
#include "kernels/aligned.hpp"
#include "kernels/kernels.hpp"
#include "network/layout.hpp"

#include <benchmark/benchmark.h>

#include <vector>

namespace ebsnn {
namespace {

constexpr std::size_t kLanes = padded(180);
/// The table to measure: that in use, or its scalar twin.
const Kernels& table(const benchmark::State& state) {
  return state.range(0) != 0 ? kernels() : scalar_kernels();
}

AlignedArray uniform(std::size_t size, double low, double high) {
  RandomSequence random(1, Stream::initial_weights, size, 0);
  AlignedArray values(size);
  for (double& value : values) value = random.uniform(low, high);
  return values;
}

/// The state of neurons that wait for input.
struct Neurons {
  NeuronState state{kLanes};
  NeuronConstants constants = neuron_constants(ModelParameters{});

  Neurons() { state.reset(ModelParameters{}.neuron); }
};

void kernel_step_learning(benchmark::State& state) {
  Neurons neurons;
  const NeuronArrays arrays = neurons.state.arrays();
  std::vector<AlignedArray> a(7, AlignedArray(kLanes));
  const LearningArrays learning{a[0].data(), a[1].data(), a[2].data(), a[3].data(),
                                a[4].data(), a[5].data(), a[6].data()};
  for (auto _ : state) {
    benchmark::DoNotOptimize(table(state).step_learning(neurons.constants, arrays, learning, kLanes,
                                                        {}, neurons.state.spikes.next()));
  }
}

void kernel_accumulate(benchmark::State& state) {
  AlignedArray potential(kLanes);
  AlignedArray down(kLanes);
  AlignedArray up(kLanes);
  const AlignedArray rate = uniform(kLanes, 0.0, 1e-6);
  const PlasticityFactors factors{rate.data(), rate.data(), rate.data(),
                                  rate.data(), down.data(), up.data()};
  for (auto _ : state) {
    table(state).accumulate(potential.data(), potential.data(), factors, 0.9, kLanes);
    benchmark::ClobberMemory();
  }
}

void kernel_potentiate(benchmark::State& state) {
  AlignedArray w = uniform(kLanes, 0.0, 5.0);
  const AlignedArray anchor = uniform(kLanes, 0.0, 1e-6);
  const AlignedArray w_max(kLanes, 5.0);
  for (auto _ : state) {
    table(state).potentiate(w.data(), anchor.data(), anchor.data(), 0.9, w_max.data(), kLanes);
    benchmark::ClobberMemory();
  }
}

void kernel_plastic_spike(benchmark::State& state) {
  AlignedArray target(kLanes);
  AlignedArray w = uniform(kLanes, 0.0, 5.0);
  const AlignedArray factor = uniform(kLanes, 0.0, 1e-6);
  const AlignedArray w_max(kLanes, 5.0);
  const PlasticSpike spike{0.1, 0.9, factor.data(), factor.data()};
  for (auto _ : state) {
    table(state).plastic_spike(target.data(), w.data(), spike, factor.data(), factor.data(),
                               w_max.data(), kLanes);
    benchmark::ClobberMemory();
  }
}

void kernel_inhibitory_spike(benchmark::State& state) {
  AlignedArray target(kLanes);
  AlignedArray w = uniform(kLanes, 0.0, 1.0);
  AlignedArray anchor(kLanes);
  const AlignedArray sums = uniform(kLanes, 0.0, 20.0);
  const AlignedArray w_max(kLanes, 1.0);
  const InhibitorySpike spike{1e-6, 7e-6, 0.9};
  for (auto _ : state) {
    table(state).inhibitory_spike(target.data(), w.data(), anchor.data(), spike, sums.data(),
                                  sums.data(), sums.data(), sums.data(), w_max.data(), kLanes);
    benchmark::ClobberMemory();
  }
}

BENCHMARK(kernel_step_learning)->ArgName("vector")->Arg(1)->Arg(0);
BENCHMARK(kernel_accumulate)->ArgName("vector")->Arg(1)->Arg(0);
BENCHMARK(kernel_potentiate)->ArgName("vector")->Arg(1)->Arg(0);
BENCHMARK(kernel_plastic_spike)->ArgName("vector")->Arg(1)->Arg(0);
BENCHMARK(kernel_inhibitory_spike)->ArgName("vector")->Arg(1)->Arg(0);

}  // namespace
}  // namespace ebsnn
