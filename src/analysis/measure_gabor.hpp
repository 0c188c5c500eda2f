#pragma once
// ebsnn_measure --what gabor: the Gabor function that fits each V1 neuron's receptive field, ON - OFF
// of its LGN weights, best (statistics/gabor.hpp; nothing is simulated). Datasets below /gabor, for
// each V1 neuron:
//   quality            1 - SSE / SST
//   n_x, n_y           width and length in cycles: sigma_x f, sigma_y f
//   orientation_deg    of the stripes' normal, 0 .. 180, from the x axis to the y axis (down): the
//                      orientation of the grating that it fits (grating.hpp)
//   frequency          cycles a patch
//   phase_deg, amplitude, x0_px, y0_px, sigma_x_px, sigma_y_px
//   receptive_field [.., row, column]   ON - OFF
// NaN: a constant field, which is not fitted.

#include "analysis/measurement.hpp"
#include "network/weights.hpp"

#include <cstddef>
#include <vector>

namespace ebsnn {

[[nodiscard]] Measured measure_gabor(const RunContext& run, const MeasureInput& input);

/// ON - OFF of the LGN weights of a V1 neuron [row, column].
[[nodiscard]] std::vector<double> receptive_field(const NetworkWeights& weights,
                                                  std::size_t neuron);

}  // namespace ebsnn
