// The table and the CSV: their content for data with known figures, and how they show undefined
// values.

#include "compare/figures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ebsnn::compare {
namespace {

using testing::HasSubstr;

double value_of(const std::vector<Figure>& figures, const std::string& name) {
  const auto found = std::find_if(figures.begin(), figures.end(),
                                  [&](const Figure& figure) { return figure.name == name; });
  if (found == figures.end()) throw std::runtime_error("no figure " + name);
  return found->value;
}

/// `events` events of one pixel, 2 ms apart, the first at 1 ms; the first half of them ON.
Recording recording_of(std::uint32_t events, std::uint8_t label) {
  Recording recording{{}, label};
  for (std::uint32_t i = 0; i < events; ++i) {
    recording.events.push_back({1'000 + 2'000 * i, 7, 7, 2 * i < events});
  }
  return recording;
}

EventStatistics statistics_of(const std::vector<Recording>& recordings) {
  EventStatistics statistics;
  for (const Recording& recording : recordings) statistics.add(recording);
  return statistics;
}

TEST(Figures, OfACollection) {
  const auto figures =
      figures_of(statistics_of({recording_of(4, 1), recording_of(8, 1), recording_of(0, 2)}));
  EXPECT_EQ(value_of(figures, "recordings"), 3.0);
  EXPECT_EQ(value_of(figures, "events per recording, mean"), 4.0);
  EXPECT_EQ(value_of(figures, "events per recording, SD"), 4.0);
  EXPECT_EQ(value_of(figures, "events per recording, 25 %"), 2.0);
  EXPECT_EQ(value_of(figures, "events per recording of class 1, mean"), 6.0);
  EXPECT_EQ(value_of(figures, "events per recording of class 2, mean"), 0.0);
  EXPECT_TRUE(std::isnan(value_of(figures, "events per recording of class 3, mean")));
  EXPECT_EQ(value_of(figures, "events from 0 to 105 ms, mean"), 4.0);
  EXPECT_EQ(value_of(figures, "events from 210 to 315 ms, mean"), 0.0);
  EXPECT_EQ(value_of(figures, "ON share of a recording, mean"), 0.5);  // the empty one has none
  EXPECT_EQ(value_of(figures, "share of events outside the central 24 x 24"), 0.0);
  EXPECT_NEAR(value_of(figures, "active pixels, mean"), 2.0 / 3.0, 1e-12);
  EXPECT_EQ(value_of(figures, "events per active pixel, mean"), 6.0);
  EXPECT_EQ(value_of(figures, "events per active pixel, 99 %"), 8.0);
  EXPECT_DOUBLE_EQ(value_of(figures, "first event, min"), 1.0);
  EXPECT_DOUBLE_EQ(value_of(figures, "last event, min"), 7.0);
  EXPECT_DOUBLE_EQ(value_of(figures, "last event, median"), 11.0);
  EXPECT_DOUBLE_EQ(value_of(figures, "last event, max"), 15.0);
  EXPECT_DOUBLE_EQ(value_of(figures, "ON-ON interval, 50 %"), 2.0);
  EXPECT_DOUBLE_EQ(value_of(figures, "ON-OFF interval, 95 %"), 2.0);
  EXPECT_TRUE(std::isnan(value_of(figures, "OFF-ON interval, 50 %")));
}

TEST(Figures, DistancesOfDifferentCollections) {
  const EventStatistics few = statistics_of({recording_of(2, 0), recording_of(4, 0)});
  const EventStatistics many = statistics_of({recording_of(4, 0), recording_of(8, 0)});
  const auto distances = distances_between(few, many);
  EXPECT_EQ(value_of(distances, "events per recording: KS"), 0.5);
  EXPECT_EQ(value_of(distances, "ON-ON intervals: KS"), 0.0);
  EXPECT_TRUE(std::isnan(value_of(distances, "OFF-ON intervals: KS")));
}

TEST(Figures, UndefinedOnesAreShownAsSuch) {
  const Comparison comparison{"folder a",
                              "say \"b\"",
                              {{"x", "ms", 1.25, 1}},
                              {{"x", "ms", std::nan(""), 1}},
                              {{"y", "", 0.125, 2}}};
  EXPECT_EQ(to_csv(comparison),
            "figure,unit,a,b,distance\n"
            "data,,\"folder a\",\"say \"\"b\"\"\",\n"
            "\"x\",ms,1.25,,\n"
            "\"y\",,,,0.125\n");
  const std::string text = to_text(comparison);
  EXPECT_THAT(text, HasSubstr("A: folder a\nB: say \"b\"\n"));
  EXPECT_THAT(text, testing::ContainsRegex("x \\(ms\\) +1\\.2 +-\n"));
  EXPECT_THAT(text, testing::ContainsRegex("y +0\\.12\n"));
}

}  // namespace
}  // namespace ebsnn::compare
