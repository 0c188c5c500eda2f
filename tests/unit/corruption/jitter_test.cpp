#include "unit/core/statistics.hpp"
#include "unit/corruption/corrupted.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

namespace ebsnn {
namespace {

using test::corrupted;
using test::kMaxKs;
using test::kMaxZ;
using test::normal_cdf;

constexpr std::size_t kEvents = 200000;

std::vector<Event> copies_of(const Event& event, std::size_t count = kEvents) {
  return std::vector<Event>(count, event);
}

/// Probability that trunc(start + N(0, deviation^2)) is `end`: 0 is reached from all of (-1, 1).
double probability_of(int end, int start, double deviation) {
  const double low = end == 0 ? -1.0 : end;
  return normal_cdf((end + 1.0 - start) / deviation) - normal_cdf((low - start) / deviation);
}

/// Checks where events that started at column (or row) `start` end, including lost ones.
void expect_truncated_normal(const std::vector<std::size_t>& counts, std::size_t lost, int start,
                             double deviation) {
  std::vector<std::size_t> observed = {lost};
  std::vector<double> expected = {0.0};
  double inside = 0.0;
  for (int end = 0; end < 34; ++end) {
    const double p = probability_of(end, start, deviation);
    inside += p;
    if (p * kEvents >= 20.0) {
      observed.push_back(counts[static_cast<std::size_t>(end)]);
      expected.push_back(p * kEvents);
    } else {
      observed[0] +=
          counts[static_cast<std::size_t>(end)];  // rare ends are counted with the lost ones
      expected[0] += p * kEvents;
    }
  }
  expected[0] += (1.0 - inside) * kEvents;
  EXPECT_LT(std::abs(test::chi_square_z(observed, expected)), kMaxZ)
      << "start " << start << ", deviation " << deviation;
}

// The other coordinate is 16 and the deviation is small, so that it never leaves the sensor.
TEST(SpatialJitter, EndsAreNormalShiftsTruncatedTowardZero) {
  for (const double variance : {1.0, 2.0, 4.0}) {
    for (const std::uint8_t start : std::to_array<std::uint8_t>({0, 1, 2, 17, 31, 33})) {
      std::vector<std::size_t> columns(34);
      std::vector<std::size_t> rows(34);
      const auto moved_x =
          corrupted(copies_of({0, start, 16, true}), "spatial_jitter", variance, start);
      const auto moved_y =
          corrupted(copies_of({0, 16, start, true}), "spatial_jitter", variance, start);
      for (const Event& event : moved_x) {
        ++columns[event.x];
      }
      for (const Event& event : moved_y) {
        ++rows[event.y];
      }
      expect_truncated_normal(columns, kEvents - moved_x.size(), start, std::sqrt(variance));
      expect_truncated_normal(rows, kEvents - moved_y.size(), start, std::sqrt(variance));
    }
  }
}

// Inside the sensor, truncation is floor: half a pixel up and left on average, and 1/12 more
// variance.
TEST(SpatialJitter, MovesInnerEventsByHalfAPixelTowardZeroAtEveryPublishedLevel) {
  for (const double variance : find_corruption("spatial_jitter").levels) {
    if (variance == 0.0) {
      continue;
    }
    const auto moved = corrupted(copies_of({5, 17, 17, false}), "spatial_jitter", variance);
    std::vector<double> dx;
    std::vector<double> dy;
    std::vector<double> squares;
    for (const Event& event : moved) {
      dx.push_back(event.x - 16.5);
      dy.push_back(event.y - 16.5);
      squares.push_back(dx.back() * dx.back() - variance - 1.0 / 12.0);
    }
    ASSERT_GE(moved.size(), kEvents - 2);  // 17 px are 5.4 standard deviations at the highest level
    const double root_n = std::sqrt(static_cast<double>(moved.size()));
    EXPECT_LT(std::abs(test::mean_of(dx)) * root_n / std::sqrt(variance + 1.0 / 12.0), kMaxZ);
    EXPECT_LT(std::abs(test::mean_of(dy)) * root_n / std::sqrt(variance + 1.0 / 12.0), kMaxZ);
    EXPECT_LT(std::abs(test::mean_of(squares)) * root_n / (std::numbers::sqrt2 * (variance + 0.1)),
              kMaxZ)
        << "variance " << variance;
    EXPECT_LT(std::abs(test::correlation_z(dx, dy)), kMaxZ);
  }
}

TEST(SpatialJitter, LosesEventsOnlyThroughTheEdges) {
  // From the corner (0, 0) an event stays while both coordinates are above -1.
  const auto corner = corrupted(copies_of({0, 0, 0, true}), "spatial_jitter", 4.0);
  EXPECT_LT(std::abs(test::binomial_z(corner.size(), kEvents, std::pow(1.0 - normal_cdf(-0.5), 2))),
            kMaxZ);
  // From (33, 33) while both are below 34.
  const auto other = corrupted(copies_of({0, 33, 33, true}), "spatial_jitter", 4.0);
  EXPECT_LT(std::abs(test::binomial_z(other.size(), kEvents, std::pow(normal_cdf(0.5), 2))), kMaxZ);
}

TEST(SpatialJitter, LeavesTimePolarityAndOrderAlone) {
  std::vector<Event> events;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    events.push_back({1000 - i, 17, 17, i % 3 == 0});
  }
  const auto moved = corrupted(events, "spatial_jitter", 1.0);
  ASSERT_EQ(moved.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(moved[i].t_us, events[i].t_us);
    EXPECT_EQ(moved[i].on, events[i].on);
  }
}

TEST(Jitter, LevelZeroChangesNothing) {
  auto events = test::event_on_every_pixel();
  events.push_back({349999, 33, 33, true});
  EXPECT_EQ(corrupted(events, "spatial_jitter", 0.0), events);
  EXPECT_EQ(corrupted(events, "time_jitter", 0.0), events);
}

TEST(TimeJitter, ShiftsAreNormalWithTheLevelAsDeviationInMs) {
  for (const double level : {1.0, 10.0, 30.0}) {
    const auto moved = corrupted(copies_of({175000, 1, 2, true}), "time_jitter", level);
    ASSERT_EQ(moved.size(), kEvents);  // the ends are 5.8 deviations away
    std::vector<double> shifts;
    std::vector<double> squares;
    for (const Event& event : moved) {
      shifts.push_back((static_cast<double>(event.t_us) + 0.5 - 175000.0) / (level * 1000.0));
      squares.push_back(shifts.back() * shifts.back() - 1.0);
    }
    EXPECT_LT(test::ks_statistic(shifts, normal_cdf), kMaxKs) << "level " << level;
    EXPECT_LT(std::abs(test::mean_of(shifts)) * std::sqrt(kEvents), kMaxZ);
    EXPECT_LT(std::abs(test::mean_of(squares)) * std::sqrt(kEvents / 2.0), kMaxZ);
  }
}

// A deviation of 1 us shows the truncation: all of (-1, 1) us becomes 0 and stays.
TEST(TimeJitter, TruncatesTowardZeroAndRemovesWhatIsThenNegative) {
  const auto moved = corrupted(copies_of({0, 1, 2, true}), "time_jitter", 0.001);
  std::size_t zero = 0;
  for (const Event& event : moved) {
    zero += event.t_us == 0 ? 1U : 0U;
  }
  EXPECT_LT(std::abs(test::binomial_z(moved.size(), kEvents, normal_cdf(1.0))), kMaxZ);
  EXPECT_LT(std::abs(test::binomial_z(zero, kEvents, normal_cdf(1.0) - normal_cdf(-1.0))), kMaxZ);
}

TEST(TimeJitter, RemovesWhatReachesTheDuration) {
  const auto moved = corrupted(copies_of({349999, 1, 2, true}), "time_jitter", 0.002);
  EXPECT_LT(std::abs(test::binomial_z(moved.size(), kEvents, normal_cdf(0.5))), kMaxZ);
  for (const Event& event : moved) {
    ASSERT_LT(event.t_us, 350000U);
  }
  EXPECT_TRUE(corrupted(copies_of({350000, 1, 2, true}, 10), "time_jitter", 0.0).empty());
  EXPECT_EQ(corrupted(copies_of({19999, 1, 2, true}, 10), "time_jitter", 0.0, 0, 1, 20).size(),
            10U);
  EXPECT_TRUE(corrupted(copies_of({20000, 1, 2, true}, 10), "time_jitter", 0.0, 0, 1, 20).empty());
}

TEST(TimeJitter, Loses20PercentOfARecordingAtALevelOf100) {
  const auto events = test::recording_of(kEvents);  // evenly over 0 .. 310 ms
  const auto left = corrupted(events, "time_jitter", 100.0);
  double expected = 0.0;
  for (const Event& event : events) {
    const double t_ms = event.t_us / 1000.0;
    expected += normal_cdf((350.0 - t_ms) / 100.0) - normal_cdf(-t_ms / 100.0);
  }
  EXPECT_NEAR(expected / kEvents, 0.8, 0.01);
  EXPECT_LT(std::abs(static_cast<double>(left.size()) - expected) / std::sqrt(kEvents / 4.0),
            kMaxZ);
}

TEST(TimeJitter, KeepsPixelsPolarityAndTheOrderOfTheFile) {
  std::vector<Event> events;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    events.push_back(
        {170000, static_cast<std::uint8_t>(i % 34), static_cast<std::uint8_t>(i / 34), i % 3 == 0});
  }
  const auto moved = corrupted(events, "time_jitter", 10.0);
  ASSERT_EQ(moved.size(), events.size());
  bool sorted = true;
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(moved[i].x, events[i].x);
    EXPECT_EQ(moved[i].y, events[i].y);
    EXPECT_EQ(moved[i].on, events[i].on);
    sorted = sorted && (i == 0 || moved[i].t_us >= moved[i - 1].t_us);
  }
  EXPECT_FALSE(sorted);
}

TEST(Jitter, TheLargestLevelsWork) {
  const auto events = test::recording_of(10000);
  EXPECT_LT(corrupted(events, "spatial_jitter", 1156.0).size(), 4000U);
  EXPECT_LT(corrupted(events, "time_jitter", 1000.0).size(), 2000U);
}

}  // namespace
}  // namespace ebsnn
