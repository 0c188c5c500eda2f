// The kernels of learning in use, and their scalar twins, on 180 neurons at rest. Inference is one
// kernel: see network_bench.cpp.

#include "core/random.hpp"
#include "kernels/aligned.hpp"
#include "kernels/kernels.hpp"
#include "network/layout.hpp"
#include "network/learning_neurons.hpp"

#include <benchmark/benchmark.h>

#include <vector>

namespace ebsnn {
namespace {

constexpr std::size_t kLanes = padded(180);
/// The kernels to measure: those in use, or their scalar twins.
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
  LearningNeurons state{kLanes};
  NeuronConstants constants = neuron_constants(ModelParameters{});

  Neurons() { state.reset(ModelParameters{}.neuron); }
};

void kernel_step_learning(benchmark::State& state) {
  Neurons neurons;
  const NeuronArrays arrays = neurons.state.arrays();
  const LearningArrays learning = neurons.state.learning_arrays(false);
  for (auto _ : state) {
    benchmark::DoNotOptimize(table(state).step_learning(neurons.constants, arrays, learning, kLanes,
                                                        {}, neurons.state.spikes.next()));
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

/// With this many spikes.
void kernel_plastic_step(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(1));
  AlignedArray target(kLanes);
  AlignedArray potential(kLanes);
  AlignedArray w = uniform(count * kLanes, 0.0, 5.0);
  const AlignedArray factor = uniform(kLanes, 0.0, 1e-6);
  const AlignedArray w_max(kLanes, 5.0);
  std::vector<PlasticSpike> spikes;
  for (std::size_t i = 0; i < count; ++i) {
    spikes.push_back({w.data() + i * kLanes, factor.data(), 0.9, 0.1});
  }
  const double* f = factor.data();
  const PlasticStep step{plasticity_constants({}),
                         {f, f, f, f},
                         f,
                         f,
                         w_max.data(),
                         f,
                         potential.data(),
                         0.9,
                         target.data(),
                         spikes};
  for (auto _ : state) {
    table(state).plastic_step(step, kLanes);
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
BENCHMARK(kernel_potentiate)->ArgName("vector")->Arg(1)->Arg(0);
BENCHMARK(kernel_plastic_step)
    ->ArgNames({"vector", "spikes"})
    ->ArgsProduct({{1, 0}, {0, 1, 4, 16}});
BENCHMARK(kernel_inhibitory_spike)->ArgName("vector")->Arg(1)->Arg(0);

}  // namespace
}  // namespace ebsnn
