#pragma once
// Spike-triggered averages: which stimulus comes before, or with, a neuron's spikes.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// For patches p with n_j(p) spikes of neuron j and stimulus x(p),
///   average_j = sum over p of n_j(p) x(p) / sum over p of n_j(p)  -  mean over p of x(p)
/// (Chichilnisky, Network 12:199, 2001, doi 10.1080/713663221, with patches in place of time bins). For
/// a linear neuron and a stimulus with equal, independent components, it is proportional to the
/// neuron's filter. All sums are of whole numbers.
class SpikeTriggeredAverage {
 public:
  SpikeTriggeredAverage(std::size_t neurons, std::size_t channels);

  /// Adds a patch to `sums`: spikes [neuron], stimulus [channel].
  void add(std::span<const std::uint16_t> spikes, std::span<const std::uint16_t> stimulus,
           std::span<std::int64_t> sums) const;

  /// Those that average() uses, so that they can be added up elsewhere. Number of patches; stimulus
  /// [channel]; spikes [neuron]; products [neuron, channel].
  [[nodiscard]] const std::vector<std::int64_t>& sums() const { return sums_; }
  /// Throws InputError for another number of sums than sums() has.
  void set_sums(std::vector<std::int64_t> sums);

  /// [channel], in units of the stimulus; all NaN for a neuron without spikes.
  [[nodiscard]] std::vector<double> average(std::size_t neuron) const;
  [[nodiscard]] std::int64_t spikes(std::size_t neuron) const {
    return sums_[1 + channels_ + neuron];
  }

 private:
  std::size_t neurons_;
  std::size_t channels_;
  std::vector<std::int64_t> sums_;
};

}  // namespace ebsnn
