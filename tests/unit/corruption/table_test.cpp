#include "unit/corruption/corrupted.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <set>

namespace ebsnn {
namespace {

using test::corrupted;
using test::input_error_of;
using testing::ElementsAre;
using testing::HasSubstr;

/// For each corruption, a level at which it is random.
double middle_level(const Corruption& corruption) {
  const std::vector<double> levels = default_levels(corruption);
  return levels.at(corruption.published ? 4 : levels.size() / 2);
}

TEST(Table, HoldsTheFiveCorruptionsWithTheirPublishedLevelsFirst) {
  std::vector<std::string_view> names;
  for (const Corruption* const corruption : corruptions()) {
    names.push_back(corruption->name);
    EXPECT_EQ(&find_corruption(corruption->name), corruption);
    EXPECT_FALSE(corruption->summary.empty());
  }
  EXPECT_THAT(names,
              ElementsAre("drop_event", "drop_area", "uniform_noise", "spatial_jitter",
                          "time_jitter", "drop_time", "dead_pixels", "refractory", "rate_limit",
                          "background", "hot_pixels", "flicker", "polarity_flip", "translate",
                          "rotate", "scale", "time_stretch", "time_compress", "congestion"));
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(corruptions()[i]->published, i < 5);
  const auto levels = [](std::string_view name) { return find_corruption(name).levels; };
  EXPECT_THAT(levels("drop_event"), ElementsAre(0, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1));
  EXPECT_THAT(levels("drop_area"), ElementsAre(0, .1, .2, .3, .4, .5, .6, .7, .8, .9));
  EXPECT_THAT(levels("uniform_noise"),
              ElementsAre(0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10000));
  EXPECT_THAT(levels("spatial_jitter"), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_THAT(levels("time_jitter"), ElementsAre(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100));
}

TEST(Table, UnitsAreThoseOfTheSpecification) {
  EXPECT_EQ(find_corruption("drop_event").unit, "fraction");
  EXPECT_EQ(find_corruption("drop_area").unit, "fraction");
  EXPECT_EQ(find_corruption("uniform_noise").unit, "events");
  EXPECT_EQ(find_corruption("spatial_jitter").unit, "px^2");
  EXPECT_EQ(find_corruption("time_jitter").unit, "ms");
}

TEST(Table, StreamsAreDistinct) {
  std::set<Stream> streams;
  for (const Corruption* const corruption : corruptions()) {
    if (corruption->stream == Stream{0}) continue;  // draws nothing
    EXPECT_TRUE(streams.insert(corruption->stream).second) << corruption->name;
  }
  EXPECT_EQ(streams.size(), 13U);
}

TEST(Table, UnknownNamesListTheKnownOnes) {
  for (const char* name : {"salt", "", "Drop_Event", "drop_even"}) {
    const std::string message = input_error_of([&] { (void)find_corruption(name); });
    EXPECT_THAT(message, HasSubstr("'" + std::string(name) + "'"));
    EXPECT_THAT(message,
                HasSubstr("drop_event, drop_area, uniform_noise, spatial_jitter, time_jitter"));
  }
}

TEST(Levels, PublishedLevelsAndBoundsAreTaken) {
  for (const Corruption* const corruption : corruptions()) {
    for (const double level : corruption->severities) {
      EXPECT_NO_THROW(check_level(*corruption, level)) << corruption->name << ' ' << level;
    }
    for (const double level : corruption->levels) {
      EXPECT_NO_THROW(check_level(*corruption, level)) << corruption->name << ' ' << level;
    }
    EXPECT_NO_THROW(check_level(*corruption, corruption->min_level));
    EXPECT_NO_THROW(check_level(*corruption, -0.0));
    if (!corruption->max_excluded) {
      EXPECT_NO_THROW(check_level(*corruption, corruption->max_level));
    }
  }
  EXPECT_NO_THROW(check_level(find_corruption("drop_area"), std::nextafter(1.0, 0.0)));
}

struct BadLevel {
  const char* corruption;
  double level;
  const char* level_text;
  const char* bounds;
};

void PrintTo(const BadLevel& bad, std::ostream* stream) {
  *stream << bad.corruption << ' ' << bad.level;
}

class BadLevels : public testing::TestWithParam<BadLevel> {};

TEST_P(BadLevels, AreErrorsThatNameCorruptionLevelAndBounds) {
  const BadLevel& bad = GetParam();
  const std::string message =
      input_error_of([&] { check_level(find_corruption(bad.corruption), bad.level); });
  EXPECT_THAT(message, HasSubstr(bad.corruption));
  EXPECT_THAT(message, HasSubstr(bad.level_text));
  EXPECT_THAT(message, HasSubstr(bad.bounds));
  EXPECT_EQ(input_error_of([&] { (void)corrupted({}, bad.corruption, bad.level); }), message);
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

INSTANTIATE_TEST_SUITE_P(
    All, BadLevels,
    testing::Values(
        BadLevel{"drop_event", -0.1, "level -0.1 ", ">= 0 and <= 1"},
        BadLevel{"drop_event", 1.5, "level 1.5 ", ">= 0 and <= 1"},
        BadLevel{"drop_event", kNan, "level nan ", ">= 0 and <= 1"},
        BadLevel{"drop_area", 1.0, "level 1 ", ">= 0 and < 1"},
        BadLevel{"drop_area", -1e-9, "level -1e-09 ", ">= 0 and < 1"},
        BadLevel{"uniform_noise", 1000.5, "level 1000.5 ", "a whole number >= 0 and <= 200000"},
        BadLevel{"uniform_noise", 200001.0, "level 200001 ", "<= 200000"},
        BadLevel{"uniform_noise", -1.0, "level -1 ", ">= 0"},
        BadLevel{"uniform_noise", kNan, "level nan ", ">= 0"},
        BadLevel{"spatial_jitter", 1157.0, "level 1157 ", ">= 0 and <= 1156"},
        BadLevel{"spatial_jitter", kInfinity, "level inf ", "<= 1156"},
        BadLevel{"time_jitter", 1000.1, "level 1000.1 ", ">= 0 and <= 1000"},
        BadLevel{"time_jitter", -kInfinity, "level -inf ", ">= 0 and <= 1000"},
        BadLevel{"drop_time", 1.1, "level 1.1 ", ">= 0 and <= 1"},
        BadLevel{"dead_pixels", 1.1, "level 1.1 ", ">= 0 and <= 1"},
        BadLevel{"refractory", -1.0, "level -1 ", ">= 0 and <= 1000"},
        BadLevel{"rate_limit", 0.5, "level 0.5 ", "0 or a whole number >= 1 and <= 1000000"},
        BadLevel{"rate_limit", 1.5, "level 1.5 ", "a whole number"},
        BadLevel{"background", kInfinity, "level inf ", ">= 0 and <= 1000"},
        BadLevel{"hot_pixels", 2.5, "level 2.5 ", "a whole number >= 0"},
        BadLevel{"flicker", 1001.0, "level 1001 ", ">= 0 and <= 1000"},
        BadLevel{"polarity_flip", 1.01, "level 1.01 ", ">= 0 and <= 1"},
        BadLevel{"translate", kNan, "level nan ", ">= 0 and <= 65535"},
        BadLevel{"rotate", 3.2, "level 3.2 ", ">= 0 and <= 3.14159"},
        BadLevel{"scale", 1.1, "level 1.1 ", "0 or a number >= 0.01 and <= 1"},
        BadLevel{"time_stretch", 0.9, "level 0.9 ", "0 or a number >= 1 and <= 100"},
        BadLevel{"time_compress", 1.1, "level 1.1 ", "0 or a number >= 0.01 and <= 1"},
        BadLevel{"congestion", 0.0001, "level 0.0001 ", "0 or a number >= 0.001"}));

TEST(Corrupt, TakesEmptyRecordings) {
  for (const Corruption* const corruption : corruptions()) {
    const std::string name(corruption->name);
    const std::size_t size = corrupted({}, name, middle_level(*corruption)).size();
    if (name == "background" || name == "hot_pixels" || name == "flicker") {
      EXPECT_GT(size, 0U) << name;
    } else {
      EXPECT_EQ(size, name == "uniform_noise" ? 4000U : 0U) << name;
    }
  }
}

TEST(Corrupt, MayLeaveNothing) {
  const std::vector<Event> one = {{1000, 10, 10, true}};
  EXPECT_TRUE(corrupted(one, "drop_event", 1.0).empty());
  EXPECT_TRUE(corrupted(one, "drop_area", 0.9).empty());
}

TEST(Corrupt, LevelZeroOfEveryCorruptionIsTheCleanRecording) {
  const auto events = test::recording_of(2000);
  for (const Corruption* const corruption : corruptions()) {
    EXPECT_EQ(corrupted(events, std::string(corruption->name), 0.0), events) << corruption->name;
  }
}

// On any sensor, with time going back, with all events in one ms: events stay on the sensor.
TEST(Corrupt, KeepsEventsOnTheSensorWhateverItIs) {
  for (const SensorGeometry sensor :
       {SensorGeometry{240, 180}, SensorGeometry{1, 1}, SensorGeometry{3, 7}}) {
    for (const std::uint32_t end_us : {1U, 1000U, 30000U}) {
      const auto events = test::unsorted_events(200, end_us, sensor);
      for (const Corruption* const corruption : corruptions()) {
        // Those that need more room than the smaller sensors have say so.
        if (corruption->name == "uniform_noise" || corruption->name == "hot_pixels") continue;
        for (const double level : corruption->severities) {
          const auto after =
              corrupted(events, std::string(corruption->name), level, 1, 1, 5, sensor);
          EXPECT_TRUE(std::ranges::all_of(after, [&](const Event& event) {
            return sensor.contains(event.x, event.y);
          })) << corruption->name;
        }
      }
    }
  }
}

TEST(Corrupt, DoesNotDependOnTheOrderOfCalls) {
  const auto events = test::recording_of(300);
  for (const Corruption* const corruption : corruptions()) {
    const std::string name(corruption->name);
    const double level = middle_level(*corruption);
    std::vector<std::vector<Event>> forward;
    for (std::uint64_t recording = 0; recording < 4; ++recording) {
      forward.push_back(corrupted(events, name, level, recording));
    }
    for (std::uint64_t recording = 4; recording-- > 0;) {
      EXPECT_EQ(corrupted(events, name, level, recording), forward[recording]) << name;
    }
  }
}

TEST(Corrupt, WithoutDrawsIsTheSameForAllSeedsAndRecordings) {
  const auto events = test::recording_of(2000);
  for (const Corruption* const corruption : corruptions()) {
    if (corruption->stream != Stream{0}) continue;
    const std::string name(corruption->name);
    const double level = middle_level(*corruption);
    EXPECT_EQ(corrupted(events, name, level, 0, 1), corrupted(events, name, level, 9, 2)) << name;
    EXPECT_NE(corrupted(events, name, level), events) << name;
  }
}

class EveryCorruption : public testing::TestWithParam<const char*> {};

TEST_P(EveryCorruption, DependsOnSeedLevelAndRecordingAlone) {
  const Corruption& corruption = find_corruption(GetParam());
  const auto events = test::recording_of(2000);
  const double level = middle_level(corruption);
  const auto result = [&](std::uint64_t recording, std::uint64_t seed) {
    return corrupted(events, GetParam(), level, recording, seed);
  };
  std::vector<std::vector<Event>> forward;
  for (std::uint64_t recording = 0; recording < 20; ++recording) {
    forward.push_back(result(recording, 1));
  }
  for (std::uint64_t recording = 20; recording-- > 0;) {
    EXPECT_EQ(result(recording, 1), forward[recording]);
  }
  std::size_t same = 0;
  for (std::uint64_t recording = 1; recording < 20; ++recording) {
    same += forward[recording] == forward[0] ? 1U : 0U;
  }
  EXPECT_LE(same, 1U);  // drop_area has 21 x 21 places at this level
  EXPECT_NE(result(0, 1), result(0, 2));
  EXPECT_NE(result(0, 1), result(std::uint64_t{1} << 32U, 1));
}

INSTANTIATE_TEST_SUITE_P(All, EveryCorruption,
                         testing::Values("drop_event", "drop_area", "uniform_noise",
                                         "spatial_jitter", "time_jitter", "drop_time", "background",
                                         "hot_pixels", "flicker", "polarity_flip"));

// With the same draws at every level, the errors of the levels would be correlated, and noise at
// one level would be part of the next.
TEST(Corrupt, LevelsDrawIndependently) {
  const auto weak = corrupted({}, "uniform_noise", 1000);
  const auto strong = corrupted({}, "uniform_noise", 2000);
  EXPECT_FALSE(std::equal(weak.begin(), weak.begin() + 10, strong.begin()));
  const std::vector<Event> centre(50, Event{175000, 17, 17, true});
  const auto slow = corrupted(centre, "time_jitter", 10.0);
  const auto fast = corrupted(centre, "time_jitter", 20.0);
  ASSERT_EQ(slow.size(), fast.size());
  std::size_t doubled = 0;
  for (std::size_t i = 0; i < slow.size(); ++i) {
    const double slow_shift = slow[i].t_us - 175000.0;
    const double fast_shift = fast[i].t_us - 175000.0;
    doubled += std::abs(fast_shift - 2.0 * slow_shift) < 3.0 ? 1U : 0U;
  }
  EXPECT_LE(doubled, 2U);
}

TEST(Corrupt, CorruptionsDrawIndependentlyOfEachOther) {
  // Both would remove the same subset if they shared draws: apply the function of drop_event with
  // another stream.
  std::vector<Event> events = test::recording_of(500);
  const auto own = corrupted(events, "drop_event", 0.5);
  Corruption other = find_corruption("drop_event");
  other.stream = Stream::drop_area;
  corrupt(events, other, 0.5, {}, test::kSeed, 0);
  EXPECT_EQ(events.size(), own.size());
  EXPECT_NE(events, own);
}

}  // namespace
}  // namespace ebsnn
