#pragma once
// The same recording under several draws of its corruption. Only for measurements.

#include "analysis/measurement.hpp"
#include "network/simulator.hpp"

#include <cstddef>
#include <vector>

namespace ebsnn {

/// What one window of a recording evokes in each draw.
struct DrawnPresentation {
  std::vector<SpikeCounts> counts;  ///< [draw]
  std::vector<SpikeTrain> trains;   ///< [draw]
};

/// The presentations of all windows of recording `number`, with `settings.draws` draws: those of the
/// seeds seed, seed + 1, ... Without corruption all draws are equal and are simulated once.
[[nodiscard]] std::vector<DrawnPresentation> present_draws(const MeasureInput& input,
                                                           std::size_t number,
                                                           const Condition& condition,
                                                           const EvaluationLayout& layout,
                                                           Simulator& simulator);

}  // namespace ebsnn
