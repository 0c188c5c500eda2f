#include "emulator/grating_scene.hpp"

#include "core/elementary.hpp"

#include <algorithm>
#include <cstddef>
#include <numbers>

namespace ebsnn {
namespace {

constexpr double kTwoPi = 2.0 * std::numbers::pi;
constexpr double kLongestStep_px = 0.2;
constexpr double kLongestStep_ms = 4.0;
constexpr double kCentre_px = (kCameraSide - 1) / 2.0;

}  // namespace

GratingScene::GratingScene(const MovingGrating& grating, RandomSequence& random)
    : grating_(grating),
      cos_direction_(portable_cos(grating.direction_rad)),
      sin_direction_(portable_sin(grating.direction_rad)),
      first_phase_rad_(random.uniform(0.0, kTwoPi)),
      phase_rad_(first_phase_rad_) {}

double GratingScene::step_end_ms(double t_ms) const {
  const double speed_px_ms = grating_.speed_px_ms;
  const double step_ms = speed_px_ms * kLongestStep_ms > kLongestStep_px
                             ? kLongestStep_px / speed_px_ms
                             : kLongestStep_ms;
  return std::min(t_ms + step_ms, SaccadePath::kDurationMs);
}

void GratingScene::move_to(double t_ms) {
  phase_rad_ = first_phase_rad_ - kTwoPi * grating_.cycles_a_px * grating_.speed_px_ms * t_ms;
}

void GratingScene::seen_row(int y, Row& row) const {
  const double radians_a_px = kTwoPi * grating_.cycles_a_px;
  const double along_y = radians_a_px * sin_direction_ * (y - kCentre_px);
  for (std::size_t x = 0; x < kCameraSide; ++x) {
    const double along_x = radians_a_px * cos_direction_ * (static_cast<double>(x) - kCentre_px);
    row[x] = static_cast<float>((1.0 + portable_cos(along_x + along_y + phase_rad_)) / 2.0);
  }
}

}  // namespace ebsnn
