#include "readout/spread_samples.hpp"

#include <algorithm>
#include <array>

namespace ebsnn {

std::vector<std::size_t> spread_samples(std::span<const std::uint8_t> labels, std::size_t most) {
  std::array<std::size_t, kDigits> of_class{};
  for (const std::uint8_t label : labels) ++of_class.at(label);
  std::array<std::size_t, kDigits> chosen = of_class;
  if (labels.size() > most) {
    for (std::size_t& count : chosen) {
      count = count == 0 ? 0 : std::max<std::size_t>(1, count * most / labels.size());
    }
  }
  std::vector<std::size_t> samples;
  std::array<std::size_t, kDigits> seen{};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    // Sample s of n is one of the m chosen where m s / n passes a whole number; the first one is.
    const std::size_t m = chosen.at(labels[i]);
    const std::size_t n = of_class.at(labels[i]);
    const std::size_t s = seen.at(labels[i])++;
    if (s * m % n < m) samples.push_back(i);
  }
  return samples;
}

std::vector<std::uint8_t> rows_of(std::span<const std::uint8_t> labels,
                                  std::span<const std::size_t> samples) {
  std::vector<std::uint8_t> chosen;
  chosen.reserve(samples.size());
  for (const std::size_t sample : samples) chosen.push_back(labels[sample]);
  return chosen;
}

std::vector<std::uint16_t> rows_of(const FeatureMatrix& features,
                                   std::span<const std::size_t> samples) {
  std::vector<std::uint16_t> counts;
  counts.reserve(samples.size() * features.features());
  for (const std::size_t sample : samples) {
    const auto row = features.row(sample);
    counts.insert(counts.end(), row.begin(), row.end());
  }
  return counts;
}

}  // namespace ebsnn
