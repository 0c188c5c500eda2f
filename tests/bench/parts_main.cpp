// The parts of the program, each by itself. Takes Google Benchmark's options, e.g.
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
