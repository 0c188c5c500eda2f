#include "unit/core/statistics.hpp"
#include "unit/corruption/corrupted.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <set>

namespace ebsnn {
namespace {

using test::corrupted;
using test::kMaxZ;

/// n events that can be distinguished.
std::vector<Event> numbered(std::size_t n) {
  std::vector<Event> events(n);
  for (std::size_t i = 0; i < n; ++i) {
    events[i].t_us = static_cast<std::uint32_t>(i);
  }
  return events;
}

std::size_t dropped(std::size_t n, double level) {
  return n - corrupted(numbered(n), "drop_event", level).size();
}

// For p = k/10, floor(p n + 1/2) is (k n + 5) div 10. Only if this is a half event can the rounding
// of p matter.
TEST(DropEvent, RemovesExactlyTheRoundedShareAtEveryPublishedLevel) {
  const auto levels = find_corruption("drop_event").levels;
  for (std::size_t n = 0; n <= 400; ++n) {
    for (std::size_t k = 0; k < levels.size(); ++k) {
      const std::size_t expected = (k * n + 5) / 10;
      const bool half = k * n % 10 == 5;
      const std::size_t count = dropped(n, levels[k]);
      EXPECT_TRUE(count == expected || (half && count + 1 == expected))
          << "n " << n << ", level " << levels[k] << ", dropped " << count;
    }
  }
}

// As in the published study, in double precision, where 0.7 * 175 is 122.49999999999999.
TEST(DropEvent, HalfEventsAreRoundedAsDoublePrecisionHasIt) {
  EXPECT_EQ(dropped(5, 0.7), 4U);
  EXPECT_EQ(dropped(175, 0.7), 122U);
  EXPECT_EQ(dropped(175, 0.9), 158U);
  EXPECT_EQ(dropped(4105, 0.3), 1232U);
  EXPECT_EQ(dropped(4105, 0.5), 2053U);
  EXPECT_EQ(dropped(4105, 0.7), 2874U);
}

TEST(DropEvent, ShareIsExactForLongRecordingsToo) {
  EXPECT_EQ(dropped(4099, 0.3), 1230U);
  EXPECT_EQ(dropped(7152, 0.9), 6437U);
  EXPECT_EQ(dropped(100001, 0.1), 10000U);
}

TEST(DropEvent, KeepsTheOrderOfTheRest) {
  const auto events = test::recording_of(1000);
  const auto rest = corrupted(events, "drop_event", 0.4);
  EXPECT_EQ(rest.size(), 600U);
  EXPECT_TRUE(test::is_subsequence(rest, events));
}

TEST(DropEvent, LevelZeroKeepsAllAndLevelOneNone) {
  const auto events = test::recording_of(777);
  EXPECT_EQ(corrupted(events, "drop_event", 0.0), events);
  EXPECT_TRUE(corrupted(events, "drop_event", 1.0).empty());
}

// All 20 ways to choose 3 of 6.
TEST(DropEvent, EverySubsetIsEquallyLikely) {
  std::map<std::set<std::uint32_t>, std::size_t> seen;
  constexpr std::size_t kRecordings = 40000;
  for (std::size_t recording = 0; recording < kRecordings; ++recording) {
    std::set<std::uint32_t> rest;
    for (const Event& event : corrupted(numbered(6), "drop_event", 0.5, recording)) {
      rest.insert(event.t_us);
    }
    ++seen[rest];
  }
  std::vector<std::size_t> counts;
  for (const auto& [subset, count] : seen) {
    EXPECT_EQ(subset.size(), 3U);
    counts.push_back(count);
  }
  ASSERT_EQ(counts.size(), 20U);
  EXPECT_LT(std::abs(test::uniformity_z(counts)), kMaxZ);
}

TEST(DropEvent, EveryPositionIsEquallyLikely) {
  constexpr std::size_t kEvents = 200;
  constexpr std::size_t kRecordings = 5000;
  std::vector<std::size_t> kept(kEvents);
  for (std::size_t recording = 0; recording < kRecordings; ++recording) {
    for (const Event& event : corrupted(numbered(kEvents), "drop_event", 0.3, recording)) {
      ++kept[event.t_us];
    }
  }
  // Kept with probability 0.7, without replacement: the variance of a count is 0.3 (n - 1)/n of
  // Poisson's, times n/(n - 1) for the correlation between positions.
  EXPECT_LT(std::abs(test::uniformity_z(kept, 1.0 / 0.3 * (kEvents - 1.0) / kEvents)), kMaxZ);
}

struct Box {
  int left = 34;
  int top = 34;
  int right = -1;
  int bottom = -1;
  std::size_t removed = 0;
};

/// The smallest box around the pixels that lost their event, and their number.
Box removed_box(const std::vector<Event>& rest) {
  std::array<bool, 1156> present{};
  for (const Event& event : rest) {
    present[event.y * 34U + event.x] = true;
  }
  Box box;
  for (int pixel = 0; pixel < 1156; ++pixel) {
    if (!present[static_cast<std::size_t>(pixel)]) {
      box.left = std::min(box.left, pixel % 34);
      box.right = std::max(box.right, pixel % 34);
      box.top = std::min(box.top, pixel / 34);
      box.bottom = std::max(box.bottom, pixel / 34);
      ++box.removed;
    }
  }
  return box;
}

TEST(DropArea, RemovesOneSquareOfTheFlooredSideAtEveryPublishedLevel) {
  constexpr std::array<int, 10> kSides = {0, 3, 6, 10, 13, 17, 20, 23, 27, 30};
  const auto levels = find_corruption("drop_area").levels;
  const auto events = test::event_on_every_pixel();
  ASSERT_EQ(levels.size(), kSides.size());
  for (std::size_t i = 1; i < levels.size(); ++i) {
    for (std::uint64_t recording = 0; recording < 50; ++recording) {
      const auto rest = corrupted(events, "drop_area", levels[i], recording);
      const Box box = removed_box(rest);
      EXPECT_EQ(box.right - box.left + 1, kSides[i]) << "level " << levels[i];
      EXPECT_EQ(box.bottom - box.top + 1, kSides[i]) << "level " << levels[i];
      EXPECT_EQ(box.removed, static_cast<std::size_t>(kSides[i] * kSides[i]));
      EXPECT_TRUE(test::is_subsequence(rest, events));
    }
  }
}

TEST(DropArea, RemovesNothingBelowOnePixel) {
  const auto events = test::event_on_every_pixel();
  EXPECT_EQ(corrupted(events, "drop_area", 0.0), events);
  EXPECT_EQ(corrupted(events, "drop_area", 0.029), events);       // 0.986 px
  EXPECT_EQ(corrupted(events, "drop_area", 0.03).size(), 1155U);  // 1.02 px
}

TEST(DropArea, TheLargestLevelLeavesOneRowAndOneColumn) {
  const auto events = test::event_on_every_pixel();
  const auto rest = corrupted(events, "drop_area", std::nextafter(1.0, 0.0));
  EXPECT_EQ(rest.size(), 67U);
}

TEST(DropArea, LevelPointNineRemovesAllThatTheNetworkSees) {
  const auto events = test::event_on_every_pixel();
  for (std::uint64_t recording = 0; recording < 200; ++recording) {
    for (const Event& event : corrupted(events, "drop_area", 0.9, recording)) {
      EXPECT_FALSE(event.x >= 5 && event.x <= 28 && event.y >= 5 && event.y <= 28);
    }
  }
}

// Corners lie on 0 .. 34 - 17 - 1 in both directions: 17 x 17 places.
TEST(DropArea, CornersAreUniform) {
  std::vector<std::size_t> corners(17 * 17);
  const auto events = test::event_on_every_pixel();
  for (std::uint64_t recording = 0; recording < 20000; ++recording) {
    const Box box = removed_box(corrupted(events, "drop_area", 0.5, recording));
    ASSERT_LE(box.left, 16);
    ASSERT_LE(box.top, 16);
    ++corners[static_cast<std::size_t>(box.top * 17 + box.left)];
  }
  EXPECT_LT(std::abs(test::uniformity_z(corners)), kMaxZ);
}

TEST(DropArea, TakesAllEventsOfAPixel) {
  std::vector<Event> events = test::event_on_every_pixel();
  const std::size_t once = events.size() - corrupted(events, "drop_area", 0.3).size();
  const auto copy = events;
  events.insert(events.end(), copy.begin(), copy.end());
  EXPECT_EQ(events.size() - corrupted(events, "drop_area", 0.3).size(), 2 * once);
}

}  // namespace
}  // namespace ebsnn
