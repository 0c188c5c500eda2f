#include "unit/core/statistics.hpp"
#include "unit/corruption/corrupted.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <tuple>

namespace ebsnn {
namespace {

using test::corrupted;
using test::kMaxZ;
using testing::HasSubstr;

using Voxel = std::tuple<std::uint32_t, std::uint8_t, std::uint8_t>;

Voxel voxel_of(const Event& event) { return {event.t_us / 1000, event.y, event.x}; }

/// The events that noise added to `events`.
std::vector<Event> added_to(const std::vector<Event>& events, double level,
                            std::uint64_t recording = 0, int duration_ms = test::kDurationMs) {
  const auto noisy = corrupted(events, "uniform_noise", level, recording, test::kSeed, duration_ms);
  return {noisy.begin() + static_cast<std::ptrdiff_t>(events.size()), noisy.end()};
}

TEST(UniformNoise, AddsExactlyItsLevelBehindTheRecordedEvents) {
  const auto events = test::recording_of(4100);
  for (const double level : find_corruption("uniform_noise").levels) {
    const auto noisy = corrupted(events, "uniform_noise", level);
    ASSERT_EQ(noisy.size(), events.size() + static_cast<std::size_t>(level));
    EXPECT_TRUE(std::equal(events.begin(), events.end(), noisy.begin()));
  }
}

TEST(UniformNoise, TakesDistinctEmptyVoxelsAtTheStartOfTheirMs) {
  const auto events = test::recording_of(4100);
  std::set<Voxel> taken;
  for (const Event& event : events) {
    taken.insert(voxel_of(event));
  }
  for (const Event& event : added_to(events, 10000)) {
    EXPECT_TRUE(taken.insert(voxel_of(event)).second);
    EXPECT_EQ(event.t_us % 1000, 0U);
    EXPECT_LT(event.t_us, 350000U);
    EXPECT_LT(event.x, 34);
    EXPECT_LT(event.y, 34);
  }
}

TEST(UniformNoise, IsUniformInSpaceTimeAndPolarity) {
  std::vector<std::size_t> ms(350);
  std::vector<std::size_t> pixels(1156);
  std::size_t on = 0;
  std::size_t total = 0;
  for (std::uint64_t recording = 0; recording < 40; ++recording) {
    for (const Event& event : added_to({}, 5000, recording)) {
      ++ms[event.t_us / 1000];
      ++pixels[event.y * 34U + event.x];
      on += event.on ? 1U : 0U;
      ++total;
    }
  }
  const double left_empty = 1.0 - 5000.0 / (1156.0 * 350.0);
  EXPECT_LT(std::abs(test::uniformity_z(ms, 1.0 / left_empty)), kMaxZ);
  EXPECT_LT(std::abs(test::uniformity_z(pixels, 1.0 / left_empty)), kMaxZ);
  EXPECT_LT(std::abs(test::binomial_z(on, total, 0.5)), kMaxZ);
}

TEST(UniformNoise, PolarityDoesNotDependOnPlace) {
  std::vector<double> polarity;
  std::vector<double> x;
  std::vector<double> t;
  for (const Event& event : added_to({}, 100000)) {
    polarity.push_back(event.on ? 1.0 : 0.0);
    x.push_back(event.x);
    t.push_back(event.t_us);
  }
  EXPECT_LT(std::abs(test::correlation_z(polarity, x)), kMaxZ);
  EXPECT_LT(std::abs(test::correlation_z(polarity, t)), kMaxZ);
  EXPECT_LT(std::abs(test::correlation_z(x, t)), kMaxZ);
}

// Three of four pixels are occupied in the only ms. The others must be equally likely, wherever
// they are.
TEST(UniformNoise, IsUniformAmongTheEmptyVoxelsOfACrowdedGrid) {
  std::vector<Event> events;
  for (const Event& event : test::event_on_every_pixel()) {
    if (event.x % 2 == 1 || event.y % 2 == 1) {
      events.push_back({0, event.x, event.y, true});
    }
  }
  std::vector<std::size_t> counts(289);
  for (std::uint64_t recording = 0; recording < 2000; ++recording) {
    for (const Event& event : added_to(events, 20, recording, 1)) {
      ASSERT_TRUE(event.x % 2 == 0 && event.y % 2 == 0);
      ++counts[event.y / 2U * 17U + event.x / 2U];
    }
  }
  const double left_empty = 1.0 - 20.0 / 289.0;
  EXPECT_LT(std::abs(test::uniformity_z(counts, 1.0 / left_empty * 288.0 / 289.0)), kMaxZ);
}

TEST(UniformNoise, CanFillTheGridButNoMore) {
  const std::vector<Event> events = {{0, 3, 3, true}, {500, 3, 3, false}, {1000, 3, 3, true}};
  EXPECT_EQ(added_to(events, 2 * 1156 - 2, 0, 2).size(), 2310U);
  const std::string message =
      test::input_error_of([&] { (void)added_to(events, 2 * 1156 - 1, 7, 2); });
  for (const char* part : {"recording 7", "uniform_noise", "2311", "2310", "34 x 34 x 2"}) {
    EXPECT_THAT(message, HasSubstr(part));
  }
}

// Such events are beyond the grid, and the number of their voxel is beyond 32 bits.
TEST(UniformNoise, EventsAfterTheEndTakeNoVoxel) {
  const std::vector<Event> events = {
      {1000, 0, 0, true}, {0xffffffffU, 33, 33, true}, {3715370000U, 8, 4, true}};
  EXPECT_EQ(added_to(events, 1156, 0, 1).size(), 1156U);
}

TEST(UniformNoise, TheLargestLevelWorksOnAPublishedPresentation) {
  EXPECT_EQ(added_to(test::recording_of(7152), find_corruption("uniform_noise").max_level).size(),
            200000U);
}

}  // namespace
}  // namespace ebsnn
