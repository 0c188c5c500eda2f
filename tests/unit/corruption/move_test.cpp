// translate, rotate and scale: each against a literal transcription.

#include "unit/core/statistics.hpp"
#include "unit/corruption/corrupted.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <set>
#include <utility>

namespace ebsnn {
namespace {

using test::corrupted;
using test::kMaxZ;

constexpr std::array kSensors = {kNmnistSensor, SensorGeometry{240, 180}, SensorGeometry{1, 1},
                                 SensorGeometry{5, 4}};

/// Moves events to where `place` says; drops those outside.
template <class Place>
std::vector<Event> moved(const std::vector<Event>& events, const SensorGeometry& sensor,
                         Place place) {
  std::vector<Event> result;
  for (Event event : events) {
    const auto [x, y] = place(static_cast<long>(event.x), static_cast<long>(event.y));
    if (x < 0 || y < 0 || x >= sensor.width || y >= sensor.height) continue;
    event.x = static_cast<std::uint16_t>(x);
    event.y = static_cast<std::uint16_t>(y);
    result.push_back(event);
  }
  return result;
}

using Place = std::pair<long, long>;

TEST(Translate, MovesAllEventsByOneRoundedVector) {
  for (const SensorGeometry& sensor : kSensors) {
    const auto events = test::unsorted_events(300, 400000, sensor);
    for (const double level : {0.4, 1.0, 2.0, 3.0, 4.0, 5.0, 300.0}) {
      for (std::uint64_t recording = 0; recording < 8; ++recording) {
        const double angle =
            2.0 * std::numbers::pi * test::draws_of(27, level, recording).uniform();
        const long dx = std::lround(level * std::cos(angle));  // half away from 0
        const long dy = std::lround(level * std::sin(angle));
        const auto expected = moved(events, sensor, [&](long x, long y) {
          return Place{x + dx, y + dy};
        });
        EXPECT_EQ(corrupted(events, "translate", level, recording, test::kSeed, 350, sensor),
                  expected);
      }
    }
  }
}

TEST(Translate, DirectionsAreUniform) {
  const std::vector<Event> centre{{0, 1000, 1000, true}};
  std::vector<std::size_t> sectors(16);
  for (std::uint64_t recording = 0; recording < 5000; ++recording) {
    const auto end =
        corrupted(centre, "translate", 900.0, recording, test::kSeed, 350, {2001, 2001});
    ASSERT_EQ(end.size(), 1U);
    const double dx = end[0].x - 1000.0;
    const double dy = end[0].y - 1000.0;
    EXPECT_NEAR(std::hypot(dx, dy), 900.0, 0.8);
    const double turn = std::atan2(dy, dx) / (2.0 * std::numbers::pi) + 0.5;
    ++sectors[static_cast<std::size_t>(turn * 16.0) % 16];
  }
  EXPECT_LT(std::abs(test::uniformity_z(sectors)), kMaxZ);
}

TEST(Rotate, TurnsAllEventsAboutTheCentreOneWayOrTheOther) {
  for (const SensorGeometry& sensor : kSensors) {
    const auto events = test::unsorted_events(300, 400000, sensor);
    const double cx = (sensor.width - 1) / 2.0;
    const double cy = (sensor.height - 1) / 2.0;
    for (const double level : find_corruption("rotate").severities) {
      for (std::uint64_t recording = 0; recording < 4; ++recording) {
        const double angle = test::draws_of(28, level, recording).coin() ? level : -level;
        const auto expected = moved(events, sensor, [&](long x, long y) {
          const double dx = static_cast<double>(x) - cx;
          const double dy = static_cast<double>(y) - cy;
          return Place{
              std::lround(std::floor(cx + dx * std::cos(angle) - dy * std::sin(angle) + 0.5)),
              std::lround(std::floor(cy + dx * std::sin(angle) + dy * std::cos(angle) + 0.5))};
        });
        EXPECT_EQ(corrupted(events, "rotate", level, recording, test::kSeed, 350, sensor),
                  expected);
      }
    }
  }
}

TEST(Rotate, KeepsTheCentreAndRemovesCorners) {
  const std::vector<Event> events{{0, 2, 2, true}, {1, 0, 0, true}};
  EXPECT_EQ(corrupted(events, "rotate", 0.8, 0, 1, 350, {5, 5}),
            (std::vector<Event>{{0, 2, 2, true}}));
}

TEST(Rotate, SignIsAFairCoin) {
  const std::vector<Event> right{{0, 33, 17, true}};
  std::size_t down = 0;
  for (std::uint64_t recording = 0; recording < 2000; ++recording) {
    const auto end = corrupted(right, "rotate", 0.6, recording);
    ASSERT_EQ(end.size(), 1U);
    EXPECT_TRUE(end[0].y == 26 || end[0].y == 8) << end[0].y;
    down += end[0].y == 26 ? 1U : 0U;
  }
  EXPECT_LT(std::abs(test::binomial_z(down, 2000, 0.5)), kMaxZ);
}

TEST(Rotate, ByPiTurnsThePictureOver) {
  const auto events = test::event_on_every_pixel();
  const auto turned = corrupted(events, "rotate", std::numbers::pi);
  ASSERT_EQ(turned.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(turned[i].x, 33 - events[i].x);
    EXPECT_EQ(turned[i].y, 33 - events[i].y);
  }
}

/// Columns that floor(c + k/10 (x - c) + 1/2), c = (side - 1)/2, may be: two if k/10, as a double,
/// decides between them.
std::set<long> scaled(long x, long k, long side) {
  const long twentieths = 10 * (side - 1) + k * (2 * x - (side - 1)) + 10;
  const bool tie = twentieths % 20 == 0 && k != 5;
  return {twentieths / 20, twentieths / 20 - (tie ? 1 : 0)};
}

TEST(Scale, ShrinksThePictureAboutTheCentre) {
  for (const SensorGeometry& sensor : kSensors) {
    const auto events = test::unsorted_events(300, 400000, sensor);
    for (long k = 9; k >= 5; --k) {
      const double level = find_corruption("scale").severities[static_cast<std::size_t>(9 - k)];
      ASSERT_EQ(std::lround(10.0 * level), k);
      const auto after = corrupted(events, "scale", level, 0, 1, 350, sensor);
      ASSERT_EQ(after.size(), events.size()) << "nothing leaves";
      for (std::size_t i = 0; i < events.size(); ++i) {
        EXPECT_TRUE(scaled(events[i].x, k, sensor.width).contains(after[i].x));
        EXPECT_TRUE(scaled(events[i].y, k, sensor.height).contains(after[i].y));
        EXPECT_EQ(after[i].t_us, events[i].t_us);
        EXPECT_EQ(after[i].on, events[i].on);
      }
    }
  }
}

TEST(Scale, OfOneChangesNothing) {
  const auto events = test::event_on_every_pixel();
  EXPECT_EQ(corrupted(events, "scale", 1.0), events);
}

}  // namespace
}  // namespace ebsnn
