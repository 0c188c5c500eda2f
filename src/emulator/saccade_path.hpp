#pragma once
// Position of the image of a digit on the sensor during the three saccades of N-MNIST. Only for
// events and its tests.
//
// A sum of smooth steps A S((t - start) / duration), S(u) = u - sin(2 pi u) / (2 pi) on 0..1, in x
// (right) and y (down), px, t in ms, fitted to N-MNIST as described in camera.hpp: a triangle of
// about (+1.7, +5.3), (+3.5, -5.4), (-5.3, 0) px. In a single recording the saccades come early or
// late: the position is that of the path at t - d(t), where d moves from one shift to the next.

#include "core/random.hpp"
#include "emulator/camera_parameters.hpp"

#include <vector>

namespace ebsnn {

struct SensorPoint {
  double x = 0.0;  ///< px to the right
  double y = 0.0;  ///< px down
};

/// How late the saccades of one recording are, ms.
struct SaccadeShifts {
  double first = 0.0;
  double second = 0.0;
  double third = 0.0;
};

[[nodiscard]] SaccadeShifts draw_saccade_shifts(const CameraParameters& parameters,
                                                RandomSequence& random);

class SaccadePath {
 public:
  static constexpr double kDurationMs = 312.0;

  SaccadePath();

  /// Centre of the image at `t_ms`. The centres of the sensor's pixels are at whole numbers, 0..33.
  [[nodiscard]] SensorPoint at(double t_ms, const SaccadeShifts& shifts) const;

  /// End of the longest step from `t_ms` in which the image moves at most 0.2 px and which takes at
  /// most 4 ms, never beyond kDurationMs.
  [[nodiscard]] double next_time(double t_ms, const SaccadeShifts& shifts) const;

 private:
  /// Points close enough for linear interpolation (error below 1e-4 px).
  std::vector<SensorPoint> table_;
};

}  // namespace ebsnn
