#include "emulator/saccade_path.hpp"

#include "core/elementary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>

namespace ebsnn {
namespace {

constexpr double kTableStepMs = 0.25;
constexpr double kMaxStepPx = 0.2;
constexpr double kMaxStepMs = 4.0;
constexpr double kMinStepMs = 0.125;

struct SmoothStep {
  double amplitude_px;
  double start_ms;
  double duration_ms;
};

constexpr SensorPoint kStart{14.000, 14.820};
constexpr std::array<SmoothStep, 8> kStepsX{{{-0.057, 7.7, 41.1},
                                             {1.550, 37.6, 50.4},
                                             {1.209, 63.0, 115.7},
                                             {1.435, 111.9, 50.5},
                                             {0.677, 149.2, 44.7},
                                             {0.804, 171.7, 67.5},
                                             {-3.668, 209.4, 70.9},
                                             {-1.996, 241.4, 65.9}}};
constexpr std::array<SmoothStep, 8> kStepsY{{{0.412, -6.7, 44.1},
                                             {5.180, 6.4, 79.5},
                                             {-0.378, 82.5, 28.1},
                                             {-5.210, 114.3, 75.5},
                                             {-0.054, 116.7, 39.0},
                                             {0.422, 208.0, 44.8},
                                             {-0.473, 243.5, 40.1},
                                             {-0.064, 245.8, 50.8}}};

double sum_of_steps(std::span<const SmoothStep> steps, double t_ms) {
  double sum = 0.0;
  for (const SmoothStep& step : steps) {
    const double u = std::clamp((t_ms - step.start_ms) / step.duration_ms, 0.0, 1.0);
    sum += step.amplitude_px *
           (u - portable_sin(2.0 * std::numbers::pi * u) / (2.0 * std::numbers::pi));
  }
  return sum;
}

/// The shift at `t_ms`: that of a saccade during the saccade, linear between saccades.
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
