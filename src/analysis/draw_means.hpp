#pragma once
// Means over neurons and presentations of a number that tells how much draws of a corruption differ.
// Only for measurements.

#include "analysis/corruption_draws.hpp"
#include "analysis/measurement.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ebsnn {

/// What is measured, and its names in files and for people.
struct DrawMeasure {
  std::string name;  ///< of the dataset
  std::string long_name;
  std::string head;  ///< of the column
  /// A number for each V1 neuron, from all draws of one presentation; NaN: without spikes.
  std::function<std::vector<double>(const DrawnPresentation&)> of_neurons;
};

/// Collective. Means of `measure` for each condition, and for each neuron.
[[nodiscard]] Measured measure_draws(const RunContext& run, const MeasureInput& input,
                                     const DrawMeasure& measure);

}  // namespace ebsnn
