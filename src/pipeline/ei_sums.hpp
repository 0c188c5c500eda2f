#pragma once
// Excitation and inhibition of a network with frozen weights, and its rates, over recordings.

#include "network/parameters.hpp"
#include "network/weights.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/condition.hpp"
#include "pipeline/cross_covariance.hpp"
#include "pipeline/measured_recordings.hpp"
#include "pipeline/population.hpp"
#include "pipeline/stop.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn {

/// Sums over the presentations of a condition; neurons are V1 first, then Inh.
struct EiSums {
  std::vector<double> g_exc;          ///< [v1 + inh] sum over steps and presentations, mV/ms
  std::vector<double> g_inh;          ///< the same
  std::vector<std::uint64_t> spikes;  ///< [v1 + inh]
  CrossCovariance v1, inh;            ///< of the populations' mean g_exc and g_inh
  std::uint64_t presentations = 0;

  EiSums() = default;
  /// Empty sums of so many neurons.
  explicit EiSums(std::size_t neurons) : g_exc(neurons), g_inh(neurons), spikes(neurons) {}
  EiSums& operator+=(const EiSums& other);
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& g_exc& g_inh& spikes& v1& inh& presentations;
  }
};

/// Collective. The sums over all `recordings`, divided among the ranks; the same bits on all ranks
/// and for any number of them. Throws InputError for a recording that cannot be used, Error for a
/// simulation that diverged or if `stop` gives a reason on any rank.
[[nodiscard]] EiSums sum_ei(Communicator& comm, const ModelParameters& parameters,
                            const NetworkWeights& weights, MeasuredRecordings& recordings,
                            const Condition& condition, const StopCondition& stop);

/// R = sum of g_exc / sum of g_inh over the neurons of a population (a ratio of sums); infinity if
/// the sum of g_inh is 0.
[[nodiscard]] double ei_ratio(const EiSums& sums, const Population& population);
/// The same for each neuron of a population.
[[nodiscard]] std::vector<double> ei_ratio_of_neurons(const EiSums& sums,
                                                      const Population& population);
/// Mean rate of a population in Hz; `steps` of 1 ms in a presentation.
[[nodiscard]] double mean_rate_hz(const EiSums& sums, const Population& population, int steps);

}  // namespace ebsnn
