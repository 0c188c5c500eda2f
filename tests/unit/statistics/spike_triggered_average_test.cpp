#include "statistics/spike_triggered_average.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "statistics/correlation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

using Counts = std::vector<std::uint16_t>;

/// Patches (1, 4), (3, 0) with 1 and 3 spikes: averages 2.5 and 1, less means 2 and 2.
TEST(SpikeTriggeredAverage, IsThatOfTheEquation) {
  SpikeTriggeredAverage average(2, 2);
  std::vector<std::int64_t> sums(average.sums().size());
  average.add(Counts{1, 0}, Counts{1, 4}, sums);
  average.add(Counts{3, 0}, Counts{3, 0}, sums);
  average.set_sums(sums);
  EXPECT_EQ(average.average(0), (std::vector<double>{0.5, -1.0}));
  EXPECT_EQ(average.spikes(0), 4);
  EXPECT_EQ(average.spikes(1), 0);
  EXPECT_TRUE(std::isnan(average.average(1)[0])) << "no spikes";
  EXPECT_THROW(average.set_sums({1, 2, 3}), InputError);
}

/// 20,000 patches of 20 independent components 0 .. 9; the number of spikes is 400 + filter times
/// patch. The errors of the average are about 1 / sqrt(20,000) of the filter's length.
TEST(SpikeTriggeredAverage, RecoversTheFilterOfALinearNeuron) {
  constexpr std::size_t kChannels = 20;
  RandomSequence random(2, Stream::analysis_bootstrap, 0, 0);
  std::vector<double> filter(kChannels);
  for (double& value : filter) value = static_cast<double>(random.below(5)) - 2.0;
  SpikeTriggeredAverage average(1, kChannels);
  std::vector<std::int64_t> sums(average.sums().size());
  for (int patch = 0; patch < 20000; ++patch) {
    Counts stimulus(kChannels);
    double spikes = 400.0;
    for (std::size_t c = 0; c < kChannels; ++c) {
      stimulus[c] = static_cast<std::uint16_t>(random.below(10));
      spikes += filter[c] * stimulus[c];
    }
    average.add(Counts{static_cast<std::uint16_t>(spikes)}, stimulus, sums);
  }
  average.set_sums(sums);
  EXPECT_GT(pearson(average.average(0), filter), 0.995);
}

}  // namespace
}  // namespace ebsnn
