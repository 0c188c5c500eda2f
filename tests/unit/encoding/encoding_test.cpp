#include "core/error.hpp"
#include "core/random.hpp"
#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Channels = std::vector<std::uint16_t>;

constexpr bool kOn = true;
constexpr bool kOff = false;

Event event(std::uint32_t t_us, int x, int y, bool on) {
  return {t_us, static_cast<std::uint16_t>(x), static_cast<std::uint16_t>(y), on};
}

EvaluationLayout published_layout(int side) { return {kCentralLayout, kNmnistSensor, side}; }

SpikeRaster encoded(const std::vector<Event>& events, const Window& window, int steps = 350) {
  std::vector<std::uint8_t> scratch;
  return encode(events, window, steps, scratch);
}

std::vector<Channels> all_steps(const SpikeRaster& raster) {
  std::vector<Channels> steps;
  for (int step = 0; step < raster.steps(); ++step) {
    const auto channels = raster.at(step);
    steps.emplace_back(channels.begin(), channels.end());
  }
  return steps;
}

/// Random events, so crowded that many share pixel and ms; some late, not ordered by time.
std::vector<Event> random_events(std::uint64_t index, std::size_t count, std::uint32_t end_us) {
  RandomSequence random(1, Stream::synthetic_recording, 0, index);
  std::vector<Event> events;
  for (std::size_t i = 0; i < count; ++i) {
    const auto x = static_cast<int>(random.below(34));
    const auto y = static_cast<int>(random.below(34));
    events.push_back(event(random.below(end_us), x, y, random.coin()));
  }
  return events;
}

using Frame = std::vector<std::vector<int>>;  // [row][column]: 0 nothing, 1 ON, 2 OFF

Frame transposed(const Frame& frame) {
  Frame result(frame.size(), std::vector<int>(frame.size()));
  for (std::size_t row = 0; row < frame.size(); ++row) {
    for (std::size_t column = 0; column < frame.size(); ++column) {
      result[column][row] = frame[row][column];
    }
  }
  return result;
}

/// The specification word for word, one frame per ms.
std::vector<Channels> reference(const std::vector<Event>& events, const Window& window, int steps) {
  std::vector<Channels> result;
  for (int step = 0; step < steps; ++step) {
    Frame sensor(34, std::vector<int>(34, 0));
    for (const Event& e : events) {
      const bool skipped = window.skip_first_ms && step == 0;
      if (static_cast<int>(e.t_us / 1000) == step && !skipped) {
        sensor[e.y][e.x] = e.on ? 1 : 2;
      }
    }
    Frame patch;
    for (int row = 0; row < window.side; ++row) {
      const auto first = sensor[static_cast<std::size_t>(window.top + row)].begin() + window.left;
      patch.emplace_back(first, first + window.side);
    }
    if (window.mirror_left_right) {
      for (auto& row : patch) {
        std::ranges::reverse(row);
      }
    }
    if (window.mirror_up_down) {
      std::ranges::reverse(patch);
    }
    if (window.transpose) {
      patch = transposed(patch);
    }
    Channels& channels = result.emplace_back();
    std::uint16_t channel = 0;
    for (const auto& row : patch) {
      for (const int cell : row) {
        if (cell != 0) {
          channels.push_back(static_cast<std::uint16_t>(channel + cell - 1));
        }
        channel = static_cast<std::uint16_t>(channel + 2);
      }
    }
  }
  return result;
}

TEST(Encode, ChannelIsRowTimesSidePlusColumnTimesTwoPlusPolarity) {
  const Window window{.top = 5, .left = 7};
  // Column = x, row = y; ON is even, OFF odd.
  const SpikeRaster raster =
      encoded({event(0, 7, 5, kOn), event(1000, 7, 5, kOff), event(2000, 8, 5, kOn),
               event(3000, 7, 6, kOn), event(4000, 18, 16, kOff)},
              window);
  EXPECT_EQ(raster.steps(), 350);
  EXPECT_THAT(raster.at(0), ElementsAre(0));
  EXPECT_THAT(raster.at(1), ElementsAre(1));
  EXPECT_THAT(raster.at(2), ElementsAre(2));
  EXPECT_THAT(raster.at(3), ElementsAre(24));
  EXPECT_THAT(raster.at(4), ElementsAre(287));
  EXPECT_EQ(raster.event_count(), 5U);
}

