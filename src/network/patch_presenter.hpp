#pragma once
// A network with frozen weights in the form the inference kernels want, in double or single
// precision. Only for src/network.

#include "encoding/spike_raster.hpp"
#include "kernels/inference.hpp"
#include "network/parameters.hpp"
#include "network/simulator.hpp"
#include "network/weights.hpp"

#include <memory>

namespace ebsnn {

/// One of the two; see Simulator, whose work it does.
class PatchPresenter {
 public:
  virtual ~PatchPresenter() = default;
  PatchPresenter() = default;
  PatchPresenter(const PatchPresenter&) = delete;
  PatchPresenter& operator=(const PatchPresenter&) = delete;
  virtual SpikeCounts present(const SpikeRaster& raster, SpikeTrain* train) = 0;
};

/// The constants of a step in the kernels' units.
template <class Real>
[[nodiscard]] InferenceConstants<Real> inference_constants(const NeuronParameters& n);

[[nodiscard]] std::unique_ptr<PatchPresenter> make_presenter(const ModelParameters& parameters,
                                                             const NetworkWeights& weights,
                                                             Precision precision);

}  // namespace ebsnn
