#pragma once
// How alike the spike times of a neuron are from draw to draw.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// For spike trains s_1 ... s_n, each filtered with a Gaussian of SD sigma,
///   reliability = mean over pairs i < j of s_i.s_j / (|s_i| |s_j|)
/// (Schreiber et al., Neurocomputing 52-54:925, 2003, doi 10.1016/S0925-2312(02)00838-X). The
/// products are those of filtered trains without borders: s_i.s_j is proportional to the sum of
/// exp(-(t - u)^2 / (4 sigma^2)) over spikes t of i and u of j. A pair with spikes in one train alone
/// counts as 0, and a pair without spikes is left out; both are the project's own.
class SpikeReliability {
 public:
  /// Spike times are 0 .. steps - 1 ms; sigma_ms > 0.
  SpikeReliability(double sigma_ms, std::size_t steps);

  /// 1 for equal trains. NaN if fewer than two trains, or none, has spikes. Throws InputError for a
  /// spike at `steps` or later.
  [[nodiscard]] double of(const std::vector<std::vector<std::uint16_t>>& trains_ms) const;

 private:
  [[nodiscard]] double product(std::span<const std::uint16_t> a,
                               std::span<const std::uint16_t> b) const;
  std::vector<double> kernel_;  ///< by distance in ms
};

}  // namespace ebsnn
