#pragma once
// Shared by the tests of the emulated camera: small inputs, and an independent, slow computation of
// what a pixel sees. Only for tests.

#include "core/geometry.hpp"
#include "core/random.hpp"
#include "emulator/camera_parameters.hpp"
#include "emulator/digit_image.hpp"
#include "emulator/digit_strokes.hpp"
#include "emulator/saccade_path.hpp"
#include "events/event.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace ebsnn::test {

inline constexpr double kPi = std::numbers::pi;

inline RandomSequence recording(std::uint64_t number) {
  return {3, Stream::synthetic_recording, 0, number};
}

inline DigitImage digit(int value) {
  RandomSequence random(3, Stream::synthetic_recording, 2, static_cast<std::uint64_t>(value));
  return draw_digit(value, random);
}

/// All pixels alike and all recordings at the same times, so that events depend only on the image.
inline CameraParameters noiseless() {
  CameraParameters p;
  p.threshold_mismatch = 0.0;
  p.threshold_noise = 0.0;
  p.leak_rate_hz = 0.0;
  p.hot_pixel_gain = 0.0;
  p.saccade_1_sd_ms = 0.0;
  p.saccade_2_early_share = 0.0;
  p.saccade_2_middle_share = 1.0;
  p.saccade_2_middle_sd_ms = 0.0;
  p.saccade_3_sd_ms = 0.0;
  return p;
}

inline std::size_t pixel_of(const Event& event) {
  return std::size_t{event.y} * kCameraSide + event.x;
}

inline double slow_smooth(double t_ms, double amplitude, double start_ms, double duration_ms) {
  const double u = std::clamp((t_ms - start_ms) / duration_ms, 0.0, 1.0);
  return amplitude * (u - std::sin(2.0 * kPi * u) / (2.0 * kPi));
}

inline SensorPoint slow_path(double t) {
  return {14.000 + slow_smooth(t, -0.057, 7.7, 41.1) + slow_smooth(t, 1.550, 37.6, 50.4) +
              slow_smooth(t, 1.209, 63.0, 115.7) + slow_smooth(t, 1.435, 111.9, 50.5) +
              slow_smooth(t, 0.677, 149.2, 44.7) + slow_smooth(t, 0.804, 171.7, 67.5) +
              slow_smooth(t, -3.668, 209.4, 70.9) + slow_smooth(t, -1.996, 241.4, 65.9),
          14.820 + slow_smooth(t, 0.412, -6.7, 44.1) + slow_smooth(t, 5.180, 6.4, 79.5) +
              slow_smooth(t, -0.378, 82.5, 28.1) + slow_smooth(t, -5.210, 114.3, 75.5) +
              slow_smooth(t, -0.054, 116.7, 39.0) + slow_smooth(t, 0.422, 208.0, 44.8) +
              slow_smooth(t, -0.473, 243.5, 40.1) + slow_smooth(t, -0.064, 245.8, 50.8)};
}

inline SensorPoint slow_centre(double t, const SaccadeShifts& shifts) {
  double d = shifts.third;
  if (t < 80.0) {
    d = shifts.first;
  } else if (t < 112.0) {
    d = shifts.first + (t - 80.0) / 32.0 * (shifts.second - shifts.first);
  } else if (t < 190.0) {
    d = shifts.second;
  } else if (t < 220.0) {
    d = shifts.second + (t - 190.0) / 30.0 * (shifts.third - shifts.second);
  }
  return slow_path(t - d);
}

/// Unit box convolved with a triangle of SD sigma, by the midpoint rule.
inline double slow_kernel(double x, double sigma) {
  const double half_width = std::sqrt(6.0) * sigma;
  constexpr int kSlices = 200;
  double sum = 0.0;
  for (int i = 0; i < kSlices; ++i) {
    const double at = x - 0.5 + (i + 0.5) / kSlices;
    sum += std::max(0.0, half_width - std::abs(at)) / (half_width * half_width) / kSlices;
  }
  return sum;
}

inline double slow_ink(const DigitImage& image, SensorPoint centre, int x, int y, double sigma,
                       double gamma = 1.0) {
  const double u0 = x - centre.x + 13.5;
  const double v0 = y - centre.y + 13.5;
  double ink = 0.0;
  for (int v = std::max(0, static_cast<int>(v0) - 4); v < std::min(28.0, v0 + 5); ++v) {
    for (int u = std::max(0, static_cast<int>(u0) - 4); u < std::min(28.0, u0 + 5); ++u) {
      const double grey = image.at(static_cast<std::size_t>(v * 28 + u)) / 255.0;
      const double value = 1.0 - std::pow(1.0 - grey, gamma);
      if (value > 0.0) ink += value * slow_kernel(u0 - u, sigma) * slow_kernel(v0 - v, sigma);
    }
  }
  return ink;
}

}  // namespace ebsnn::test
