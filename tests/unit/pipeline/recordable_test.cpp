// What --record adds to activity files, compared with presentations of the simulator.

#include "pipeline/recordable.hpp"

#include "core/error.hpp"
#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"
#include "pipeline/evaluate.hpp"
#include "small_study.hpp"
#include "storage/activity_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using test::input_error_of;
using test::SmallStudy;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::size_t kV1 = 12;
constexpr std::size_t kInh = 5;
constexpr std::size_t kNeurons = kV1 + kInh;

/// A presentation by the simulator itself.
struct Simulated {
  SpikeCounts counts;
  SpikeTrain train;
  ConductanceSums sums;
};

/// All windows of the test recordings of `study`, in order.
std::vector<Simulated> presentations(const SmallStudy& study) {
  Simulator simulator(study.input.parameters, study.input.weights, Precision::kDouble);
  const EvaluationLayout layout(kCentralLayout, kNmnistSensor, 12);
  std::vector<Simulated> all;
  std::vector<std::uint8_t> scratch;
  for (std::size_t i = 0; i < study.data.test->size(); ++i) {
    const Recording recording = study.data.test->read(i);
    for (const SpikeRaster& raster : encode(recording.events, layout.windows(), 350, scratch)) {
      Simulated one;
      one.counts = simulator.present(raster, &one.train, &one.sums);
      all.push_back(one);
    }
  }
  return all;
}

h5::File record(SmallStudy& study, const std::vector<std::string>& names) {
  study.input.record.names = names;
  (void)study.simulate("drop_event", "0");
  return h5::File::open(study.activity("clean.h5"));
}

TEST(Recordable, InhCountsAreThoseOfTheSimulator) {
  SmallStudy study;
  const h5::File file = record(study, {"inh_counts"});
  std::vector<std::uint16_t> expected;
  for (const Simulated& one : presentations(study)) {
    expected.insert(expected.end(), one.counts.inh.begin(), one.counts.inh.end());
  }
  EXPECT_EQ(file.shape("/inh_counts"), (h5::Shape{10, 4, kInh}));
  EXPECT_EQ(file.read<std::uint16_t>("/inh_counts"), expected);
  EXPECT_GT(*std::max_element(expected.begin(), expected.end()), 0);
  EXPECT_EQ(file.read_text("/inh_counts", "units"), "spikes per presentation");
  EXPECT_EQ(file.read_text("/inh_counts", "axes"), "recording, window_number, inh_neuron");
}

TEST(Recordable, FirstSpikeIsTheEarliestOfEachV1Neuron) {
  SmallStudy study;
  const h5::File file = record(study, {"first_spike"});
  const auto found = file.read<std::uint16_t>("/first_spike");
  const std::vector<Simulated> all = presentations(study);
  ASSERT_EQ(found.size(), all.size() * kV1);
  std::size_t silent = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::map<std::uint16_t, std::uint16_t> first;
    for (std::size_t k = 0; k < all[i].train.step.size(); ++k) {
      first.try_emplace(all[i].train.neuron[k], all[i].train.step[k]);
    }
    for (std::uint16_t neuron = 0; neuron < kV1; ++neuron) {
      const bool spiked = first.contains(neuron);
      EXPECT_EQ(spiked, all[i].counts.v1[neuron] > 0);
      EXPECT_EQ(found[i * kV1 + neuron], spiked ? first[neuron] : 65535);
      silent += spiked ? 0 : 1;
    }
  }
  EXPECT_LT(silent, found.size());
  EXPECT_EQ(file.read_count("/first_spike", "_FillValue"), 65535U);
}

TEST(Recordable, ConductancesAreSumsOverSteps) {
  SmallStudy study;
  const h5::File file = record(study, {"conductances"});
  const auto g_exc = file.read<float>("/g_exc");
  const auto g_inh = file.read<float>("/g_inh");
  EXPECT_EQ(file.shape("/g_exc"), (h5::Shape{10, 4, kNeurons}));
  const std::vector<Simulated> all = presentations(study);
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < kNeurons; ++k) {
      EXPECT_EQ(g_exc[i * kNeurons + k], static_cast<float>(all[i].sums.g_exc[k]));
      EXPECT_EQ(g_inh[i * kNeurons + k], static_cast<float>(all[i].sums.g_inh[k]));
    }
  }
  EXPECT_GT(*std::max_element(g_exc.begin(), g_exc.end()), 0.0F);
}