TEST(Encode, LeavesOutWhatLiesOutsideTheWindow) {
  const Window window{.top = 5, .left = 7};
  const SpikeRaster raster =
      encoded({event(0, 6, 5, kOn), event(0, 19, 5, kOn), event(0, 7, 4, kOn), event(0, 7, 17, kOn),
               event(0, 0, 0, kOn), event(0, 33, 33, kOn)},
              window);
  EXPECT_EQ(raster.event_count(), 0U);
}

TEST(Encode, TimeIsFlooredToMs) {
  const Window window{};
  const SpikeRaster raster =
      encoded({event(999, 0, 0, kOn), event(1000, 1, 0, kOn), event(1999, 2, 0, kOn)}, window);
  EXPECT_THAT(raster.at(0), ElementsAre(0));
  EXPECT_THAT(raster.at(1), ElementsAre(2, 4));
}

TEST(Encode, LeavesOutTimesFromTheDurationOn) {
  const SpikeRaster raster =
      encoded({event(349999, 0, 0, kOn), event(350000, 1, 0, kOn), event(0xffffffffU, 2, 0, kOn)},
              Window{});
  EXPECT_THAT(raster.at(349), ElementsAre(0));
  EXPECT_EQ(raster.event_count(), 1U);
}

TEST(Encode, TheLastEventInFileOrderWins) {
  // The later time comes first in the file, as after time jitter.
  const SpikeRaster raster =
      encoded({event(900, 0, 0, kOn), event(100, 0, 0, kOff), event(5100, 3, 0, kOff),
               event(5000, 3, 0, kOn), event(5000, 3, 0, kOn)},
              Window{});
  EXPECT_THAT(raster.at(0), ElementsAre(1));
  EXPECT_THAT(raster.at(5), ElementsAre(6));
  EXPECT_EQ(raster.event_count(), 2U);
}

TEST(Encode, SkipFirstMsLeavesOutMsZeroOnly) {
  const std::vector<Event> events = {event(0, 0, 0, kOn), event(999, 1, 0, kOn),
                                     event(1000, 2, 0, kOn)};
  EXPECT_THAT(encoded(events, Window{.skip_first_ms = true}).at(0), IsEmpty());
  EXPECT_THAT(encoded(events, Window{.skip_first_ms = true}).at(1), ElementsAre(4));
  EXPECT_THAT(encoded(events, Window{}).at(0), ElementsAre(0, 2));
}

// One event at row 1, column 2 of the window.
TEST(Encode, MirrorsLeftRightThenUpDownThenTransposes) {
  const std::vector<Event> events = {event(0, 2, 1, kOn)};
  const auto channel_at = [](int row, int column) { return (row * 12 + column) * 2; };
  const auto channel = [&](bool left_right, bool up_down, bool transpose) {
    return encoded(events, Window{.mirror_left_right = left_right,
                                  .mirror_up_down = up_down,
                                  .transpose = transpose})
        .at(0)
        .front();
  };
  EXPECT_EQ(channel(false, false, false), channel_at(1, 2));
  EXPECT_EQ(channel(true, false, false), channel_at(1, 9));
  EXPECT_EQ(channel(false, true, false), channel_at(10, 2));
  EXPECT_EQ(channel(false, false, true), channel_at(2, 1));
  EXPECT_EQ(channel(true, false, true), channel_at(9, 1));  // transposing first would give (2, 10)
  EXPECT_EQ(channel(false, true, true), channel_at(2, 10));
  EXPECT_EQ(channel(true, true, true), channel_at(9, 10));
}

class EncodeAll : public testing::TestWithParam<unsigned> {};

