#pragma once
// A sine grating that moves at constant speed across the whole sensor:
//   ink(X, Y, t) = (1 + cos(2 pi f (x cos(direction) + y sin(direction) - speed t) + phase)) / 2
// at the centres of pixels, with x to the right and y down, in px from the sensor's centre. The optics
// would lower its contrast, but change nothing else, and are left out.

#include "core/random.hpp"
#include "emulator/scene.hpp"

namespace ebsnn {

struct MovingGrating {
  double direction_rad = 0.0;
  double cycles_a_px = 0.0;  ///< f
  double speed_px_ms = 0.0;
};

class GratingScene final : public Scene {
 public:
  /// Draws the phase.
  GratingScene(const MovingGrating& grating, RandomSequence& random);

  /// 0.2 px later, as for digits, but after 4 ms at most.
  [[nodiscard]] double step_end_ms(double t_ms) const override;
  void move_to(double t_ms) override;
  void seen_row(int y, Row& row) const override;

 private:
  MovingGrating grating_;
  double cos_direction_;
  double sin_direction_;
  double first_phase_rad_;
  double phase_rad_;
};

}  // namespace ebsnn
