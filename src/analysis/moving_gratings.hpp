#pragma once
// Responses to gratings that move in front of the emulated event camera.

#include "analysis/measurement.hpp"
#include "emulator/grating_scene.hpp"

#include <cstddef>
#include <vector>

namespace ebsnn {

/// All combinations of these.
struct MovingGratingSet {
  std::size_t directions = 16;                     ///< of 360 degrees, from 0
  std::vector<double> cycles{0.6, 1.2, 1.8, 2.4};  ///< a patch
  double speed_px_ms = 0.05;                       ///< about that of the saccades of N-MNIST

  [[nodiscard]] std::size_t size() const { return cycles.size() * directions; }
  /// Directions change fastest.
  [[nodiscard]] MovingGrating grating(std::size_t place, int patch_side) const;
};

/// Collective. Mean rates of V1 neurons in Hz [place in the set, neuron], over `settings.repeats`
/// recordings with draws of their own, of a camera with default parameters and the sensor pattern of
/// `settings.seed`. The network sees the patch at the centre of the sensor.
[[nodiscard]] std::vector<double> moving_grating_rates_hz(const RunContext& run,
                                                          const MeasureInput& input,
                                                          const MovingGratingSet& set);

}  // namespace ebsnn
