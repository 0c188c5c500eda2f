#include "encoding/event_codes.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace ebsnn {
namespace {

using testing::Each;

constexpr int kSensorSide = 34;
constexpr int kFirst = 5;  // row and column of the central 24 x 24 px
constexpr int kSteps = 50;

/// The published one.
const EvaluationLayout kCentral(kCentralLayout, {kSensorSide, kSensorSide}, 12);

std::vector<SpikeRaster> rasters_of(const std::vector<Event>& events,
                                    const EvaluationLayout& layout = kCentral) {
  std::vector<std::uint8_t> scratch;
  return encode(events, layout.windows(), kSteps, scratch);
}

Event event_at(int row, int column, bool on, std::uint32_t ms) {
  return {ms * 1000, static_cast<std::uint16_t>(column), static_cast<std::uint16_t>(row), on};
}

/// Events all over the sensor; many pixels have several in one ms. Some are in the last ms, and
/// some after it.
std::vector<Event> some_events() {
  std::vector<Event> events;
  RandomSequence random(5, Stream::synthetic_recording, 0, 0);
  for (int i = 0; i < 20'000; ++i) {
    const auto below = [&](int n) {
      return static_cast<int>(random.below(static_cast<std::uint32_t>(n)));
    };
    events.push_back(event_at(below(kSensorSide), below(kSensorSide), below(2) == 1,
                              static_cast<std::uint32_t>(below(kSteps + 2))));
  }
  return events;
}

std::uint64_t sum_of(const std::vector<std::uint16_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::vector<std::uint16_t> sorted(std::vector<std::uint16_t> counts) {
  std::sort(counts.begin(), counts.end());
  return counts;
}

TEST(EventCodes, CountWhereEventsAre) {
  // ON in the top left corner, twice; OFF in the top right one; ON at row 13, column 2, below it.
  const auto rasters = rasters_of(
      {event_at(kFirst, kFirst, true, 0), event_at(kFirst, kFirst, true, 9),
       event_at(kFirst, kFirst + 23, false, 3), event_at(kFirst + 13, kFirst + 2, true, 3)});
  const std::vector<std::uint16_t> polarity = events_polarity(rasters, kCentral);
  EXPECT_EQ(polarity[0], 2U);
  EXPECT_EQ(polarity[23 * 2 + 1], 1U);
  EXPECT_EQ(polarity[(13 * 24 + 2) * 2], 1U);
  EXPECT_EQ(sum_of(polarity), 4U);
  const std::vector<std::uint16_t> merged = events_merged(rasters, kCentral);
  EXPECT_EQ(merged[0], 2U);
  EXPECT_EQ(merged[23], 1U);
  EXPECT_EQ(merged[13 * 24 + 2], 1U);
  EXPECT_EQ(sum_of(merged), 4U);
  const std::vector<std::uint16_t> pooled = events_pool2(rasters, kCentral);
  EXPECT_EQ(pooled[0], 2U);
  EXPECT_EQ(pooled[11 * 2 + 1], 1U);
  EXPECT_EQ(pooled[(6 * 12 + 1) * 2], 1U);
  EXPECT_EQ(sum_of(pooled), 4U);
}

TEST(EventCodes, HaveThePublishedSizes) {
  const auto rasters = rasters_of(some_events());
  const std::vector<std::uint16_t> polarity = events_polarity(rasters, kCentral);
  EXPECT_EQ(lgn_spikes(rasters, kCentral).size(), 1152U);
  EXPECT_EQ(polarity.size(), 1152U);
  EXPECT_EQ(events_merged(rasters, kCentral).size(), 576U);
  EXPECT_EQ(events_pool2(rasters, kCentral).size(), 288U);
}

TEST(EventCodes, SumToTheEventsOfTheRasters) {
  const auto rasters = rasters_of(some_events());
  const std::vector<std::uint16_t> polarity = events_polarity(rasters, kCentral);
  std::uint64_t events = 0;
  for (const SpikeRaster& raster : rasters) events += raster.event_count();
  EXPECT_EQ(sum_of(polarity), events);
  EXPECT_EQ(sum_of(events_merged(rasters, kCentral)), events);
  EXPECT_EQ(sum_of(events_pool2(rasters, kCentral)), events);
}

TEST(EventCodes, LgnIsPolarityInAnotherOrderButForTheLastStep) {
  std::vector<Event> events = some_events();
  const auto in_last_step = [](const Event& event) { return event.t_us / 1000 == kSteps - 1; };
  const auto with = rasters_of(events);
  std::uint64_t last = 0;
  for (const SpikeRaster& raster : with) last += raster.at(kSteps - 1).size();
  ASSERT_GT(last, 0U);
  EXPECT_EQ(sum_of(lgn_spikes(with, kCentral)) + last, sum_of(events_polarity(with, kCentral)));
  std::erase_if(events, in_last_step);
  const auto without = rasters_of(events);
  EXPECT_EQ(lgn_spikes(without, kCentral), lgn_spikes(with, kCentral));
  EXPECT_EQ(sorted(lgn_spikes(without, kCentral)), sorted(events_polarity(without, kCentral)));
}

TEST(EventCodes, MergedDoesNotSeePolarity) {
  std::vector<Event> events = some_events();
  const auto rasters = rasters_of(events);
  for (Event& event : events) event.on = !event.on;
  const auto flipped = rasters_of(events);
  EXPECT_EQ(events_merged(flipped, kCentral), events_merged(rasters, kCentral));
  EXPECT_NE(events_polarity(flipped, kCentral), events_polarity(rasters, kCentral));
}

TEST(EventCodes, OfNoEventsAreZeros) {
  const auto rasters = rasters_of({});
  EXPECT_THAT(lgn_spikes(rasters, kCentral), Each(0));
  EXPECT_THAT(events_merged(rasters, kCentral), Each(0));
}

TEST(EventCodes, PoolTheLastOfAnOddNumberAlone) {
  // 3 x 3 windows of 3 x 3 px: a block of 9 x 9 px at row 0, column 1.
  const EvaluationLayout layout("grid", {11, 9}, 3);
  const auto rasters = rasters_of({event_at(0, 1, true, 0), event_at(0, 2, true, 1),
                                   event_at(8, 9, false, 2), event_at(7, 9, true, 2)},
                                  layout);
  const std::vector<std::uint16_t> pooled = events_pool2(rasters, layout);
  ASSERT_EQ(pooled.size(), 5U * 5 * 2);
  EXPECT_EQ(pooled[0], 2U);
  EXPECT_EQ(pooled[(4 * 5 + 4) * 2 + 1], 1U);
  EXPECT_EQ(pooled[(3 * 5 + 4) * 2], 1U);
  EXPECT_EQ(sum_of(pooled), 4U);
  EXPECT_EQ(events_polarity(rasters, layout)[(8 * 9 + 8) * 2 + 1], 1U);
}

TEST(EventCodes, RefuseOtherNumbersOfRasters) {
  const std::vector<SpikeRaster> three(3, SpikeRaster(kSteps));
  EXPECT_THROW((void)events_polarity(three, kCentral), InputError);
  EXPECT_THROW((void)lgn_spikes(three, kCentral), InputError);
}

}  // namespace
}  // namespace ebsnn
