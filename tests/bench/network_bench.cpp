// Patch presentations, with frozen weights and learning.

#include "bench/workload.hpp"
#include "network/plastic_network.hpp"
#include "network/simulator.hpp"

#include <benchmark/benchmark.h>

namespace ebsnn::bench {
namespace {

const Workload& workload() {
  static const Workload made = make_workload(3000, 100, 50);
  return made;
}

void patch_inference(benchmark::State& state, Precision precision) {
  const auto& patches = workload().evaluation;
  Simulator simulator(workload().model, workload().weights, precision);
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(simulator.present(patches[i++ % patches.size()]));
  }
  state.counters["LGN spikes"] = mean_lgn_spikes(patches);
}

void patch_training(benchmark::State& state) {
  const auto& patches = workload().training;
  PlasticNetwork network(workload().model, workload().weights);
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        network.present(patches[i++ % patches.size()], 0, nullptr, nullptr, Conductances::ignored));
  }
  state.counters["LGN spikes"] = mean_lgn_spikes(patches);
}

BENCHMARK_CAPTURE(patch_inference, double, Precision::kDouble)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(patch_inference, single, Precision::kSingle)->Unit(benchmark::kMicrosecond);
BENCHMARK(patch_training)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ebsnn::bench
