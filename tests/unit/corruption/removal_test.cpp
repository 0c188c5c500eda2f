// drop_time, dead_pixels, refractory and rate_limit: each against a literal transcription.

#include "unit/core/statistics.hpp"
#include "unit/corruption/corrupted.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace ebsnn {
namespace {

using test::corrupted;
using test::kMaxZ;

constexpr SensorGeometry kWide{240, 180};

// L = q t_max; s = U (t_max - L); removes s <= t <= s + L.
TEST(DropTime, RemovesOneIntervalOfTheTimeToTheLatestEvent) {
  const auto events = test::unsorted_events(500);
  std::uint32_t t_max = 0;
  for (const Event& event : events) t_max = std::max(t_max, event.t_us);
  ASSERT_GT(t_max, events.back().t_us);
  for (const double level : find_corruption("drop_time").severities) {
    for (std::uint64_t recording = 0; recording < 5; ++recording) {
      const double length = level * t_max;
      const double start = test::draws_of(21, level, recording).uniform() * (t_max - length);
      std::vector<Event> expected;
      for (const Event& event : events) {
        if (event.t_us < start || event.t_us > start + length) expected.push_back(event);
      }
      EXPECT_EQ(corrupted(events, "drop_time", level, recording), expected);
    }
  }
}

TEST(DropTime, StartsUniformly) {
  std::vector<Event> events;
  for (std::uint32_t ms = 0; ms <= 200; ++ms) events.push_back({ms * 1000, 1, 1, true});
  std::vector<std::size_t> first_removed(100);
  for (std::uint64_t recording = 0; recording < 5000; ++recording) {
    const auto rest = corrupted(events, "drop_time", 0.5, recording);
    EXPECT_EQ(rest.size(), 101U);
    const auto gap = std::ranges::adjacent_find(
        rest, [](const Event& a, const Event& b) { return b.t_us - a.t_us > 1000; });
    // s in (k - 1, k] ms removes k .. k + 99 ms; the interval never begins after 100 ms.
    const std::uint32_t ms = gap == rest.end() ? 101 : gap->t_us / 1000 + 1;
    ASSERT_TRUE(ms >= 1 && ms <= 100) << ms;
    ++first_removed[ms - 1];
  }
  EXPECT_LT(std::abs(test::uniformity_z(first_removed)), kMaxZ);
}

TEST(DropTime, TakesExtremes) {
  EXPECT_TRUE(corrupted(test::unsorted_events(200), "drop_time", 1.0).empty());
  EXPECT_TRUE(corrupted({}, "drop_time", 0.5).empty());
  const std::vector<Event> at_start(3, Event{0, 1, 1, true});
  EXPECT_TRUE(corrupted(at_start, "drop_time", 0.1).empty()) << "t_max is 0";
  const std::vector<Event> one{{1000, 1, 1, true}};
  EXPECT_EQ(corrupted(one, "drop_time", 0.5), one) << "s + L is below t_max";
}

/// The pixels of `sensor` that lose their events.
std::set<std::size_t> dead_of(double level, const SensorGeometry& sensor = kNmnistSensor,
                              std::uint64_t recording = 0, std::uint64_t seed = test::kSeed) {
  std::vector<Event> events;
  std::set<std::size_t> dead;
  for (int y = 0; y < sensor.height; ++y) {
    for (int x = 0; x < sensor.width; ++x) {
      events.push_back({5, static_cast<std::uint16_t>(x), static_cast<std::uint16_t>(y), true});
      dead.insert(dead.size());
    }
  }
  for (const Event& event : corrupted(events, "dead_pixels", level, recording, seed, 350, sensor)) {
    dead.erase(event.y * static_cast<std::size_t>(sensor.width) + event.x);
  }
  return dead;
}

// Fisher-Yates of all pixels, keyed by (sensor seed, 22, 0, width 2^16 + height).
TEST(DeadPixels, AreTheFirstOfThePermutationOfTheSensor) {
  for (const SensorGeometry sensor : {kNmnistSensor, kWide, SensorGeometry{1, 1}}) {
    const auto id =
        static_cast<std::uint64_t>(sensor.width) * 65536U + static_cast<unsigned>(sensor.height);
    RandomSequence random(test::kSeed, Stream{22}, 0, id);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < sensor.pixels(); ++i) order.push_back(i);
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      const auto place = i + random.below(static_cast<std::uint32_t>(order.size() - i));
      std::swap(order[i], order[place]);
    }
    const auto count = static_cast<std::ptrdiff_t>(std::floor(0.1 * double(order.size()) + 0.5));
    EXPECT_EQ(dead_of(0.1, sensor), std::set<std::size_t>(order.begin(), order.begin() + count));
  }
}

TEST(DeadPixels, NumberIsExact) {
  const std::map<double, std::size_t> counts{{0.05, 58}, {0.1, 116},  {0.2, 231}, {0.3, 347},
                                             {0.5, 578}, {1.0, 1156}, {0.0004, 0}};
  for (const auto& [level, count] : counts) EXPECT_EQ(dead_of(level).size(), count) << level;
  EXPECT_EQ(dead_of(0.5, {1, 1}).size(), 1U);
  EXPECT_EQ(dead_of(0.3, {1, 1}).size(), 0U);
}

