#include "unit/core/statistics.hpp"
#include "unit/corruption/corrupted.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace ebsnn {
namespace {

using test::corrupted;
using test::kMaxZ;

/// The events whose polarity differs; all else must be equal.
std::vector<std::size_t> flipped(const std::vector<Event>& events, double level,
                                 std::uint64_t recording = 0) {
  const auto after = corrupted(events, "polarity_flip", level, recording);
  EXPECT_EQ(after.size(), events.size());
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (after[i].on != events[i].on) places.push_back(i);
    Event same = events[i];
    same.on = after[i].on;
    EXPECT_EQ(after[i], same);
  }
  return places;
}

TEST(PolarityFlip, FlipsExactlyTheRoundedShare) {
  for (std::size_t n = 0; n <= 60; ++n) {
    const auto events = test::unsorted_events(n);
    for (std::size_t k = 1; k <= 5; ++k) {
      const double level = find_corruption("polarity_flip").severities[k - 1];
      EXPECT_EQ(flipped(events, level).size(), (k * n + 5) / 10) << n << ", level " << level;
    }
  }
  EXPECT_EQ(flipped(test::recording_of(333), 1.0).size(), 333U);
}

// The published algorithm for a share of the events, with another stream.
TEST(PolarityFlip, FlipsWhatDropEventWouldRemoveWithTheSameDraws) {
  const auto events = test::recording_of(1000);
  Corruption other = find_corruption("drop_event");
  other.stream = Stream{26};
  std::vector<Event> kept = events;
  corrupt(kept, other, 0.3, {}, test::kSeed, 9);
  const auto places = flipped(events, 0.3, 9);
  std::vector<Event> expected = events;
  for (std::size_t i = places.size(); i-- > 0;) {
    expected.erase(expected.begin() + static_cast<std::ptrdiff_t>(places[i]));
  }
  EXPECT_EQ(kept, expected);
}

TEST(PolarityFlip, EveryPositionIsEquallyLikely) {
  std::vector<std::size_t> counts(50);
  const auto events = test::unsorted_events(50);
  for (std::uint64_t recording = 0; recording < 2000; ++recording) {
    for (const std::size_t place : flipped(events, 0.2, recording)) ++counts[place];
  }
  // Without replacement: 0.8 49/50 of the variance of independent draws.
  EXPECT_LT(std::abs(test::uniformity_z(counts, 1.0 / 0.8 * 49.0 / 50.0)), kMaxZ);
}

}  // namespace
}  // namespace ebsnn
