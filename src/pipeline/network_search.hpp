#pragma once
// Networks varied until they have a given ratio of excitation to inhibition, or a given rate.

#include "network/parameters.hpp"
#include "network/variation.hpp"
#include "network/weights.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/bisection.hpp"
#include "pipeline/measured_recordings.hpp"
#include "pipeline/stop.hpp"

namespace ebsnn {

/// A network with frozen weights.
struct FrozenNetwork {
  ModelParameters parameters;
  NetworkWeights weights;
};

/// What measurements during a search need.
struct SearchContext {
  Communicator& comm;
  MeasuredRecordings& recordings;  ///< presented clean
  const StopCondition& stop;
  double tolerance;  ///< relative
};

/// What was found; `network` is changed accordingly.
struct SearchOutcome {
  BisectionResult found;
  Clipping clipping;
};

/// Collective. Scales INtoV1 until the ratio R of V1 (ei_sums.hpp) is `ratio` (> 0). Throws
/// InputError naming the closest ratio if there is no such scale.
SearchOutcome scale_to_ratio(const SearchContext& context, FrozenNetwork& network, double ratio);

/// Collective. Mean rate of V1 over neurons, windows and recordings, in Hz.
[[nodiscard]] double clean_rate_hz(const SearchContext& context, const FrozenNetwork& network);

/// Collective. Scales V1weight, InhibW and V1toIN by one factor until the clean mean rate of V1 is
/// `rate_hz`. Throws InputError naming the closest rate if there is none.
SearchOutcome scale_to_rate(const SearchContext& context, FrozenNetwork& network, double rate_hz);

/// Collective. Raises vt-rest-mv, at most to its bound, until the clean mean rate of V1 is
/// `rate_hz`. Throws InputError naming the closest rate if there is none, as where the network
/// already fires less.
SearchOutcome raise_threshold_to_rate(const SearchContext& context, FrozenNetwork& network,
                                      double rate_hz);

}  // namespace ebsnn
