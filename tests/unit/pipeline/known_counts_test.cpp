// Counts that need no simulation are those that a simulation gives.

#include "pipeline/known_counts.hpp"

#include "encoding/evaluation_layout.hpp"
#include "pipeline/condition.hpp"
#include "small_study.hpp"
#include "storage/activity_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

SpikeRaster raster_of(const std::vector<std::uint16_t>& step,
                      const std::vector<std::uint16_t>& channel) {
  return SpikeRaster::from_pairs(350, step, channel);
}

TEST(KnownCounts, AreThoseOfTheSameRasterAndWindow) {
  KnownCounts known;
  const SpikeRaster raster = raster_of({3, 3, 9}, {1, 5, 5});
  EXPECT_EQ(known.find({7, 0}, raster), nullptr);
  known.add({7, 0}, raster, false, {{5, 5}, {5}});
  EXPECT_EQ(known.find({7, 0}, raster), nullptr) << "of a corrupted recording";
  known.add({7, 0}, raster, true, {{1, 2}, {3}});
  known.add({7, 1}, raster_of({4}, {4}), true, {{0, 9}, {0}});
  ASSERT_NE(known.find({7, 0}, raster), nullptr);
  EXPECT_EQ(known.find({7, 0}, raster)->v1, (std::vector<std::uint16_t>{1, 2}));
  EXPECT_EQ(known.find({7, 0}, raster)->inh, (std::vector<std::uint16_t>{3}));
  ASSERT_NE(known.find({7, 1}, raster_of({4}, {4})), nullptr);
  EXPECT_EQ(known.find({7, 1}, raster_of({4}, {4}))->v1, (std::vector<std::uint16_t>{0, 9}));
  EXPECT_EQ(known.find({7, 1}, raster), nullptr) << "another window";
  EXPECT_EQ(known.find({8, 0}, raster), nullptr) << "another recording";
  EXPECT_EQ(known.find({7, 0}, raster_of({3, 3, 9}, {1, 5, 6})), nullptr) << "another channel";
  EXPECT_EQ(known.find({7, 0}, raster_of({3, 3, 8}, {1, 5, 5})), nullptr) << "another time";
  EXPECT_EQ(known.find({7, 0}, raster_of({3, 9}, {1, 5})), nullptr) << "an event less";
}

TEST(KnownCounts, OfEmptyRastersAreTheSameEverywhere) {
  KnownCounts known;
  const SpikeRaster empty(350);
  known.add({0, 0}, raster_of({3}, {1}), true, {{8}, {8}});
  EXPECT_EQ(known.find({0, 0}, empty), nullptr);
  known.add({0, 1}, empty, false, {{4}, {5}});
  ASSERT_NE(known.find({9, 3}, empty), nullptr);
  EXPECT_EQ(known.find({9, 3}, empty)->v1, (std::vector<std::uint16_t>{4}));
  EXPECT_EQ(known.find({9, 3}, raster_of({3}, {1})), nullptr);
}

TEST(KnownCounts, AreKeptOfSoManyWindowsAlone) {
  KnownCounts known;
  const SpikeRaster raster = raster_of({3}, {1});
  for (std::uint64_t recording = 0; recording <= KnownCounts::kMostWindows; ++recording) {
    known.add({recording, 0}, raster, true, {{1}, {1}});
  }
  EXPECT_NE(known.find({KnownCounts::kMostWindows - 1, 0}, raster), nullptr);
  EXPECT_EQ(known.find({KnownCounts::kMostWindows, 0}, raster), nullptr);
  const NetworkShape shape;
  EXPECT_EQ(KnownCounts::bytes(10 * KnownCounts::kMostWindows, shape),
            KnownCounts::bytes(KnownCounts::kMostWindows, shape));
  EXPECT_NEAR(static_cast<double>(KnownCounts::bytes(KnownCounts::kMostWindows, shape)), 50e6, 5e6);
}

/// Recordings without events, with one, and with both polarities of a pixel in each ms.
std::vector<Recording> awkward_recordings() {
  std::vector<Recording> some = test::lively_recordings(6);
  some[1].events.clear();
  some[2].events.resize(1);
  for (Recording* both : {&some[3], &some[4]}) {
    for (Event& event : both->events) {
      event.t_us = event.t_us / 1000 * 1000;
      event.x = static_cast<std::uint16_t>(event.x / 4 * 4);
      event.y = static_cast<std::uint16_t>(event.y / 4 * 4);
    }
  }
  return some;
}

/// Neurons of this network spike without events.
ModelParameters restless_network() {
  ModelParameters model = test::network_of_twelve();
  model.neuron.e_l_mv = -45.0;
  return model;
}

TEST(KnownCounts, GiveTheActivityThatSimulationsGive) {
  test::SmallStudy study(test::lively_recordings(4), awkward_recordings());
  study.input.parameters = restless_network();
  study.input.record.names = {"inh_counts"};
  (void)study.simulate("drop_event,drop_area", "0,0.3,0.9");
  Simulator simulator(study.input.parameters, study.input.weights);
  const EvaluationLayout layout(kCentralLayout, kNmnistSensor, 12);
  std::vector<std::uint8_t> scratch;
  std::vector<std::uint16_t> clean;
  std::size_t unchanged = 0;
  for (const Unit& unit : units_to_simulate(test::units_of("drop_event,drop_area", "0,0.3,0.9"))) {
    if (unit.split == Split::train) continue;
    std::vector<std::uint16_t> v1, inh;
    for (std::size_t i = 0; i < study.data.test->size(); ++i) {
      Recording recording = study.data.test->read(i);
      apply(unit.condition, recording.events, {}, study.input.seed, i);
      for (const SpikeRaster& raster : encode(recording.events, layout.windows(), 350, scratch)) {
        const SpikeCounts counts = simulator.present(raster);
        v1.insert(v1.end(), counts.v1.begin(), counts.v1.end());
        inh.insert(inh.end(), counts.inh.begin(), counts.inh.end());
      }
    }
    const LoadedActivity file = read_activity(study.out() / unit.file());
    EXPECT_EQ(file.activity.counts, v1) << unit.name();
    EXPECT_EQ(h5::File::open(study.out() / unit.file()).read<std::uint16_t>("/inh_counts"), inh)
        << unit.name();
    if (unit == clean_unit()) clean = v1;
    for (std::size_t i = 0; i < v1.size(); i += 12) {
      unchanged += std::equal(v1.begin() + static_cast<std::ptrdiff_t>(i),
                              v1.begin() + static_cast<std::ptrdiff_t>(i + 12),
                              clean.begin() + static_cast<std::ptrdiff_t>(i))
                       ? 1U
                       : 0U;
    }
  }
  EXPECT_GT(unchanged, 24U + 10U) << "more than those of the clean unit itself";
}

}  // namespace
}  // namespace ebsnn
