#pragma once
// ebsnn_measure --what tuning: orientation and direction tuning of V1 neurons.
//
// Orientation: static gratings (grating.hpp) of 45 orientations, 8 phases, 0.6, 1.2, 1.8 and 2.4
// cycles a patch and 7 contrasts up to 100 Hz, each presented --repeats (50) times with Poisson events
// of their own. Direction: gratings of contrast 1 that move at 0.05 px/ms in 16 directions in front of
// the emulated camera (moving_gratings.hpp), each recorded as often. Numbers of the latter are the
// project's own. Datasets below /tuning, for each V1 neuron; definitions in
// statistics/tuning_curve.hpp:
//   osi, half_width_deg, preferred_orientation_deg   at the preferred frequency and phase, which are
//                                         those of the grating with the largest rate
//   preferred_frequency, preferred_phase_deg, largest_rate_hz
//   dsi                                   at the frequency of the moving grating with the largest rate
//   curve [.., contrast, orientation]     Hz, at the preferred frequency and phase
//   direction_curve [.., direction]       Hz, at the frequency of dsi
// NaN: no spikes.

#include "analysis/grating.hpp"
#include "analysis/measurement.hpp"
#include "analysis/moving_gratings.hpp"

namespace ebsnn {

[[nodiscard]] Measured measure_tuning(const RunContext& run, const MeasureInput& input);

/// Which gratings are presented; tests have fewer.
struct TuningStimuli {
  GratingSet still;
  MovingGratingSet moving;
};
[[nodiscard]] Measured measure_tuning_with(const RunContext& run, const MeasureInput& input,
                                           const TuningStimuli& stimuli);

}  // namespace ebsnn
