#include "corruption/corruption.hpp"

#include "core/error.hpp"
#include "corruption/transforms.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace ebsnn {
namespace {

// Literals, not computed: 3 * 0.1 is another double than 0.3, and the level is part of the key of
// the draws.
constexpr std::array kDropEventLevels = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
constexpr std::array kDropAreaLevels = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
constexpr std::array kUniformNoiseLevels = {0.0,    1000.0, 2000.0, 3000.0, 4000.0, 5000.0,
                                            6000.0, 7000.0, 8000.0, 9000.0, 10000.0};
constexpr std::array kSpatialJitterLevels = {0.0, 1.0, 2.0, 3.0, 4.0, 5.0,
                                             6.0, 7.0, 8.0, 9.0, 10.0};
constexpr std::array kTimeJitterLevels = {0.0,  10.0, 20.0, 30.0, 40.0, 50.0,
                                          60.0, 70.0, 80.0, 90.0, 100.0};

constexpr std::array kCorruptions = {
    Corruption{.name = "drop_event",
               .unit = "fraction",
               .summary = "removes this fraction of the events",
               .min_level = 0.0,
               .max_level = 1.0,
               .max_excluded = false,
               .integral = false,
               .published_levels = kDropEventLevels,
               .stream = Stream::drop_event,
               .apply = drop_event},
    Corruption{
        .name = "drop_area",
        .unit = "fraction",
        .summary = "removes the events of a square box with this fraction of the sensor's side",
        .min_level = 0.0,
        .max_level = 1.0,
        .max_excluded =
            true,  // a box as large as the sensor leaves no range to draw its corner from
        .integral = false,
        .published_levels = kDropAreaLevels,
        .stream = Stream::drop_area,
        .apply = drop_area},
    Corruption{.name = "uniform_noise",
               .unit = "events",
               .summary = "adds this many events, uniform in space and time",
               .min_level = 0.0,
               .max_level = 200000.0,  // about half of the voxels of a published presentation
               .max_excluded = false,
               .integral = true,
               .published_levels = kUniformNoiseLevels,
               .stream = Stream::uniform_noise,
               .apply = uniform_noise},
    Corruption{.name = "spatial_jitter",
               .unit = "px^2",
               .summary = "shifts x and y of every event by normal noise of this variance",
               .min_level = 0.0,
               .max_level = 1156.0,  // a standard deviation of the full side, 34 px
               .max_excluded = false,
               .integral = false,
               .published_levels = kSpatialJitterLevels,
               .stream = Stream::spatial_jitter,
               .apply = spatial_jitter},
    Corruption{
        .name = "time_jitter",
        .unit = "ms",
        .summary = "shifts the time of every event by normal noise of this standard deviation",
        .min_level = 0.0,
        .max_level = 1000.0,
        .max_excluded = false,
        .integral = false,
        .published_levels = kTimeJitterLevels,
        .stream = Stream::time_jitter,
        .apply = time_jitter},
};

}  // namespace

std::span<const Corruption> corruptions() { return kCorruptions; }

const Corruption& find_corruption(std::string_view name) {
  const auto* const found = std::ranges::find(kCorruptions, name, &Corruption::name);
  if (found == kCorruptions.end()) {
    std::vector<std::string_view> known;
    std::ranges::transform(kCorruptions, std::back_inserter(known), &Corruption::name);
    throw InputError(
        fmt::format("unknown corruption '{}'; known: {}", name, fmt::join(known, ", ")));
  }
  return *found;
}

void check_level(const Corruption& corruption, double level) {
  const bool below_maximum =
      corruption.max_excluded ? level < corruption.max_level : level <= corruption.max_level;
  const bool whole = !corruption.integral || level == std::floor(level);
  // NaN fails every comparison.
  if (level >= corruption.min_level && below_maximum && whole) {
    return;
  }
  throw InputError(fmt::format(
      "corruption {}: level {} {} is not {} >= {} and {} {}", corruption.name, level,
      corruption.unit, corruption.integral ? "a whole number" : "a number", corruption.min_level,
      corruption.max_excluded ? "<" : "<=", corruption.max_level));
}

void corrupt(std::vector<Event>& events, const Corruption& corruption, double level,
             int duration_ms, std::uint64_t seed, std::uint64_t recording) {
  check_level(corruption, level);
  RandomSequence random(seed, corruption.stream, key_of(level), recording);
  try {
    corruption.apply(events, level, duration_ms, random);
  } catch (const InputError& error) {
    throw InputError(fmt::format("recording {}: {}", recording, error.what()));
  }
}

}  // namespace ebsnn