TEST(DeadPixels, AreNestedAndTheSameInAllRecordings) {
  const auto severities = find_corruption("dead_pixels").severities;
  for (std::size_t i = 1; i < severities.size(); ++i) {
    EXPECT_TRUE(std::ranges::includes(dead_of(severities[i]), dead_of(severities[i - 1])));
  }
  EXPECT_EQ(dead_of(0.2, kNmnistSensor, 7), dead_of(0.2));
  EXPECT_NE(dead_of(0.2, kNmnistSensor, 0, 99), dead_of(0.2));
  EXPECT_NE(dead_of(0.2, {17, 68}), dead_of(0.2)) << "another sensor of as many pixels";
}

TEST(DeadPixels, FollowTheSeedOfTheSensorIfItHasOne) {
  const auto with_seeds = [](std::uint64_t sensor_seed, std::uint64_t seed) {
    auto events = test::event_on_every_pixel();
    corrupt(events, find_corruption("dead_pixels"), 0.3, {kNmnistSensor, 350, sensor_seed}, seed,
            0);
    return events;
  };
  EXPECT_EQ(with_seeds(5, 1), with_seeds(5, 2));
  EXPECT_EQ(with_seeds(5, 1), corrupted(test::event_on_every_pixel(), "dead_pixels", 0.3, 0, 5));
  EXPECT_NE(with_seeds(5, 1), with_seeds(6, 1));
}

TEST(DeadPixels, AreUniform) {
  std::vector<std::size_t> counts(20);
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    for (const std::size_t pixel : dead_of(0.25, {5, 4}, 0, seed)) ++counts[pixel];
  }
  // 5 of 20 without replacement.
  EXPECT_LT(std::abs(test::uniformity_z(counts, 1.0 / 0.75 * 19.0 / 20.0)), kMaxZ);
}

/// Looks back for the last kept event of the pixel.
std::vector<Event> refractory_reference(const std::vector<Event>& events, double r_us) {
  std::vector<Event> kept;
  for (const Event& event : events) {
    std::optional<double> last;
    for (const Event& earlier : kept) {
      if (earlier.x == event.x && earlier.y == event.y) last = earlier.t_us;
    }
    const double gap = last ? event.t_us - *last : 0.0;
    if (!last || gap < 0.0 || gap >= r_us) kept.push_back(event);
  }
  return kept;
}

TEST(Refractory, KeepsWhatIsFarFromTheLastKeptEventOfThePixel) {
  for (const SensorGeometry sensor : {SensorGeometry{5, 3}, SensorGeometry{1, 1}, kWide}) {
    auto events = test::unsorted_events(600, 400000, sensor);
    std::ranges::stable_sort(events, {}, &Event::t_us);
    const auto unsorted = test::unsorted_events(200, 400000, sensor);
    events.insert(events.end(), unsorted.begin(), unsorted.end());
    for (const double level : {0.5, 2.0, 5.0, 10.0, 20.0, 50.0}) {
      EXPECT_EQ(corrupted(events, "refractory", level, 0, 1, 350, sensor),
                refractory_reference(events, 1000.0 * level));
    }
  }
}

TEST(Refractory, IsNotParalysableAndIgnoresPolarity) {
  const std::vector<Event> events{{0, 3, 3, true},     {1500, 3, 3, false}, {1999, 3, 3, true},
                                  {2000, 3, 3, false}, {2001, 3, 4, true},  {4000, 3, 3, true}};
  const std::vector<Event> expected{events[0], events[3], events[4], events[5]};
  EXPECT_EQ(corrupted(events, "refractory", 2.0), expected);
}

TEST(Refractory, StartsAgainWhereTimeGoesBack) {
  const std::vector<Event> events{
      {9000, 0, 0, true}, {8500, 0, 0, true}, {9100, 0, 0, true}, {10500, 0, 0, true}};
  EXPECT_EQ(corrupted(events, "refractory", 2.0),
            (std::vector<Event>{events[0], events[1], events[3]}));
  // A difference of 32 bits would be 101 us.
  const std::vector<Event> far{{4294967295U, 0, 0, true}, {100, 0, 0, true}};
  EXPECT_EQ(corrupted(far, "refractory", 2.0), far);
  // A sum of 32 bits would end the dead time at once.
  const std::vector<Event> late{{4294967290U, 0, 0, true}, {4294967295U, 0, 0, true}};
  EXPECT_EQ(corrupted(late, "refractory", 2.0), (std::vector<Event>{late[0]}));
}

TEST(RateLimit, KeepsTheFirstEventsOfEachMsInFileOrder) {
  auto events = test::unsorted_events(3000, 60000);
  events.push_back({4294967295U, 0, 0, true});
  for (const double level : find_corruption("rate_limit").severities) {
    std::map<std::uint32_t, double> in_ms;
    std::vector<Event> expected;
    for (const Event& event : events) {
      if (++in_ms[event.t_us / 1000] <= level) expected.push_back(event);
    }
    EXPECT_EQ(corrupted(events, "rate_limit", level), expected) << level;
  }
}

TEST(RateLimit, CountsEachMsAlone) {
  const std::vector<Event> one_ms(50, Event{7999, 1, 1, true});
  EXPECT_EQ(corrupted(one_ms, "rate_limit", 20).size(), 20U);
  EXPECT_EQ(corrupted(one_ms, "rate_limit", 1000).size(), 50U);
  EXPECT_EQ(corrupted({{999, 0, 0, true}, {1000, 0, 0, true}}, "rate_limit", 1).size(), 2U);
  EXPECT_TRUE(corrupted({}, "rate_limit", 1).empty());
}

}  // namespace
}  // namespace ebsnn
