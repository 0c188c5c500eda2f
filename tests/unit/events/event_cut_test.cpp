#include "events/event_cut.hpp"

#include "core/error.hpp"
#include "support/digits_dataset.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr SensorGeometry kSensor{10, 8};

/// Returns what a cut keeps of events on a sensor of 10 x 8 px.
std::vector<Event> kept(const std::vector<Event>& events, const EventCut& cut) {
  return cut_events(events, cut, cut_sensor(kSensor, cut));
}

template <class Function>
std::string error_of(Function&& function) {
  try {
    std::forward<Function>(function)();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(EventCut, NothingGivenKeepsAllEvents) {
  const std::vector<Event> events{{7, 9, 7, true}, {3, 0, 0, false}, {4294967295, 1, 1, true}};
  EXPECT_EQ(kept(events, {}), events);
  EXPECT_EQ(cut_sensor(kSensor, {}), kSensor);
}

TEST(EventCut, WindowIncludesItsStartAndExcludesItsEnd) {
  const EventCut cut{TimeWindow{500, 850}, std::nullopt, 1};
  const std::vector<Event> events{
      {499, 1, 1, true}, {849, 2, 2, true}, {850, 3, 3, true}, {500, 4, 4, false}};
  EXPECT_THAT(kept(events, cut), ElementsAre(Event{349, 2, 2, true}, Event{0, 4, 4, false}));
}

TEST(EventCut, CropKeepsItsRegionAndCountsFromItsCorner) {
  const EventCut cut{std::nullopt, CropRegion{3, 2, 4, 5}, 1};
  EXPECT_EQ(cut_sensor(kSensor, cut), (SensorGeometry{4, 5}));
  EXPECT_THAT(kept({{0, 3, 2, true}, {1, 6, 6, false}}, cut),
              ElementsAre(Event{0, 0, 0, true}, Event{1, 3, 4, false}));
  EXPECT_THAT(kept({{0, 2, 2, true}, {1, 7, 6, true}, {2, 3, 1, true}, {3, 3, 7, true}}, cut),
              IsEmpty());
}

TEST(EventCut, DownsamplingPutsSquaresOfPixelsTogetherAndDropsTheRest) {
  const EventCut cut{std::nullopt, std::nullopt, 3};
  EXPECT_EQ(cut_sensor(kSensor, cut), (SensorGeometry{3, 2}));
  EXPECT_THAT(kept({{0, 2, 2, true}, {1, 0, 0, true}, {2, 8, 5, false}}, cut),
              ElementsAre(Event{0, 0, 0, true}, Event{1, 0, 0, true}, Event{2, 2, 1, false}));
  EXPECT_THAT(kept({{0, 9, 0, true}, {0, 0, 6, true}}, cut), IsEmpty());
}

TEST(EventCut, DownsamplingComesAfterTheCrop) {
  const EventCut cut{std::nullopt, CropRegion{1, 1, 5, 4}, 2};
  EXPECT_EQ(cut_sensor(kSensor, cut), (SensorGeometry{2, 2}));
  EXPECT_THAT(kept({{0, 4, 4, true}, {0, 5, 1, true}, {0, 0, 1, true}}, cut),
              ElementsAre(Event{0, 1, 1, true}));
}

TEST(EventCut, ReadsTimeWindows) {
  EXPECT_EQ(parse_time_window("500:850"), (TimeWindow{500000, 850000}));
  EXPECT_EQ(parse_time_window("0:0.001"), (TimeWindow{0, 1}));
  EXPECT_EQ(parse_time_window("0.123:4294967.295"), (TimeWindow{123, 4294967295}));
  for (const char* text : {"", "500", "500:", ":850", "850:500", "5:5", "-1:5", "0:nan", "0:inf",
                           "0:0.0005", "0:4294967.296", "1:2:3", " 1:2", "1:2ms"}) {
    EXPECT_THAT(error_of([&] { (void)parse_time_window(text); }),
                AllOf(HasSubstr("'" + std::string(text) + "'"), HasSubstr("START:END in ms")))
        << text;
  }
}

TEST(EventCut, ReadsCropRegions) {
  EXPECT_EQ(parse_crop_region("5,6,24,25"), (CropRegion{5, 6, 24, 25}));
  for (const char* text : {"", "5,5,24", "5,5,24,", "5,5,24,24,1", "-1,5,24,24", "5,5,0,24",
                           "5,5,24,0", "5, 5,24,24", "1.5,5,24,24", "0,0,65536,1"}) {
    EXPECT_THAT(error_of([&] { (void)parse_crop_region(text); }),
                AllOf(HasSubstr("'" + std::string(text) + "'"), HasSubstr("LEFT,TOP,WIDTH,HEIGHT")))
        << text;
  }
}

TEST(EventCut, RefusesWhatIsNotOnTheSensor) {
  const auto refused = [](const EventCut& cut) {
    return error_of([&] { (void)cut_sensor(kSensor, cut); });
  };
  EXPECT_THAT(refused({std::nullopt, CropRegion{7, 0, 4, 4}, 1}),
              AllOf(HasSubstr("7,0,4,4"), HasSubstr("column 10"), HasSubstr("10x8")));
  EXPECT_THAT(refused({std::nullopt, CropRegion{0, 5, 4, 4}, 1}), HasSubstr("row 8"));
  EXPECT_EQ(refused({std::nullopt, CropRegion{6, 4, 4, 4}, 1}), "");
  EXPECT_THAT(refused({std::nullopt, std::nullopt, 9}),
              AllOf(HasSubstr("downsampling by 9"), HasSubstr("10x8")));
  EXPECT_EQ(refused({std::nullopt, std::nullopt, 8}), "");
}

class OneRecording : public DigitsDataset {
 public:
  [[nodiscard]] std::size_t size() const override { return 1; }
  [[nodiscard]] Label label(std::size_t /*index*/) const override { return 4; }
  [[nodiscard]] std::string name(std::size_t /*index*/) const override { return "some/4.bin"; }
  [[nodiscard]] Recording read(std::size_t /*index*/) const override {
    return {{{2000, 5, 6, true}, {0, 5, 6, true}}, 4};
  }
};

TEST(EventCut, DatasetIsDescribedAsItIsAfterTheCut) {
  auto whole = std::make_unique<OneRecording>();
  whole->describe().last_event_us = 2000;
  const auto dataset =
      cut_dataset(std::move(whole), {TimeWindow{1000, 3000}, CropRegion{5, 5, 24, 24}, 2});
  EXPECT_EQ(dataset->description().sensor, (SensorGeometry{12, 12}));
  EXPECT_EQ(dataset->description().classes, digit_names());
  EXPECT_EQ(dataset->description().last_event_us, std::nullopt);
  EXPECT_EQ(dataset->size(), 1U);
  EXPECT_EQ(dataset->label(0), 4U);
  EXPECT_EQ(dataset->source(0), "some/4.bin");
  const Recording recording = dataset->read(0);
  EXPECT_EQ(recording.label, 4U);
  EXPECT_THAT(recording.events, ElementsAre(Event{1000, 0, 0, true}));
  EXPECT_EQ(dataset->checksum(0), checksum_of_recording(recording));
}

}  // namespace
}  // namespace ebsnn::test
