// background, hot_pixels and flicker: each against a literal transcription, with the functions of
// the C library, and against its distribution.

#include "unit/core/statistics.hpp"
#include "unit/corruption/corrupted.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

using test::kMaxKs;
using test::kMaxZ;

constexpr double kPi = std::numbers::pi;

/// What a corruption adds to an empty recording.
std::vector<Event> added(const std::string& name, double level, std::uint64_t recording = 0,
                         int duration_ms = 350, const SensorGeometry& sensor = kNmnistSensor,
                         std::uint64_t seed = test::kSeed) {
  return test::corrupted({}, name, level, recording, seed, duration_ms, sensor);
}

Event event_at(double t_us, int x, int y, bool on) {
  return {static_cast<std::uint32_t>(std::floor(t_us + 0.5)), static_cast<std::uint16_t>(x),
          static_cast<std::uint16_t>(y), on};
}

TEST(Added, EventsFollowTheRecordedOnes) {
  const auto events = test::recording_of(300);
  for (const char* name : {"background", "hot_pixels", "flicker"}) {
    const double level = find_corruption(name).severities[2];
    const auto both = test::corrupted(events, name, level, 3);
    const auto alone = added(name, level, 3);
    ASSERT_EQ(both.size(), events.size() + alone.size()) << name;
    EXPECT_TRUE(std::equal(events.begin(), events.end(), both.begin())) << name;
    EXPECT_TRUE(std::equal(alone.begin(), alone.end(), both.end() - std::ssize(alone))) << name;
  }
}

TEST(Background, IsDrawnPixelByPixelWithExponentialGaps) {
  for (const SensorGeometry sensor : {SensorGeometry{7, 5}, SensorGeometry{1, 1}}) {
    RandomSequence random = test::draws_of(23, 20.0, 4);
    std::vector<Event> expected;
    for (int y = 0; y < sensor.height; ++y) {
      for (int x = 0; x < sensor.width; ++x) {
        double t_s = 0.0;
        while (true) {
          t_s += -std::log(1.0 - random.uniform()) / 20.0;
          if (std::floor(1e6 * t_s + 0.5) >= 350000.0) break;
          expected.push_back(event_at(1e6 * t_s, x, y, random.coin()));
        }
      }
    }
    EXPECT_EQ(added("background", 20.0, 4, 350, sensor), expected);
  }
}

TEST(Background, IsAPoissonProcess) {
  // 1,156 pixels, 2 s, 10 Hz: 23,120 events.
  const auto events = added("background", 10.0, 0, 2000);
  EXPECT_LT(std::abs(double(events.size()) - 23120.0) / std::sqrt(23120.0), kMaxZ);
  std::vector<std::size_t> pixels(1156);
  std::vector<std::size_t> times(200);
  std::size_t on = 0;
  for (const Event& event : events) {
    ++pixels[event.y * 34U + event.x];
    ++times[event.t_us / 10000];
    on += event.on ? 1U : 0U;
  }
  EXPECT_LT(std::abs(test::uniformity_z(pixels)), kMaxZ);
  EXPECT_LT(std::abs(test::uniformity_z(times)), kMaxZ);
  EXPECT_LT(std::abs(test::binomial_z(on, events.size(), 0.5)), kMaxZ);
}

// Collisions are allowed: 1,000 Hz in 10 ms fill ms more than once.
TEST(Background, MayPutSeveralEventsIntoOneVoxel) {
  std::set<std::uint32_t> ms;
  std::size_t count = 0;
  for (std::uint64_t recording = 0; recording < 10; ++recording) {
    for (const Event& event : added("background", 1000.0, recording, 10, {1, 1})) {
      ms.insert(static_cast<std::uint32_t>(recording) * 10 + event.t_us / 1000);
      ++count;
    }
  }
  EXPECT_LT(ms.size(), count);
}

/// Pixels in the order of their trains.
std::vector<int> hot_pixels_of(double level, std::uint64_t recording = 0,
                               std::uint64_t seed = test::kSeed) {
  std::vector<int> pixels;
  for (const Event& event : added("hot_pixels", level, recording, 350, kNmnistSensor, seed)) {
    const int pixel = event.y * 34 + event.x;
    if (pixels.empty() || pixels.back() != pixel) pixels.push_back(pixel);
  }
  return pixels;
}

TEST(HotPixels, HaveAPhaseAndJitteredGaps) {
  const SensorGeometry sensor{240, 180};
  RandomSequence pattern(test::kSeed, Stream{24}, 0, 240 * 65536 + 180);
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < 43200; ++i) order.push_back(i);
  RandomSequence random = test::draws_of(24, 30.0, 6);
  std::vector<Event> expected;
  for (std::size_t i = 0; i < 30; ++i) {
    std::swap(order[i], order[i + pattern.below(static_cast<std::uint32_t>(43200 - i))]);
    double t_ms = 5.0 * random.uniform();
    while (std::floor(1000.0 * t_ms + 0.5) < 350000.0) {
      const bool on = random.uniform() < 0.9;
      expected.push_back(event_at(1000.0 * t_ms, static_cast<int>(order[i] % 240),
                                  static_cast<int>(order[i] / 240), on));
      t_ms += 5.0 * (1.0 + 0.2 * (2.0 * random.uniform() - 1.0));
    }
  }
  EXPECT_EQ(added("hot_pixels", 30.0, 6, 350, sensor), expected);
}