TEST_P(EncodeAll, AgreesWithTheReference) {
  const unsigned flags = GetParam();
  std::vector<std::uint8_t> scratch(100, 0xff);  // dirty, and of another size each time
  for (const int side : {1, 5, 8, 12, 17, 34}) {
    RandomSequence random(2, Stream::training_patch, flags, static_cast<std::uint64_t>(side));
    const Window window{
        .top = static_cast<int>(random.below(static_cast<std::uint32_t>(35 - side))),
        .left = static_cast<int>(random.below(static_cast<std::uint32_t>(35 - side))),
        .side = side,
        .mirror_left_right = (flags & 1U) != 0,
        .mirror_up_down = (flags & 2U) != 0,
        .transpose = (flags & 4U) != 0,
        .skip_first_ms = (flags & 8U) != 0};
    const auto events = random_events(flags, 20000, 33000);
    const SpikeRaster raster = encode(events, window, 30, scratch);
    const auto expected = reference(events, window, 30);
    EXPECT_EQ(all_steps(raster), expected) << "side " << side;
    std::size_t count = 0;
    for (const Channels& channels : expected) {
      count += channels.size();
    }
    EXPECT_EQ(raster.event_count(), count);
  }
}

INSTANTIATE_TEST_SUITE_P(Flags, EncodeAll, testing::Range(0U, 16U));

TEST(Encode, WindowsInOnePassGiveWhatEachGivesAlone) {
  std::vector<std::uint8_t> scratch;
  const std::vector<Event> events = random_events(3, 5000, 400000);
  const auto windows = published_layout(12).windows();
  const std::vector<SpikeRaster> together = encode(events, windows, 350, scratch);
  ASSERT_EQ(together.size(), windows.size());
  for (std::size_t w = 0; w < windows.size(); ++w) {
    const SpikeRaster alone = encode(events, windows[w], 350, scratch);
    EXPECT_GT(alone.event_count(), 0U);
    EXPECT_EQ(all_steps(together[w]), all_steps(alone)) << w;
  }
}

TEST(Encode, AnEmptyRecordingGivesAnEmptyRaster) {
  const SpikeRaster raster = encoded({}, Window{.top = 22, .left = 22});
  EXPECT_EQ(raster.steps(), 350);
  EXPECT_EQ(raster.event_count(), 0U);
  for (int step = 0; step < 350; ++step) {
    EXPECT_THAT(raster.at(step), IsEmpty());
  }
}

TEST(Encode, ScratchLeavesNoTraces) {
  std::vector<std::uint8_t> scratch;
  const auto events = random_events(0, 5000, 350000);
  const auto fresh = all_steps(encode(events, Window{.top = 3}, 350, scratch));
  (void)encode(random_events(1, 5000, 350000), Window{.left = 9}, 350, scratch);
  EXPECT_EQ(all_steps(encode(events, Window{.top = 3}, 350, scratch)), fresh);
}

TEST(Layout, PublishedCoversRowsAndColumns5To28InReadingOrder) {
  const EvaluationLayout layout = published_layout(12);
  const std::array<std::pair<int, int>, 4> corners = {{{5, 5}, {5, 17}, {17, 5}, {17, 17}}};
  ASSERT_EQ(layout.size(), corners.size());
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const Window& window = layout.windows()[i];
    EXPECT_EQ(window.top, corners[i].first) << "window " << i;
    EXPECT_EQ(window.left, corners[i].second) << "window " << i;
    EXPECT_EQ(window.side, 12);
    EXPECT_FALSE(window.mirror_left_right || window.mirror_up_down || window.transpose ||
                 window.skip_first_ms);
  }
  EXPECT_EQ(window_name(layout, 2), "bottom-left");
}

TEST(Layout, SeesEveryCentralPixelOnceAndNoOther) {
  const EvaluationLayout layout = published_layout(12);
  for (int y = 0; y < 34; ++y) {
    for (int x = 0; x < 34; ++x) {
      std::size_t seen = 0;
      for (const Window& window : layout.windows()) {
        seen += encoded({event(0, x, y, kOn)}, window).event_count();
      }
      const bool central = x >= 5 && x <= 28 && y >= 5 && y <= 28;
      EXPECT_EQ(seen, central ? 1U : 0U) << "x " << x << ", y " << y;
      EXPECT_EQ(layout.count_inside({event(0, x, y, kOn)}), central ? 1U : 0U);
    }
  }
}

