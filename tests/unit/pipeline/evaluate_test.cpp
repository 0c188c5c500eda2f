// simulate_units() in one process: what is counted, what is skipped, and data that change.

#include "pipeline/evaluate.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "corruption/corruption.hpp"
#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/data_checksum.hpp"
#include "pipeline/unchanged_dataset.hpp"
#include "small_study.hpp"
#include "storage/activity_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;
using test::DataInMemory;
using test::input_error_of;
using test::lively_recordings;
using test::SmallStudy;
using test::units_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Simulate, CountsSpikesOfTheCorruptedQuadrants) {
  SmallStudy study;
  (void)study.simulate("time_jitter", "20");
  const LoadedActivity unit = read_activity(study.activity("time_jitter/20.h5"));
  Simulator simulator(study.input.parameters, study.input.weights, Precision::kDouble);
  const EvaluationLayout layout(kCentralLayout, kNmnistSensor, 12);
  std::vector<std::uint16_t> counts;
  std::vector<std::uint8_t> scratch;
  for (std::size_t i = 0; i < 10; ++i) {
    Recording recording = study.data.test->read(i);
    corrupt(recording.events, find_corruption("time_jitter"), 20.0, {}, 1, i);
    for (const SpikeRaster& raster : encode(recording.events, layout.windows(), 350, scratch)) {
      const SpikeCounts spikes = simulator.present(raster);
      counts.insert(counts.end(), spikes.v1.begin(), spikes.v1.end());
    }
  }
  EXPECT_EQ(unit.activity.counts, counts);
  EXPECT_GT(*std::max_element(counts.begin(), counts.end()), 0);
  EXPECT_THAT(unit.activity.label, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  EXPECT_THAT(unit.activity.recording, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
}

/// One event at each corner of the squares whose sides are at `low` and `high`.
Recording corners(std::uint16_t low, std::uint16_t high) {
  return {
      {{10, low, low, true}, {20, low, high, true}, {30, high, low, true}, {40, high, high, true}},
      0};
}

TEST(Simulate, CountsEventsOfTheCentralPixelsAlone) {
  // The centre is 24 x 24 pixels of 34: from 5 to 28.
  SmallStudy study(lively_recordings(2), {corners(4, 29), corners(5, 28), corners(4, 28),
                                          corners(5, 29), corners(0, 33), corners(16, 17)});
  (void)study.simulate("drop_event", "0");
  EXPECT_THAT(read_activity(study.activity("clean.h5")).activity.surviving_events,
              ElementsAre(4, 0, 4, 4, 4, 1, 4, 1, 4, 0, 4, 4));
}

TEST(Simulate, WarnsOfUnusualRecordingsOfBothSplits) {
  const Recording empty{{}, 0};
  const Recording backward{{{20, 1, 1, true}, {10, 1, 1, true}}, 0};
  SmallStudy study({empty, corners(5, 6)}, {corners(5, 6), backward, backward});
  EXPECT_THAT(
      study.simulate("drop_event", "0").warnings,
      ElementsAre("1 recordings have no events: their activity is zero (first: recording 0)",
                  "2 recordings have times that go back; their order is kept (first: recording "
                  "1)"));
}

TEST(Simulate, SkipsWhatIsThere) {
  SmallStudy study;
  EXPECT_EQ(study.simulate("drop_event", "0,0.5").simulated, 3U);
  const SimulateSummary again = study.simulate("drop_event", "0,0.5,1");
  EXPECT_EQ(again.simulated, 1U);
  EXPECT_EQ(again.skipped, 3U);
}

TEST(Simulate, DoesNotSkipAFileThatHoldsAnotherUnit) {
  SmallStudy study;
  (void)study.simulate("drop_event", "0,0.5");
  fs::copy(study.activity("drop_event/0.5.h5"), study.activity("drop_event/0.6.h5"));
  EXPECT_THAT(input_error_of([&] { (void)study.simulate("drop_event", "0.5,0.6"); }),
              AllOf(HasSubstr("drop_event/0.6.h5"), HasSubstr("level: 0.5 there, 0.6 now")));
}

TEST(Simulate, DoesNotSkipAFileOfOtherRecordings) {
  SmallStudy study;
  (void)study.simulate("drop_event", "0");
  const fs::path path = study.activity("clean.h5");
  const LoadedActivity unit = read_activity(path);
  const auto refusal_with = [&](const Activity& activity) {
    write_activity(*study.comm, path, activity, unit.provenance);
    return input_error_of([&] { (void)study.simulate("drop_event", "0"); });
  };
  Activity other = unit.activity;
  other.recording[2] = 12;
  EXPECT_THAT(refusal_with(other), HasSubstr("row 2 holds recording 12 of class 2, expected "
                                             "recording 2 of class 2"));
  other = unit.activity;
  other.label[9] = 0;
  EXPECT_THAT(refusal_with(other), HasSubstr("row 9 holds recording 9 of class 0, expected"));
  other = unit.activity;
  other.neurons = 6;
  other.counts.resize(other.counts.size() / 2);
  EXPECT_THAT(refusal_with(other), HasSubstr("holds activity of 6 V1 neurons, expected 12"));
  EXPECT_EQ(refusal_with(unit.activity), "");
}

/// Recordings of which one is replaced after it has been read so many times.
class ChangingData : public DataInMemory {
 public:
  ChangingData(std::size_t changed, int after)
      : DataInMemory(lively_recordings(10)), changed_(changed), left_(after) {}
  [[nodiscard]] Recording read(std::size_t index) const override {
    Recording recording = DataInMemory::read(index);
    if (index == changed_ && left_-- <= 0) recording.events.front().on ^= true;
    return recording;
  }

 private:
  std::size_t changed_;
  mutable int left_;
};

TEST(Simulate, RefusesRecordingsThatChangeDuringTheRun) {
  SmallStudy study;
  study.data.test = std::make_unique<ChangingData>(4, 1);  // after the checksum was taken
  EXPECT_THAT(input_error_of([&] { (void)study.simulate("drop_event", "0,0.5"); }),
              AllOf(HasSubstr("recording 4: was changed during the run"), HasSubstr("checksum")));
  EXPECT_TRUE(fs::exists(study.activity("train.h5"))) << "finished before";
  EXPECT_FALSE(fs::exists(study.activity("clean.h5")));
}

TEST(Simulate, KeepsTestRecordingsThatSeveralUnitsNeed) {
  SmallStudy study, changing;
  changing.data.test = std::make_unique<ChangingData>(4, 2);  // after the first unit
  study.data.test = std::make_unique<DataInMemory>(lively_recordings(10));
  for (SmallStudy* one : {&study, &changing}) (void)one->simulate("drop_event", "0,0.5");
  EXPECT_EQ(read_activity(changing.activity("drop_event/0.5.h5")).activity.counts,
            read_activity(study.activity("drop_event/0.5.h5")).activity.counts);
}

TEST(UnchangedDataset, KeepsWhatItsMemoryHolds) {
  const std::vector<std::size_t> both{0, 1};
  const auto comm = make_local_communicator();
  for (const std::size_t changed : both) {
    const ChangingData data(changed, 2);  // after its checksum was taken and it was read once
    const SplitChecksum checksum = checksum_of_split(*comm, data, both, Verbosity::silent);
    UnchangedDataset unchanged(data, both, checksum);
    unchanged.keep(lively_recordings(10)[0].events.size() * sizeof(Event));
    const std::vector<Event> first = unchanged.read(0).events;
    (void)unchanged.read(1);
    EXPECT_EQ(unchanged.read(0).events, first);
    EXPECT_EQ(input_error_of([&] { (void)unchanged.read(1); }).empty(), changed == 0);
  }
}

TEST(TryEvaluation, TellsWhatIsThereAndWritesNothing) {
  SmallStudy study;
  (void)study.simulate("drop_event", "0");
  const EvaluationTrial trial = try_evaluation(study.context(), units_of("drop_event", "0,1"),
                                               study.input, study.out(), 0.001);
  EXPECT_EQ(trial.there, (std::vector<bool>{true, true, false}));
  EXPECT_THAT(trial.recordings, ElementsAre(20, 10, 10));
  EXPECT_GT(trial.recordings_per_s, 0.0);
  EXPECT_FALSE(fs::exists(study.activity("drop_event/1.h5")));
}

}  // namespace
}  // namespace ebsnn
