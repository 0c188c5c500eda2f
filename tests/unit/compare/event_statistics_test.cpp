// Statistics of hand-made recordings, whose figures can be counted.

#include "compare/event_statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace ebsnn::compare {
namespace {

constexpr bool kOn = true;
constexpr bool kOff = false;

std::size_t map_index(std::size_t saccade, bool on, std::size_t x, std::size_t y) {
  return ((saccade * 2 + (on ? 1 : 0)) * 34 + y) * 34 + x;
}

/// Two pixels in the centre and one outside; not in order of time.
Recording small_recording() {
  return {{{1'500, 10, 20, kOn},
           {3'000, 10, 20, kOn},
           {500, 10, 20, kOff},
           {104'999, 4, 20, kOff},
           {105'000, 10, 20, kOff},
           {315'000, 11, 20, kOn},
           {314'999, 11, 20, kOff},
           {210'000, 10, 20, kOff}},
          7};
}

TEST(EventStatistics, CountsWhatARecordingHolds) {
  EventStatistics statistics;
  statistics.add(small_recording());
  ASSERT_EQ(statistics.recordings().size(), 1U);
  const RecordingFigures& figures = statistics.recordings().front();
  EXPECT_EQ(figures.label, 7);
  EXPECT_EQ(figures.events, 8U);
  EXPECT_EQ(figures.on, 3U);
  EXPECT_EQ(figures.saccade, (std::array<std::uint32_t, 3>{4, 1, 2}));  // one comes later
  EXPECT_EQ(figures.active_pixels, 3U);
  EXPECT_EQ(figures.outside, 1U);
  EXPECT_EQ(figures.first_us, 500U);
  EXPECT_EQ(figures.last_us, 315'000U);
  EXPECT_EQ(statistics.event_numbers(), std::vector<double>{8});
}

// The central 24 x 24 px are rows and columns 5 .. 28.
TEST(EventStatistics, KnowsWhereTheCentreEnds) {
  EventStatistics statistics;
  statistics.add({{{1, 5, 5, kOn}, {2, 28, 28, kOn}, {3, 28, 5, kOn}}, 0});
  statistics.add({{{1, 4, 10, kOn}, {2, 29, 10, kOn}, {3, 10, 4, kOn}, {4, 10, 29, kOn}}, 0});
  EXPECT_EQ(statistics.recordings()[0].outside, 0U);
  EXPECT_EQ(statistics.recordings()[1].outside, 4U);
}

TEST(EventStatistics, IntervalsAreBetweenSuccessiveEventsOfAPixel) {
  EventStatistics statistics;
  statistics.add(small_recording());
  const auto interval = [&](IntervalKind kind) {
    EXPECT_EQ(statistics.intervals(kind).total(), 1U);
    return statistics.intervals(kind).quantile(0.5);
  };
  EXPECT_EQ(statistics.intervals(IntervalKind::off_on).total(), 2U);
  EXPECT_DOUBLE_EQ(statistics.intervals(IntervalKind::off_on).quantile(0.0), 0.0);  // 1 us
  EXPECT_DOUBLE_EQ(statistics.intervals(IntervalKind::off_on).quantile(1.0), 1'000.0);
  EXPECT_DOUBLE_EQ(interval(IntervalKind::on_on), 1'500.0);
  EXPECT_DOUBLE_EQ(interval(IntervalKind::on_off), 102'000.0);
  EXPECT_DOUBLE_EQ(interval(IntervalKind::off_off), 105'000.0);
}

TEST(EventStatistics, NoIntervalReachesIntoTheNextRecording) {
  EventStatistics statistics;
  statistics.add({{{100, 3, 3, kOn}}, 0});
  statistics.add({{{200, 3, 3, kOn}}, 0});
  EXPECT_EQ(statistics.intervals(IntervalKind::on_on).total(), 0U);
}

TEST(EventStatistics, CountsEventsOfActivePixels) {
  EventStatistics statistics;
  statistics.add(small_recording());  // 5, 1 and 2 events
  EXPECT_EQ(statistics.pixel_events().total(), 3U);
  EXPECT_DOUBLE_EQ(statistics.pixel_events().quantile(0.5), 2.0);
  EXPECT_DOUBLE_EQ(statistics.pixel_events().quantile(1.0), 5.0);
}

TEST(EventStatistics, ProfileAndMapsSumOverRecordings) {
  EventStatistics statistics;
  statistics.add(small_recording());
  statistics.add(small_recording());
  const Counts& profile = statistics.profile();
  ASSERT_EQ(profile.size(), 315U);
  EXPECT_EQ(std::accumulate(profile.begin(), profile.end(), 0.0), 14.0);
  for (const std::size_t ms : {0U, 1U, 3U, 104U, 105U, 210U, 314U}) EXPECT_EQ(profile[ms], 2.0);
  const Counts& maps = statistics.maps();
  ASSERT_EQ(maps.size(), 6U * 34U * 34U);
  EXPECT_EQ(std::accumulate(maps.begin(), maps.end(), 0.0), 14.0);
  EXPECT_EQ(maps[map_index(0, kOn, 10, 20)], 4.0);
  EXPECT_EQ(maps[map_index(0, kOff, 10, 20)], 2.0);
  EXPECT_EQ(maps[map_index(0, kOff, 4, 20)], 2.0);
  EXPECT_EQ(maps[map_index(1, kOff, 10, 20)], 2.0);
  EXPECT_EQ(maps[map_index(2, kOff, 11, 20)], 2.0);
}

TEST(EventStatistics, TakesEmptyRecordings) {
  EventStatistics statistics;
  statistics.add({{}, 3});
  EXPECT_EQ(statistics.event_numbers(), std::vector<double>{0});
  EXPECT_EQ(statistics.pixel_events().total(), 0U);
  EXPECT_TRUE(std::isnan(map_correlation(statistics.maps(), statistics.maps())));
}

TEST(EventStatistics, MapCorrelationIsTheMeanOverDefinedMaps) {
  Counts a(6 * 34 * 34);
  Counts b = a;
  a[map_index(0, kOff, 1, 1)] = b[map_index(0, kOff, 1, 1)] = 3;  // correlation 1
  a[map_index(2, kOn, 1, 1)] = 1;                                 // with another pixel: -1/1155
  b[map_index(2, kOn, 2, 1)] = 1;
  a[map_index(1, kOn, 1, 1)] = 1;  // constant in b: skipped
  EXPECT_NEAR(map_correlation(a, b), (1.0 - 1.0 / 1155.0) / 2.0, 1e-12);
}

TEST(PairStatistics, ComparesPairByPair) {
  const Recording one{{{1'000, 1, 1, kOn}, {6'000, 1, 1, kOff}, {6'500, 2, 1, kOff}}, 0};
  const Recording more{{{2'000, 1, 1, kOn},
                        {2'100, 1, 1, kOn},
                        {7'000, 1, 1, kOff},
                        {7'100, 2, 1, kOff},
                        {7'200, 1, 1, kOff},
                        {7'300, 2, 1, kOff}},
                       0};
  PairStatistics pairs;
  pairs.add(one, more);      // the same but for the scale
  pairs.add(more, more);     // the same
  pairs.add({{}, 0}, more);  // nothing to correlate or divide by
  EXPECT_DOUBLE_EQ(pairs.profile_correlation(), 1.0);
  EXPECT_DOUBLE_EQ(pairs.pair_map_correlation(), 1.0);
  EXPECT_EQ(pairs.event_ratios(), (std::vector<double>{2.0, 1.0}));
  EXPECT_TRUE(std::isnan(pairs.event_correlation()));  // b is constant
  pairs.add(one, one);
  // Of (3, 6), (6, 6), (0, 6), (3, 3): means 3 and 21/4; ab = 0, as deviations cancel.
  EXPECT_NEAR(pairs.event_correlation(), 0.0, 1e-12);
}

}  // namespace
}  // namespace ebsnn::compare
