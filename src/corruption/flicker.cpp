#include "core/elementary.hpp"
#include "corruption/poisson_times.hpp"
#include "corruption/table.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace ebsnn {
namespace {

constexpr double kRadiansPerUs = 2.0 * std::numbers::pi * 100.0 * 1e-6;  // 100 Hz

/// Appends the events of a light that flickers in step on all pixels. `rate_hz` is the mean rate of
/// a pixel; the mean of |cos| is 2 / pi.
void flicker(std::vector<Event>& events, double rate_hz, const CorruptionContext& context,
             RandomSequence& random) {
  const double phase = 2.0 * std::numbers::pi * random.uniform();
  const double highest_rate_hz = std::numbers::pi / 2.0 * rate_hz;
  // Thinning (Lewis & Shedler 1979, doi 10.1002/nav.3800260304): candidates at the highest rate,
  // kept with probability |cos|.
  at_poisson_times(highest_rate_hz, context, random,
                   [&](double t_us, std::uint16_t x, std::uint16_t y) {
                     const double cosine = portable_cos(kRadiansPerUs * t_us + phase);
                     if (random.uniform() < std::abs(cosine)) {
                       events.push_back({rounded_us(t_us), x, y, cosine > 0.0});
                     }
                   });
}

constexpr std::array kSeverities = {2.0, 5.0, 10.0, 20.0, 40.0};

}  // namespace

constinit const Corruption kFlicker{
    .name = "flicker",
    .unit = "Hz",
    .summary = "adds events of a light that flickers at 100 Hz, of this mean rate at every pixel",
    .title = "Flicker",
    .axis = "Mean rate per pixel (Hz)",
    .min_level = 0.0,
    .max_level = 1000.0,
    .severities = kSeverities,
    .stream = Stream{25},
    .apply = flicker};

}  // namespace ebsnn
