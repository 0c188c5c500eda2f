#pragma once
// The network with frozen weights: spike counts of one patch presentation, and on request spike
// times and conductances.
//
// Input events reach LGN one step later, and V1 and Inh (adaptive exponential integrate-and-fire
// neurons, parameters in NeuronParameters) two steps later. Each step of 1 ms (explicit Euler):
//   1. spikes of the step before are delivered: g_exc += w (LGN -> V1, LGN -> Inh, V1 -> Inh),
//      g_inh += w (Inh -> V1, Inh -> Inh)
//   2. vm     += (-g_l (vm - e_l) + g_l delta_t exp((vm - vt)/delta_t) - wad + z)/c + g_exc - g_inh
//      wad    += (a (vm - e_l) - wad)/tau_w      z  += -z/tau_z     vt += (vt_rest - vt)/tau_vt
//      g_exc  += -g_exc/tau_g_exc                g_inh += -g_inh/tau_g_inh
//      from the values before the step; other equations hold in the two steps after a spike
//      (kernels/model_constants.hpp has their numbers)
//   3. where vm > vt, outside those two steps: a spike; vm = 29 mV, vt = vt_max
// Source: Larisch, Berger & Hamker (ICANN 2023, doi 10.1007/978-3-031-44198-1_17).

#include "encoding/spike_raster.hpp"
#include "network/conductances.hpp"
#include "network/parameters.hpp"
#include "network/weights.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace ebsnn {

class PatchPresenter;

/// Result of a presentation: number of spikes of every neuron, V1 first, then Inh.
struct SpikeCounts {
  std::vector<std::uint16_t> v1;   ///< [v1]
  std::vector<std::uint16_t> inh;  ///< [inh]
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& v1& inh;
  }
};

/// Spike times, recorded on request: pairs in the order of time, then of neuron (V1 first, then
/// Inh).
struct SpikeTrain {
  std::vector<std::uint16_t> step;
  std::vector<std::uint16_t> neuron;
};

/// Number format of a Simulator. Double precision gives the published spikes. Single precision is
/// faster; some spikes then come a ms earlier or later, or not at all (jobs/README.md has the
/// figures).
enum class Precision { kSingle, kDouble };

/// "single" or "double".
[[nodiscard]] const char* name_of(Precision precision);

/// Presents patches to a network whose weights do not change. Every presentation starts from rest,
/// so its result depends only on its raster. One object serves one thread.
class Simulator {
 public:
  /// `parameters` and `weights` must be valid (`validate`).
  Simulator(const ModelParameters& parameters, const NetworkWeights& weights,
            Precision precision = Precision::kDouble);
  ~Simulator();
  Simulator(Simulator&&) noexcept;
  Simulator& operator=(Simulator&&) noexcept;
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  /// One patch presentation of `parameters.shape.steps` ms. Appends spike times to `train`, and
  /// replaces `sums` and `means` by the conductances of this presentation, unless they are null.
  /// Throws NonFiniteState naming neuron, step and patch (presentations of this object, from 0) if
  /// a potential leaves +-1e100 mV, in single precision +-1e30 mV.
  SpikeCounts present(const SpikeRaster& raster, SpikeTrain* train = nullptr,
                      ConductanceSums* sums = nullptr, PopulationConductances* means = nullptr);

 private:
  std::unique_ptr<PatchPresenter> presenter_;
};

}  // namespace ebsnn
