#include "statistics/crossed_bootstrap.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "statistics/weighted_count.hpp"

namespace ebsnn {
namespace {

constexpr std::uint64_t kDrawRecordings = 0;
constexpr std::uint64_t kDrawSeeds = 1;

/// How often each of n was drawn in n draws with replacement.
std::vector<std::uint32_t> drawn(RandomSequence random, std::size_t n) {
  std::vector<std::uint32_t> times(n);
  const auto bound = static_cast<std::uint32_t>(n);
  for (std::size_t i = 0; i < n; ++i) ++times[random.below(bound)];
  return times;
}

/// Writes the accuracies [network, level] under these weights.
void weighted_accuracies(const CorrectnessTable& table, const BootstrapWeights& weights,
                         std::span<double> percent) {
  const CorrectnessShape& shape = table.shape();
  const WeightDigits digits(weights.recordings);
  std::vector<std::uint64_t> correct(percent.size());
  for (std::size_t seed = 0; seed < shape.seeds; ++seed) {
    if (weights.seeds[seed] == 0) continue;
    for (std::size_t i = 0; i < correct.size(); ++i) {
      const auto bits = table.row(seed, i / shape.levels, i % shape.levels);
      correct[i] += weights.seeds[seed] * digits.count(bits);
    }
  }
  const double all = static_cast<double>(shape.seeds) * static_cast<double>(shape.recordings);
  for (std::size_t i = 0; i < correct.size(); ++i) {
    percent[i] = 100.0 * static_cast<double>(correct[i]) / all;
  }
}

}  // namespace

BootstrapWeights bootstrap_weights(std::uint64_t analysis_seed, std::size_t replicate,
                                   std::size_t seeds, std::size_t recordings) {
  const auto random = [&](std::uint64_t variant) {
    return RandomSequence(analysis_seed, Stream::analysis_bootstrap, variant, replicate);
  };
  return {drawn(random(kDrawSeeds), seeds), drawn(random(kDrawRecordings), recordings)};
}

BootstrapAccuracies crossed_bootstrap(const CorrectnessTable& table, std::uint64_t analysis_seed,
                                      const Block& replicates) {
  table.require_complete();
  if (replicates.count == 0) throw InputError("bootstrap: 0 replicates, must be at least 1");
  const CorrectnessShape& shape = table.shape();
  const std::size_t values = shape.networks * shape.levels;
  BootstrapAccuracies accuracies{shape.networks, shape.levels, std::vector<double>(values),
                                 std::vector<double>(replicates.count * values)};
  const BootstrapWeights once{std::vector<std::uint32_t>(shape.seeds, 1),
                              std::vector<std::uint32_t>(shape.recordings, 1)};
  weighted_accuracies(table, once, accuracies.observed);
  for (std::size_t i = 0; i < replicates.count; ++i) {
    const BootstrapWeights weights =
        bootstrap_weights(analysis_seed, replicates.first + i, shape.seeds, shape.recordings);
    weighted_accuracies(table, weights,
                        std::span(accuracies.replicates).subspan(i * values, values));
  }
  return accuracies;
}

}  // namespace ebsnn
