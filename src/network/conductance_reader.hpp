#pragma once
// Computes the conductances of a presentation from its spikes: conductances.hpp has the equation.
// Only for src/network.

#include "encoding/spike_raster.hpp"
#include "kernels/aligned.hpp"
#include "kernels/inference.hpp"
#include "network/conductances.hpp"
#include "network/layout.hpp"
#include "network/parameters.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// Spikes of V1 and Inh as PatchSpikes has them.
struct PresentedSpikes {
  std::span<const std::uint16_t> lanes;
  std::span<const std::uint32_t> first;      ///< [steps + 1]
  std::span<const std::uint32_t> first_inh;  ///< [steps]
};

/// Real is the number format of the rows; sums of rows have the same. All instruction sets give the
/// same bits: each sum has one order, by presynaptic neuron.
template <class Real>
class ConductanceReader {
 public:
  /// `rows`, which must outlive the object, are weights times `scale`.
  ConductanceReader(const NeuronParameters& neuron, int steps, const Layout& layout,
                    const SynapseRows<Real>& rows, double scale);

  [[nodiscard]] ConductanceSums sums(const SpikeRaster& raster, const PresentedSpikes& spikes);
  [[nodiscard]] PopulationConductances means(const SpikeRaster& raster,
                                             const PresentedSpikes& spikes);

 private:
  using Terms = std::vector<WeightedRow<Real>>;

  void weigh_spikes(const SpikeRaster& raster, const PresentedSpikes& spikes);
  void add_rows(std::span<Real> sums, const Real* rows, std::size_t stride,
                std::span<const double> factors);
  [[nodiscard]] std::vector<double> by_neuron(std::span<const Real> sums) const;
  void find_row_means();

  Layout layout_;
  SynapseRows<Real> rows_;
  std::size_t steps_;
  double scale_;
  double keep_exc_, keep_inh_;
  /// [steps] what a spike that is delivered in a step adds to the sum, per unit of weight.
  std::vector<double> exc_from_, inh_from_;
  // Scratch: the same, added over the spikes of each presynaptic neuron; and the terms of a sum.
  std::vector<double> lgn_, v1_, inh_;
  Terms terms_;
  AlignedArrayOf<Real> exc_sums_, inh_sums_;  // [lanes]
  // Mean weight of each row over a population; made when first needed.
  std::vector<double> lgn_to_v1_, lgn_to_inh_, v1_to_inh_, inh_to_v1_, inh_to_inh_;
};

}  // namespace ebsnn
