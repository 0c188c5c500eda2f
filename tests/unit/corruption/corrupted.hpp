#pragma once
// Shared by the tests of the corruptions. Internal to them.

#include "core/error.hpp"
#include "core/random.hpp"
#include "corruption/corruption.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn::test {

inline constexpr std::uint64_t kSeed = 4711;
inline constexpr int kDurationMs = 350;

/// `events` after the corruption called `name`.
inline std::vector<Event> corrupted(std::vector<Event> events, const std::string& name,
                                    double level, std::uint64_t recording = 0,
                                    std::uint64_t seed = kSeed, int duration_ms = kDurationMs,
                                    const SensorGeometry& sensor = kNmnistSensor) {
  corrupt(events, find_corruption(name), level, {sensor, duration_ms}, seed, recording);
  return events;
}

/// The draws of a corruption: a transcription of its key.
inline RandomSequence draws_of(std::uint32_t stream, double level, std::uint64_t recording) {
  return {kSeed, Stream{stream}, key_of(level), recording};
}

/// One event on every pixel, row by row, one every 100 us.
inline std::vector<Event> event_on_every_pixel() {
  std::vector<Event> events;
  for (std::uint16_t y = 0; y < 34; ++y) {
    for (std::uint16_t x = 0; x < 34; ++x) {
      events.push_back({static_cast<std::uint32_t>(events.size()) * 100U, x, y, (x + y) % 2 == 0});
    }
  }
  return events;
}

/// `count` events like those of a recording: spread over the sensor and 0 .. 310 ms, sorted by
/// time.
inline std::vector<Event> recording_of(std::size_t count) {
  RandomSequence random(kSeed, Stream::synthetic_recording, 0, count);
  std::vector<Event> events;
  for (std::size_t i = 0; i < count; ++i) {
    const auto t_us = static_cast<std::uint32_t>(310000 * i / count);
    const auto x = static_cast<std::uint16_t>(random.below(34));
    const auto y = static_cast<std::uint16_t>(random.below(34));
    events.push_back({t_us, x, y, random.coin()});
  }
  return events;
}

/// `count` events anywhere on the sensor, at any time below `end_us`, not sorted.
inline std::vector<Event> unsorted_events(std::size_t count, std::uint32_t end_us = 400000,
                                          const SensorGeometry& sensor = kNmnistSensor) {
  RandomSequence random(kSeed, Stream::synthetic_recording, 1, count);
  std::vector<Event> events;
  for (std::size_t i = 0; i < count; ++i) {
    const auto x = static_cast<std::uint16_t>(random.below(static_cast<unsigned>(sensor.width)));
    const auto y = static_cast<std::uint16_t>(random.below(static_cast<unsigned>(sensor.height)));
    events.push_back({random.below(end_us), x, y, random.coin()});
  }
  return events;
}

/// Whether `part` is what remains of `whole` after removing events.
inline bool is_subsequence(const std::vector<Event>& part, const std::vector<Event>& whole) {
  std::size_t found = 0;
  for (const Event& event : whole) {
    if (found < part.size() && part[found] == event) {
      ++found;
    }
  }
  return found == part.size();
}

/// The message of the InputError that `work` throws; empty if it throws none.
template <class Work>
std::string input_error_of(Work work) {
  try {
    work();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace ebsnn::test
