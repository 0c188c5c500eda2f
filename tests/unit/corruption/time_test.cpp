// time_stretch, time_compress and congestion: each against whole-number arithmetic.

#include "unit/corruption/corrupted.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

namespace ebsnn {
namespace {

using test::corrupted;

/// t' = floor(percent t / 100), t' >= D removed. Where 100 divides, the double nearest to the level
/// decides whether t' is one less.
void expect_scaled(const std::string& name, double level, std::uint64_t percent) {
  auto events = test::unsorted_events(2000);
  events.push_back({4294967295U, 0, 0, true});
  const auto after = corrupted(events, name, level);
  std::size_t next = 0;
  for (const Event& event : events) {
    const std::uint64_t hundredths = event.t_us * percent;
    const std::uint64_t t_us = hundredths / 100;
    if (t_us >= 350000) continue;
    ASSERT_LT(next, after.size());
    const bool one_less = hundredths % 100 == 0 && after[next].t_us + 1 == t_us;
    Event expected = event;
    expected.t_us = static_cast<std::uint32_t>(t_us - (one_less ? 1 : 0));
    EXPECT_EQ(after[next++], expected) << name << ' ' << level;
  }
  EXPECT_EQ(next, after.size());
}

TEST(TimeScale, MultipliesTimesAndRemovesWhatIsTooLate) {
  for (const double level : find_corruption("time_stretch").severities) {
    expect_scaled("time_stretch", level, static_cast<std::uint64_t>(std::lround(100.0 * level)));
  }
  for (const double level : find_corruption("time_compress").severities) {
    expect_scaled("time_compress", level, static_cast<std::uint64_t>(std::lround(100.0 * level)));
  }
}

TEST(TimeScale, KeepsTheLastMicrosecond) {
  const std::vector<Event> events{{174999, 1, 1, true}, {175000, 2, 2, true}};
  EXPECT_EQ(corrupted(events, "time_stretch", 2.0), (std::vector<Event>{{349998, 1, 1, true}}));
  EXPECT_EQ(corrupted(events, "time_compress", 0.5, 0, 1, 87).size(), 0U);
  EXPECT_EQ(corrupted(events, "time_compress", 0.5, 0, 1, 88).size(), 2U);
}

/// Counts packets up to the one that holds t.
std::uint32_t end_of_packet(std::uint32_t t_us, std::uint32_t packet_us, std::uint32_t end_us) {
  std::uint32_t end = packet_us;
  while (end <= t_us) end += packet_us;
  return std::min(end, end_us) - 1;
}

TEST(Congestion, DelaysEventsToTheEndOfTheirPacket) {
  const auto events = test::unsorted_events(1000);
  for (const double level : {5.0, 10.0, 20.0, 50.0, 100.0, 0.5, 400.0}) {
    std::vector<Event> expected = events;
    for (Event& event : expected) {
      event.t_us = end_of_packet(event.t_us, static_cast<std::uint32_t>(1000.0 * level), 350000);
    }
    EXPECT_EQ(corrupted(events, "congestion", level), expected) << level;
  }
}

TEST(Congestion, EndsPacketsAtTheirLastMicrosecond) {
  const std::vector<Event> events{{0, 1, 1, true},      {99999, 1, 1, true},  {100000, 1, 1, true},
                                  {349999, 1, 1, true}, {350000, 1, 1, true}, {50000, 1, 1, true}};
  const std::vector<std::uint32_t> expected{99999, 99999, 199999, 349999, 349999, 99999};
  const auto after = corrupted(events, "congestion", 100.0);
  ASSERT_EQ(after.size(), expected.size());
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_EQ(after[i].t_us, expected[i]);
  // The end of its packet is beyond 32 bits.
  EXPECT_EQ(corrupted({{4294967295U, 0, 0, true}}, "congestion", 100.0)[0].t_us, 349999U);
}

}  // namespace
}  // namespace ebsnn
