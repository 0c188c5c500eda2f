#pragma once
// What the camera looks at: ink that its pixels see, changing with time.

#include "emulator/blurred_image.hpp"

namespace ebsnn {

/// Only one camera looks at a scene at a time.
class Scene {
 public:
  using Row = BlurredImage::Row;

  Scene() = default;
  virtual ~Scene() = default;
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  /// End of a step from `t_ms` in which intensities change so little that they are linear in time;
  /// never beyond SaccadePath::kDurationMs.
  [[nodiscard]] virtual double step_end_ms(double t_ms) const = 0;
  /// The following rows are those at `t_ms`.
  virtual void move_to(double t_ms) = 0;
  /// Ink that the pixels of row `y` of the sensor see, 0 (paper) .. 1. `row` is 0 before. Values beyond
  /// the sensor's columns are meaningless.
  virtual void seen_row(int y, Row& row) const = 0;
};

}  // namespace ebsnn
