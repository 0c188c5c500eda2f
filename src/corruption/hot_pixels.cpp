#include "core/error.hpp"
#include "corruption/poisson_times.hpp"
#include "corruption/sensor_pattern.hpp"
#include "corruption/table.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace ebsnn {
namespace {

constexpr Stream kStream{24};
constexpr double kGap_us = 5000.0;
constexpr double kGapSpread = 0.2;  ///< gaps are uniform within this fraction of kGap_us
constexpr double kOnProbability = 0.9;

/// Appends the events of one hot pixel, the first at a random phase.
void add_train(std::vector<Event>& events, std::uint16_t x, std::uint16_t y, double end_us,
               RandomSequence& random) {
  for (double t_us = random.uniform() * kGap_us; t_us + 0.5 < end_us;) {
    events.push_back({rounded_us(t_us), x, y, random.uniform() < kOnProbability});
    t_us += kGap_us * (1.0 + kGapSpread * random.uniform(-1.0, 1.0));
  }
}

/// Appends the events of `count` pixels of the sensor that fire all the time.
void hot_pixels(std::vector<Event>& events, double count, const CorruptionContext& context,
                RandomSequence& random) {
  const std::size_t pixels = context.sensor.pixels();
  if (count > static_cast<double>(pixels)) {
    throw InputError(
        fmt::format("corruption hot_pixels: level {} exceeds the {} pixels of the {} x {} sensor",
                    count, pixels, context.sensor.width, context.sensor.height));
  }
  const auto width = static_cast<std::uint32_t>(context.sensor.width);
  const double end_us = context.duration_ms * 1000.0;
  for (const std::uint32_t pixel :
       first_pixels(static_cast<std::size_t>(count), kStream, context)) {
    add_train(events, static_cast<std::uint16_t>(pixel % width),
              static_cast<std::uint16_t>(pixel / width), end_us, random);
  }
}

constexpr std::array kSeverities = {1.0, 3.0, 10.0, 30.0, 100.0};

}  // namespace

constinit const Corruption kHotPixels{
    .name = "hot_pixels",
    .unit = "pixels",
    .summary = "lets this many pixels fire every 5 ms, the same pixels in all recordings",
    .title = "Hot pixels",
    .axis = "Hot pixels",
    .min_level = 0.0,
    .max_level = 100000.0,
    .integral = true,
    .severities = kSeverities,
    .stream = kStream,
    .apply = hot_pixels};

}  // namespace ebsnn
