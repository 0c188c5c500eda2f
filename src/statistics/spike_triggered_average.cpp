#include "statistics/spike_triggered_average.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace ebsnn {

SpikeTriggeredAverage::SpikeTriggeredAverage(std::size_t neurons, std::size_t channels)
    : neurons_(neurons), channels_(channels), sums_(1 + channels + neurons + neurons * channels) {}

void SpikeTriggeredAverage::add(std::span<const std::uint16_t> spikes,
                                std::span<const std::uint16_t> stimulus,
                                std::span<std::int64_t> sums) const {
  ++sums[0];
  for (std::size_t c = 0; c < channels_; ++c) sums[1 + c] += stimulus[c];
  for (std::size_t n = 0; n < neurons_; ++n) {
    const std::int64_t count = spikes[n];
    if (count == 0) continue;
    sums[1 + channels_ + n] += count;
    const std::span<std::int64_t> products =
        sums.subspan(1 + channels_ + neurons_ + n * channels_, channels_);
    for (std::size_t c = 0; c < channels_; ++c) products[c] += count * stimulus[c];
  }
}

void SpikeTriggeredAverage::set_sums(std::vector<std::int64_t> sums) {
  if (sums.size() != sums_.size()) {
    throw InputError(
        fmt::format("spike-triggered average: {} sums, expected {}", sums.size(), sums_.size()));
  }
  sums_ = std::move(sums);
}

std::vector<double> SpikeTriggeredAverage::average(std::size_t neuron) const {
  std::vector<double> result(channels_, std::numeric_limits<double>::quiet_NaN());
  if (spikes(neuron) == 0) return result;
  const auto patches = static_cast<double>(sums_[0]);
  const auto count = static_cast<double>(spikes(neuron));
  for (std::size_t c = 0; c < channels_; ++c) {
    const auto product =
        static_cast<double>(sums_[1 + channels_ + neurons_ + neuron * channels_ + c]);
    result[c] = product / count - static_cast<double>(sums_[1 + c]) / patches;
  }
  return result;
}

}  // namespace ebsnn
