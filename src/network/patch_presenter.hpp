#pragma once
// A network with frozen weights, laid out for the inference kernels, in double or single precision.
// Only for src/network.

#include "encoding/spike_raster.hpp"
#include "kernels/inference.hpp"
#include "network/conductances.hpp"
#include "network/parameters.hpp"
#include "network/simulator.hpp"
#include "network/weights.hpp"

#include <memory>

namespace ebsnn {

/// Implements Simulator for one of the two precisions.
class PatchPresenter {
 public:
  virtual ~PatchPresenter() = default;
  PatchPresenter() = default;
  PatchPresenter(const PatchPresenter&) = delete;
  PatchPresenter& operator=(const PatchPresenter&) = delete;
  virtual SpikeCounts present(const SpikeRaster& raster, SpikeTrain* train, ConductanceSums* sums,
                              PopulationConductances* means) = 0;
};

/// The constants of a step in the units of the kernels.
template <class Real>
[[nodiscard]] InferenceConstants<Real> inference_constants(const NeuronParameters& n);

[[nodiscard]] std::unique_ptr<PatchPresenter> make_presenter(const ModelParameters& parameters,
                                                             const NetworkWeights& weights,
                                                             Precision precision);

}  // namespace ebsnn
