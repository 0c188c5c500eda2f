// Training patches: a function of seed and patch number only, with the published distribution of
// recordings and windows.

#include "pipeline/patch_source.hpp"

#include "support/digits_dataset.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <utility>

namespace ebsnn {
namespace {

constexpr int kSide = kNmnistSensor.width;

/// Recording r has one event per ms in ms 1 + 2 x + 100 r at (x, y) of polarity ON, for every x =
/// y, so that a patch identifies its recording and window.
class DiagonalData : public test::DigitsDataset {
 public:
  [[nodiscard]] std::size_t size() const override { return 3; }
  [[nodiscard]] Label label(std::size_t index) const override { return static_cast<Label>(index); }
  [[nodiscard]] std::string name(std::size_t index) const override { return std::to_string(index); }
  [[nodiscard]] Recording read(std::size_t index) const override {
    Recording recording;
    recording.events.push_back({0, 10, 10, true});  // at t = 0: left out
    for (std::uint16_t x = 0; x < kSide; ++x) {
      recording.events.push_back(
          {static_cast<std::uint32_t>((1 + 2 * x + 100 * static_cast<int>(index)) * 1000), x, x,
           true});
    }
    return recording;
  }
};

std::vector<std::pair<int, std::uint16_t>> events_of(const SpikeRaster& raster) {
  std::vector<std::pair<int, std::uint16_t>> events;
  for (int step = 0; step < raster.steps(); ++step) {
    for (const std::uint16_t channel : raster.at(step)) {
      events.emplace_back(step, channel);
    }
  }
  return events;
}

TEST(PatchSource, GivesAPatchThatDependsOnSeedAndNumberAlone) {
  const DiagonalData data;
  PatchSource forward(data, kCentralLayout, {}, 5);
  PatchSource backward(data, kCentralLayout, {}, 5);
  PatchSource other(data, kCentralLayout, {}, 6);
  std::map<int, std::vector<std::pair<int, std::uint16_t>>> patches;
  for (int patch = 0; patch < 20; ++patch) {
    patches[patch] = events_of(forward.patch(static_cast<std::uint64_t>(patch)));
  }
  int changed = 0;
  for (int patch = 19; patch >= 0; --patch) {
    EXPECT_EQ(events_of(backward.patch(static_cast<std::uint64_t>(patch))), patches[patch]);
    changed += events_of(other.patch(static_cast<std::uint64_t>(patch))) != patches[patch] ? 1 : 0;
  }
  EXPECT_GT(changed, 15);
}

TEST(PatchSource, LeavesOutEventsAtTimeZero) {
  const DiagonalData data;
  PatchSource source(data, kCentralLayout, {}, 1);
  for (std::uint64_t patch = 0; patch < 200; ++patch) {
    EXPECT_TRUE(source.patch(patch).at(0).empty()) << patch;
  }
}

/// The first event of the diagonal inside the window gives the larger of top row and left column.
/// False alarm: the chi-square bounds below are exceeded with probability < 1e-6.
TEST(PatchSource, DrawsRecordingsAndPlacesUniformly) {
  const DiagonalData data;
  PatchSource source(data, kCentralLayout, {}, 3);
  constexpr int kPatches = 12000;
  std::array<int, 3> recordings{};
  std::array<int, 34> larger{};
  for (int patch = 0; patch < kPatches; ++patch) {
    const auto events = events_of(source.patch(static_cast<std::uint64_t>(patch)));
    if (events.empty()) {
      continue;  // rows and columns of the window do not meet on the diagonal
    }
    const int first = events.front().first - 1;
    ++recordings[static_cast<std::size_t>(first / 100)];
    ++larger[static_cast<std::size_t>(first % 100 / 2)];
  }
  for (const int count : recordings) {
    EXPECT_NEAR(count, (recordings[0] + recordings[1] + recordings[2]) / 3.0, 330.0);
  }
  for (std::size_t place = 0; place < larger.size(); ++place) {
    // The larger of two uniform numbers in 5 .. 16 is 5 + k with probability (2 k + 1) / 144.
    const bool possible = place >= 5 && place <= 16;
    const double expected =
        possible ? kPatches * (2.0 * (static_cast<double>(place) - 5.0) + 1.0) / 144.0 : 0.0;
    EXPECT_NEAR(larger[place], expected, possible ? 220.0 : 0.0) << "place " << place;
  }
}

TEST(PatchSource, CountsUnusualRecordings) {
  class Empty : public DiagonalData {
   public:
    [[nodiscard]] Recording read(std::size_t /*index*/) const override { return {}; }
  };
  const Empty data;
  PatchSource source(data, kCentralLayout, {}, 1);
  for (std::uint64_t patch = 0; patch < 30; ++patch) {
    (void)source.patch(patch);
  }
  const auto comm = make_local_communicator();
  const std::vector<std::string> lines = source.warnings().summary(*comm, data);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].rfind("3 recordings have no events", 0), 0U) << lines[0];
}

}  // namespace
}  // namespace ebsnn
