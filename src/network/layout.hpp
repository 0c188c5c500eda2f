#pragma once
// Memory layout of neurons and synapses for the kernels. Only for src/network.
//
// V1 and Inh follow the same equations and form one array: V1 at lanes 0 .. v1 - 1, Inh from lane
// inh_first, both padded to whole vectors. Synapses are stored in one row per presynaptic neuron,
// so that its spike is one pass over one row.

#include "kernels/aligned.hpp"
#include "kernels/kernels.hpp"
#include "network/parameters.hpp"
#include "network/simulator.hpp"
#include "network/weights.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

struct Layout {
  std::size_t lgn, v1, inh;
  std::size_t inh_first;  ///< lane of the first Inh neuron
  std::size_t inh_lanes;  ///< lanes of Inh, including padding
  std::size_t lanes;      ///< of both populations

  /// Populations are padded to multiples of `multiple` lanes.
  explicit Layout(const NetworkShape& shape, std::size_t multiple = kLanes);
  [[nodiscard]] bool is_v1(std::size_t lane) const { return lane < v1; }
  [[nodiscard]] bool is_inh(std::size_t lane) const {
    return lane >= inh_first && lane < inh_first + inh;
  }
  /// Number of the neuron at `lane`: V1 first, then Inh.
  [[nodiscard]] std::size_t neuron(std::size_t lane) const {
    return lane < inh_first ? lane : lane - inh_first + v1;
  }
};

/// Spikes of one step: V1 neurons, Inh neurons (numbers within their population), ascending.
struct StepSpikes {
  std::vector<std::uint16_t> v1;
  std::vector<std::uint16_t> inh;
  void clear() {
    v1.clear();
    inh.clear();
  }
  /// From the lanes a kernel reports; padding lanes are left out.
  void assign(const Layout& layout, std::span<const std::uint16_t> lanes);
};

/// Adds the spikes of `step` to the result of a presentation.
void count_spikes(const Layout& layout, const StepSpikes& spikes, int step, SpikeCounts& counts,
                  SpikeTrain* train);

[[nodiscard]] NeuronConstants neuron_constants(const ModelParameters& parameters);
[[nodiscard]] PlasticityConstants plasticity_constants(const PlasticityParameters& parameters);

/// Rows of `matrix` (post x pre), times `scale`, become columns lane_first .. of `rows` (pre x
/// lanes), and the reverse.
template <class Real>
void scatter_columns(const WeightMatrix& matrix, AlignedArrayOf<Real>& rows, std::size_t lanes,
                     std::size_t lane_first, double scale = 1.0) {
  for (std::size_t post = 0; post < matrix.posts; ++post) {
    for (std::size_t pre = 0; pre < matrix.pres; ++pre) {
      rows[pre * lanes + lane_first + post] = static_cast<Real>(scale * matrix.at(post, pre));
    }
  }
}
void gather_columns(WeightMatrix& matrix, const AlignedArray& rows, std::size_t lanes,
                    std::size_t lane_first);
/// The same for Inh -> Inh, whose matrix leaves the self-connection out.
template <class Real>
void scatter_lateral(const WeightMatrix& inlat, AlignedArrayOf<Real>& rows, std::size_t lanes,
                     std::size_t lane_first, double scale = 1.0) {
  for (std::size_t post = 0; post < inlat.posts; ++post) {
    for (std::size_t column = 0; column < inlat.pres; ++column) {
      const std::size_t pre = column < post ? column : column + 1;
      rows[pre * lanes + lane_first + post] = static_cast<Real>(scale * inlat.at(post, column));
    }
  }
}
void gather_lateral(WeightMatrix& inlat, const AlignedArray& rows, std::size_t lanes,
                    std::size_t lane_first);

/// Throws NonFiniteState for the neuron at `lane`.
[[noreturn]] void throw_diverged(const Layout& layout, std::size_t lane, double vm, int step,
                                 std::int64_t patch);

}  // namespace ebsnn
