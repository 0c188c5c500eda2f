#pragma once
// What a training has come to: everything that is needed to continue it.

#include "network/parameters.hpp"
#include "network/plastic_network.hpp"
#include "network/weights.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn {

/// Rates and conductances of the recorded patches; matrices [record, neuron].
struct TrainingHistory {
  std::vector<std::uint64_t> patch;
  std::vector<double> v1_rate_hz, inh_rate_hz;
  std::vector<double> v1_mean_g_exc, inh_mean_g_exc;
  std::vector<double> v1_mean_g_inh, inh_mean_g_inh;

  /// Appends the result of patch number `patch_number`.
  void append(std::uint64_t patch_number, const PatchRecord& record, const NetworkShape& shape);
  /// The records of patches before `patch_number`.
  [[nodiscard]] TrainingHistory until(std::uint64_t patch_number) const;
  friend bool operator==(const TrainingHistory&, const TrainingHistory&) = default;
};

/// Everything that is needed to continue a training.
struct TrainingState {
  std::uint64_t next_patch = 0;  ///< patches done; also the position of the random numbers
  NetworkWeights weights;        ///< current weights; inhibitory ones may not be clipped yet
  InhibitoryTraces traces;
  TrainingHistory history;
};

/// Throws InputError naming `source` if a state does not fit this model: other sizes, or weights
/// that are NaN or infinite.
void require_fits(const TrainingState& state, const ModelParameters& parameters,
                  const std::string& source);

/// Weights with every value inside its bounds. Inhibitory ones may exceed theirs by the change of
/// the last ms; the published simulation clips them in the next ms.
[[nodiscard]] NetworkWeights clipped(NetworkWeights weights, const ModelParameters& parameters);

}  // namespace ebsnn