TEST(Layout, OfTheLargestSideFillsTheSensor) {
  EXPECT_EQ(published_layout(17).top(), 0);
  EXPECT_EQ(published_layout(17).windows()[3].top, 17);
}

TEST(Layout, GridHoldsEveryWholeWindowAroundTheCentre) {
  const EvaluationLayout layout("grid", {240, 180}, 25);
  EXPECT_EQ(layout.columns(), 9);
  EXPECT_EQ(layout.rows(), 7);
  EXPECT_EQ(layout.size(), 63U);
  EXPECT_EQ(layout.left(), 7);  // (240 - 225) / 2
  EXPECT_EQ(layout.top(), 2);   // (180 - 175) / 2
  EXPECT_EQ(layout.windows()[10].top, 27);
  EXPECT_EQ(layout.windows()[10].left, 32);
  EXPECT_EQ(window_name(layout, 10), "row 2, column 2");
  EXPECT_EQ(EvaluationLayout("grid", kNmnistSensor, 12).windows()[3].left, 17);
}

TEST(Layout, OfASensorThatIsNotSquareIsAroundItsCentre) {
  const EvaluationLayout layout(kCentralLayout, {240, 180}, 12);
  EXPECT_EQ(layout.left(), 108);
  EXPECT_EQ(layout.top(), 78);
  EXPECT_EQ(layout.count_inside({event(0, 108, 78, kOn), event(0, 131, 101, kOn),
                                 event(0, 107, 78, kOn), event(0, 131, 102, kOn)}),
            2U);
}

TEST(Layout, RefusesWhatDoesNotFit) {
  const auto refusal = [](const char* kind, const SensorGeometry& sensor, int side) {
    try {
      const EvaluationLayout layout(kind, sensor, side);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(refusal("centre", kNmnistSensor, 12), HasSubstr("--layout centre: must be"));
  EXPECT_THAT(refusal("central", {40, 23}, 12),
              AllOf(HasSubstr("at least 24 x 24 px, it has 40 x 23"), HasSubstr("--layout grid")));
  EXPECT_THAT(refusal("grid", {40, 11}, 12), HasSubstr("at least 12 x 12 px, it has 40 x 11"));
  EXPECT_THAT(refusal("grid", {2000, 2000}, 12), HasSubstr("at most 10000"));
  EXPECT_EQ(refusal("grid", {12, 12}, 12), "");
}

TEST(FromPairs, SortsKeepsOneOfDuplicatesAndLeavesOutLateSteps) {
  const std::vector<std::uint16_t> step = {3, 0, 3, 1, 3, 4, 65535, 3};
  const Channels channel = {7, 5, 2, 287, 7, 1, 1, 0};
  const SpikeRaster raster = SpikeRaster::from_pairs(4, step, channel);
  EXPECT_EQ(raster.steps(), 4);
  EXPECT_THAT(raster.at(0), ElementsAre(5));
  EXPECT_THAT(raster.at(1), ElementsAre(287));
  EXPECT_THAT(raster.at(2), IsEmpty());
  EXPECT_THAT(raster.at(3), ElementsAre(0, 2, 7));
  EXPECT_EQ(raster.event_count(), 5U);
}

TEST(FromPairs, OfNothingIsEmpty) {
  const SpikeRaster raster = SpikeRaster::from_pairs(10, {}, {});
  EXPECT_EQ(raster.steps(), 10);
  EXPECT_THAT(raster.at(9), IsEmpty());
  EXPECT_THAT(SpikeRaster(10).at(0), IsEmpty());
}

TEST(FromPairs, RebuildsAnEncodedRaster) {
  const SpikeRaster raster = encoded(random_events(5, 3000, 350000), Window{.top = 9, .left = 11});
  std::vector<std::uint16_t> step;
  Channels channel;
  for (int s = raster.steps() - 1; s >= 0; --s) {
    for (const std::uint16_t c : raster.at(s)) {
      step.push_back(static_cast<std::uint16_t>(s));
      channel.push_back(c);
    }
  }
  EXPECT_EQ(all_steps(SpikeRaster::from_pairs(350, step, channel)), all_steps(raster));
}

}  // namespace
}  // namespace ebsnn
