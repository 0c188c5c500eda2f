// The linear SVM on made-up spike counts whose classes overlap.

#include "core/random.hpp"
#include "readout/linear_svm.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <vector>

namespace ebsnn::bench {
namespace {

constexpr std::size_t kFeatures = 576;
constexpr std::size_t kClasses = 10;

struct Counts {
  std::vector<std::uint16_t> counts;
  std::vector<Label> labels;
  [[nodiscard]] FeatureMatrix matrix() const { return {counts, kFeatures}; }
};

/// Counts of 0 to 6 around a mean that differs between classes in a third of the features.
Counts made_up(std::size_t samples) {
  Counts made;
  RandomSequence random(1, Stream::synthetic_recording, 0, 0);
  for (std::size_t i = 0; i < samples; ++i) {
    const auto digit = static_cast<Label>(i % kClasses);
    made.labels.push_back(digit);
    for (std::size_t j = 0; j < kFeatures; ++j) {
      const bool likes = (j * 7 + digit * 5) % 30 < 10;
      std::uint32_t count = 0;
      // A binomial number: six chances of 30 % or 34 %.
      for (int chance = 0; chance < 6; ++chance) count += random.below(100) < (likes ? 34U : 30U);
      made.counts.push_back(static_cast<std::uint16_t>(count));
    }
  }
  return made;
}

void svm_fit(benchmark::State& state) {
  const Counts made = made_up(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    const SvmTrainingSet training(made.matrix(), made.labels);
    benchmark::DoNotOptimize(fit_class(training, 3));
  }
}

void svm_predict(benchmark::State& state) {
  const Counts made = made_up(static_cast<std::size_t>(state.range(0)));
  const LinearSvm svm = fit_linear_svm(made.matrix(), made.labels);
  for (auto _ : state) benchmark::DoNotOptimize(predict(svm, made.matrix()));
}

BENCHMARK(svm_fit)->ArgName("samples")->Arg(6000)->Arg(60'000)->Unit(benchmark::kMillisecond);
BENCHMARK(svm_predict)->ArgName("samples")->Arg(2000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ebsnn::bench