TEST(Recordable, SpikesAreThoseOfSomeRecordings) {
  SmallStudy study;
  study.input.record.spikes_of = 2;  // of ten: the recordings 0 and 5
  const h5::File file = record(study, {"spikes"});
  const std::vector<Simulated> all = presentations(study);
  std::vector<std::uint64_t> recording;
  std::vector<std::uint16_t> window;
  std::vector<std::uint16_t> time;
  std::vector<std::uint16_t> neuron;
  for (const std::size_t i : {0U, 5U}) {
    for (std::uint16_t w = 0; w < 4; ++w) {
      const SpikeTrain& train = all[i * 4 + w].train;
      recording.insert(recording.end(), train.step.size(), i);
      window.insert(window.end(), train.step.size(), w);
      time.insert(time.end(), train.step.begin(), train.step.end());
      neuron.insert(neuron.end(), train.neuron.begin(), train.neuron.end());
    }
  }
  ASSERT_GT(time.size(), 0U);
  EXPECT_EQ(file.read<std::uint64_t>("/spike_recording"), recording);
  EXPECT_EQ(file.read<std::uint16_t>("/spike_window"), window);
  EXPECT_EQ(file.read<std::uint16_t>("/spike_time"), time);
  EXPECT_EQ(file.read<std::uint16_t>("/spike_neuron"), neuron);
}

TEST(Recordable, SpikeCountsOfV1DoNotDependOnIt) {
  SmallStudy plain;
  (void)plain.simulate("drop_event", "0");
  SmallStudy recorded;
  (void)record(recorded, {"spikes", "conductances", "inh_counts", "first_spike"});
  EXPECT_EQ(read_activity(plain.activity("clean.h5")).activity,
            read_activity(recorded.activity("clean.h5")).activity);
}

TEST(Recordable, FilesThatLackAColumnAreSimulatedAgain) {
  SmallStudy study;
  EXPECT_EQ(study.simulate("drop_event", "0").simulated, 2U);
  study.input.record.names = {"inh_counts"};
  EXPECT_EQ(study.simulate("drop_event", "0").simulated, 2U);
  EXPECT_EQ(study.simulate("drop_event", "0").skipped, 2U);
  study.input.record.names = {};
  EXPECT_EQ(study.simulate("drop_event", "0").skipped, 2U) << "more than was asked for";
  EXPECT_THAT(intact_columns(h5::File::open(study.activity("clean.h5"))),
              ElementsAre(StoredColumn{"inh_counts", std::nullopt}));
}

TEST(Recordable, SpikesOfAnotherNumberOfRecordingsAreSimulatedAgain) {
  SmallStudy study;
  study.input.record = {{"spikes"}, 2};
  EXPECT_EQ(study.simulate("drop_event", "0").simulated, 2U);
  EXPECT_EQ(study.simulate("drop_event", "0").skipped, 2U);
  study.input.record.spikes_of = 3;
  EXPECT_EQ(study.simulate("drop_event", "0").simulated, 2U);
}

TEST(Recordable, TellsTheBytesOfARecording) {
  SmallStudy study;
  study.input.record.names = {"inh_counts", "conductances", "spikes"};
  const EvaluationTrial trial = try_evaluation(study.context(), test::units_of("drop_event", "0"),
                                               study.input, study.out(), 0.001);
  EXPECT_EQ(trial.column_bytes, 4 * (2 * kInh + 2 * 4 * kNeurons));
}

TEST(Recordable, UnknownNamesAreRefused) {
  EXPECT_THAT(input_error_of([] { (void)recordable_called("rates"); }),
              AllOf(HasSubstr("'rates'"), HasSubstr("inh_counts, first_spike")));
}

}  // namespace
}  // namespace ebsnn
