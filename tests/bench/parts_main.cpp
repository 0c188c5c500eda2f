// Measures each part of the program separately. Takes the options of Google Benchmark, e.g.
// --benchmark_filter=kernel.

#include "bench/machine.hpp"

#include <benchmark/benchmark.h>

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::AddCustomContext("machine", ebsnn::bench::machine_description());
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
