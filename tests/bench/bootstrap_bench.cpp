// The crossed bootstrap at the size of a full study: 10 seeds, 5 networks, 11 levels and 10,000
// recordings. A study has 2,000 replicates for each corruption.

#include "core/random.hpp"
#include "statistics/crossed_bootstrap.hpp"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn::bench {
namespace {

constexpr CorrectnessShape kStudy{10, 5, 11, 10000};

CorrectnessTable made_up_study() {
  CorrectnessTable table(kStudy);
  RandomSequence random(1, Stream::synthetic_recording, 0, 0);
  std::vector<std::uint8_t> right(kStudy.recordings);
  for (std::size_t i = 0; i < kStudy.seeds * kStudy.networks * kStudy.levels; ++i) {
    for (std::uint8_t& bit : right) bit = random.below(5) == 0 ? 0 : 1;
    table.set(i / kStudy.levels / kStudy.networks, i / kStudy.levels % kStudy.networks,
              i % kStudy.levels, right);
  }
  return table;
}

void bootstrap_draws(benchmark::State& state) {
  std::size_t replicate = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(bootstrap_weights(1, replicate++, kStudy.seeds, kStudy.recordings));
  }
}
BENCHMARK(bootstrap_draws)->Unit(benchmark::kMicrosecond);

void bootstrap_replicates(benchmark::State& state) {
  const CorrectnessTable table = made_up_study();
  constexpr std::size_t kTogether = 20;
  std::size_t first = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(crossed_bootstrap(table, 1, {first, kTogether}));
    first += kTogether;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(first));
}
BENCHMARK(bootstrap_replicates)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ebsnn::bench