TEST(HotPixels, AreNestedAndTheSameInAllRecordings) {
  const std::vector<int> most = hot_pixels_of(100.0);
  EXPECT_EQ(std::set<int>(most.begin(), most.end()).size(), 100U);
  for (const double level : find_corruption("hot_pixels").severities) {
    const auto count = static_cast<std::ptrdiff_t>(level);
    EXPECT_EQ(hot_pixels_of(level), std::vector<int>(most.begin(), most.begin() + count));
  }
  EXPECT_EQ(hot_pixels_of(30.0, 5), hot_pixels_of(30.0));
  EXPECT_NE(added("hot_pixels", 30.0, 5), added("hot_pixels", 30.0, 6)) << "the phases differ";
  EXPECT_NE(hot_pixels_of(30.0, 0, 99), hot_pixels_of(30.0));
}

TEST(HotPixels, FireEvery4To6MsAndMostlyOn) {
  std::vector<double> phases;
  std::vector<double> gaps;
  std::size_t on = 0;
  std::size_t in_train = 0;
  const auto events = added("hot_pixels", 1000.0);
  for (std::size_t i = 0; i < events.size(); ++i) {
    on += events[i].on ? 1U : 0U;
    const bool first = i == 0 || events[i].x != events[i - 1].x || events[i].y != events[i - 1].y;
    in_train = first ? 0 : in_train + 1;
    if (first) phases.push_back(events[i].t_us);
    // 50 gaps always end in time. Later ones end in time the more often the shorter they are.
    if (!first && in_train <= 50) gaps.push_back(events[i].t_us - double(events[i - 1].t_us));
  }
  ASSERT_EQ(phases.size(), 1000U);
  // Rounding moves times by less than 1 us of 2,000.
  const auto uniform = [](double low, double high) {
    return [=](double t) { return std::clamp((t - low) / (high - low), 0.0, 1.0); };
  };
  EXPECT_LT(test::ks_statistic(phases, uniform(0.0, 5000.0)), kMaxKs);
  EXPECT_EQ(gaps.size(), 50000U);
  EXPECT_LT(test::ks_statistic(gaps, uniform(4000.0, 6000.0)), kMaxKs);
  EXPECT_LT(std::abs(test::binomial_z(on, events.size(), 0.9)), kMaxZ);
}

TEST(HotPixels, CannotBeMoreThanTheSensorHas) {
  EXPECT_FALSE(added("hot_pixels", 1.0, 0, 350, {1, 1}).empty());
  const std::string message = test::input_error_of([] {
    (void)added("hot_pixels", 3.0, 8, 350, {2, 1});
  });
  EXPECT_THAT(message, testing::HasSubstr("recording 8"));
  EXPECT_THAT(message, testing::HasSubstr("level 3 exceeds the 2 pixels of the 2 x 1 sensor"));
}

TEST(Flicker, IsAThinnedPoissonProcess) {
  for (const SensorGeometry sensor : {SensorGeometry{6, 4}, SensorGeometry{1, 1}}) {
    RandomSequence random = test::draws_of(25, 40.0, 2);
    const double phi = 2.0 * kPi * random.uniform();
    std::vector<Event> expected;
    for (int y = 0; y < sensor.height; ++y) {
      for (int x = 0; x < sensor.width; ++x) {
        double t_s = 0.0;
        while (true) {
          t_s += -std::log(1.0 - random.uniform()) / (kPi / 2.0 * 40.0);
          if (std::floor(1e6 * t_s + 0.5) >= 350000.0) break;
          const double cosine = std::cos(2.0 * kPi * 100.0 * t_s + phi);
          if (random.uniform() < std::abs(cosine)) {
            expected.push_back(event_at(1e6 * t_s, x, y, cosine > 0.0));
          }
        }
      }
    }
    EXPECT_EQ(added("flicker", 40.0, 2, 350, sensor), expected);
  }
}

// 1,156 pixels, 1 s, 10 Hz: 11,560 events.
TEST(Flicker, HasTheMeanRateOfItsLevelInStepOnAllPixels) {
  const auto events = added("flicker", 10.0, 0, 1000);
  EXPECT_LT(std::abs(double(events.size()) - 11560.0) / std::sqrt(11560.0), kMaxZ);
  double x = 0.0;
  double y = 0.0;
  for (const Event& event : events) {
    const double angle = 2.0 * kPi * event.t_us / 10000.0;
    x += (event.on ? 1.0 : -1.0) * std::cos(angle);
    y += (event.on ? 1.0 : -1.0) * std::sin(angle);
  }
  // The mean of |cos| under a density proportional to |cos| is pi / 4; its deviation is below 1.
  const double n = double(events.size());
  EXPECT_LT(std::abs(std::hypot(x, y) / n - kPi / 4.0) * std::sqrt(n), kMaxZ);
}

}  // namespace
}  // namespace ebsnn
