#include "events/saccade_path.hpp"

#include "core/elementary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace ebsnn {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kTableStepMs = 0.25;
constexpr double kMaxStepPx = 0.2;
constexpr double kMaxStepMs = 4.0;
constexpr double kMinStepMs = 0.125;

struct SmoothStep {
  double amplitude_px;
  double start_ms;
  double duration_ms;
};

constexpr SensorPoint kStart{13.925, 14.915};
constexpr std::array<SmoothStep, 7> kStepsX{{{1.591, 38.9, 45.9},
                                             {1.136, 59.7, 120.5},
                                             {1.391, 111.4, 48.6},
                                             {0.712, 149.4, 37.6},
                                             {0.804, 167.1, 71.0},
                                             {-3.582, 209.2, 73.1},
                                             {-1.884, 242.0, 64.1}}};
constexpr std::array<SmoothStep, 4> kStepsY{
    {{5.300, 0.7, 84.9}, {-0.300, 79.3, 35.6}, {-5.006, 112.3, 77.1}, {-0.251, 250.8, 41.0}}};

double sum_of_steps(std::span<const SmoothStep> steps, double t_ms) {
  double sum = 0.0;
  for (const SmoothStep& step : steps) {
    const double u = std::clamp((t_ms - step.start_ms) / step.duration_ms, 0.0, 1.0);
    sum += step.amplitude_px * (u - portable_sin(2.0 * kPi * u) / (2.0 * kPi));
  }
  return sum;
}

/// The shift at `t_ms`: that of a saccade while it lasts, linear between saccades.
double shift_at(double t_ms, const SaccadeShifts& shifts) {
  constexpr double kFirstEnds = 80.0;
  constexpr double kSecondStarts = 112.0;
  constexpr double kSecondEnds = 190.0;
  constexpr double kThirdStarts = 220.0;
  const double to_second = std::clamp((t_ms - kFirstEnds) / (kSecondStarts - kFirstEnds), 0.0, 1.0);
  const double to_third = std::clamp((t_ms - kSecondEnds) / (kThirdStarts - kSecondEnds), 0.0, 1.0);
  return shifts.first + to_second * (shifts.second - shifts.first) +
         to_third * (shifts.third - shifts.second);
}

double distance(SensorPoint a, SensorPoint b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  return std::sqrt(dx * dx + dy * dy);
}

}  // namespace

SaccadeShifts draw_saccade_shifts(const CameraParameters& p, RandomSequence& random) {
  SaccadeShifts shifts;
  shifts.first = p.saccade_1_sd_ms * random.normal();
  const double share = random.uniform();
  const double second = random.normal();
  if (share < p.saccade_2_early_share) {
    shifts.second = p.saccade_2_early_ms + p.saccade_2_early_sd_ms * second;
  } else if (share < p.saccade_2_early_share + p.saccade_2_middle_share) {
    shifts.second = p.saccade_2_middle_ms + p.saccade_2_middle_sd_ms * second;
  } else {
    shifts.second = p.saccade_2_late_ms + p.saccade_2_late_sd_ms * second;
  }
  shifts.third = p.saccade_3_mean_ms + p.saccade_3_sd_ms * random.normal();
  return shifts;
}

SaccadePath::SaccadePath() {
  const int last = static_cast<int>(kDurationMs / kTableStepMs);
  for (int i = 0; i <= last; ++i) {
    const double t_ms = i * kTableStepMs;
    table_.push_back(
        {kStart.x + sum_of_steps(kStepsX, t_ms), kStart.y + sum_of_steps(kStepsY, t_ms)});
  }
}

SensorPoint SaccadePath::at(double t_ms, const SaccadeShifts& shifts) const {
  const double nominal_ms = std::clamp(t_ms - shift_at(t_ms, shifts), 0.0, kDurationMs);
  const double position = nominal_ms / kTableStepMs;
  const std::size_t i = std::min(static_cast<std::size_t>(position), table_.size() - 2);
  const double u = position - static_cast<double>(i);
  const SensorPoint& a = table_[i];
  const SensorPoint& b = table_[i + 1];
  return {a.x + u * (b.x - a.x), a.y + u * (b.y - a.y)};
}

double SaccadePath::next_time(double t_ms, const SaccadeShifts& shifts) const {
  const SensorPoint here = at(t_ms, shifts);
  double step_ms = kMaxStepMs;
  for (;;) {
    const double end_ms = std::min(t_ms + step_ms, kDurationMs);
    const double moved = distance(here, at(end_ms, shifts));
    if (moved <= kMaxStepPx || step_ms <= kMinStepMs) return end_ms;
    step_ms = std::max(kMinStepMs, 0.98 * step_ms * kMaxStepPx / moved);
  }
}

}  // namespace ebsnn
