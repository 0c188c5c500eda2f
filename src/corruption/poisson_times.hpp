#pragma once
// Poisson processes on every pixel. Only for this folder.

#include "core/elementary.hpp"
#include "corruption/corruption.hpp"

#include <cmath>
#include <cstdint>

namespace ebsnn {

/// Calls use(t_us, x, y) at the times (double, us) of independent Poisson processes of `rate_hz` on
/// the pixels, row by row, ascending within a pixel: gaps are -ln(1 - U) / rate. A pixel ends with
/// the first time that rounds to the duration or later, floor(t + 1/2) >= duration. `use` may draw
/// from the same sequence.
template <class Use>
void at_poisson_times(double rate_hz, const CorruptionContext& context, RandomSequence& random,
                      Use use) {
  const double mean_gap_us = 1e6 / rate_hz;
  const double end_us = context.duration_ms * 1000.0 - 0.5;
  const auto next_after = [&](double t_us) {
    return t_us - portable_log(1.0 - random.uniform()) * mean_gap_us;
  };
  for (int y = 0; y < context.sensor.height; ++y) {
    for (int x = 0; x < context.sensor.width; ++x) {
      double t_us = next_after(0.0);
      while (t_us < end_us) {
        use(t_us, static_cast<std::uint16_t>(x), static_cast<std::uint16_t>(y));
        t_us = next_after(t_us);
      }
    }
  }
}

/// floor(t + 1/2) of a time that is not negative.
[[nodiscard]] inline std::uint32_t rounded_us(double t_us) {
  return static_cast<std::uint32_t>(std::floor(t_us + 0.5));
}

}  // namespace ebsnn
