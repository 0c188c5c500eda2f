#include "readout/spread_samples.hpp"

#include <algorithm>

namespace ebsnn {

std::vector<std::size_t> spread_samples(std::span<const Label> labels, std::size_t most) {
  const std::size_t classes = labels.empty() ? 0 : std::size_t{std::ranges::max(labels)} + 1;
  std::vector<std::size_t> of_class(classes, 0);
  for (const Label label : labels) ++of_class[label];
  std::vector<std::size_t> chosen = of_class;
  if (labels.size() > most) {
    for (std::size_t& count : chosen) {
      count = count == 0 ? 0 : std::max<std::size_t>(1, count * most / labels.size());
    }
  }
  std::vector<std::size_t> samples;
  std::vector<std::size_t> seen(classes, 0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    // Sample s of n is one of the m chosen where m s / n passes a whole number; the first one is.
    const std::size_t m = chosen[labels[i]];
    const std::size_t n = of_class[labels[i]];
    const std::size_t s = seen[labels[i]]++;
    if (s * m % n < m) samples.push_back(i);
  }
  return samples;
}

std::vector<Label> rows_of(std::span<const Label> labels, std::span<const std::size_t> samples) {
  std::vector<Label> chosen;
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
