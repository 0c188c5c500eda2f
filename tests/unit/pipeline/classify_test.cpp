// Classification of a run folder: what a file says it is decides, and results are never lost.

#include "pipeline/classify.hpp"

#include "core/error.hpp"
#include "corruption/corruption.hpp"
#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"
#include "pipeline/code.hpp"
#include "pipeline/condition.hpp"
#include "small_study.hpp"
#include "storage/activity_file.hpp"
#include "storage/predictions_file.hpp"
#include "storage/tidy_results.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;
using test::input_error_of;
using test::SmallStudy;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto kOver = fs::copy_options::overwrite_existing;

class Classify : public testing::Test {
 protected:
  [[nodiscard]] std::string refusal(const std::string& corruptions, const std::string& levels) {
    return input_error_of([&] { (void)study_.read_out(corruptions, levels); });
  }

  /// "v1 counts 1 drop_event 0.5" and so on: the rows of results.tidy.csv.
  [[nodiscard]] std::vector<std::string> tidy() const {
    std::vector<std::string> rows;
    for (const TidyRow& row : read_tidy_results(study_.out() / "results.tidy.csv")) {
      rows.push_back(fmt::format("{} {} {} {} {}", row.readout.code, row.readout.scaling,
                                 row.readout.svm_c, row.corruption, row.level));
    }
    return rows;
  }

  SmallStudy study_;
};

TEST_F(Classify, ReadsDigitsOffTheActivity) {
  const Classification done = study_.evaluate("drop_event", "0,1");
  ASSERT_EQ(done.results.size(), 2U);
  // The test recordings are the first ten of the training set.
  EXPECT_EQ(done.results[0].confusion.correct(), 10U);
  EXPECT_EQ(done.results[1].confusion.correct(), 1U) << "without events all look the same";
}

TEST_F(Classify, RefusesLevelsThatChangedPlaces) {
  (void)study_.simulate("drop_event", "0,0.5,1");
  fs::rename(study_.activity("drop_event/0.5.h5"), study_.activity("aside.h5"));
  fs::rename(study_.activity("drop_event/1.h5"), study_.activity("drop_event/0.5.h5"));
  fs::rename(study_.activity("aside.h5"), study_.activity("drop_event/1.h5"));
  EXPECT_THAT(refusal("drop_event", "0,0.5,1"),
              AllOf(HasSubstr("drop_event/0.5.h5: holds the unit 'drop_event 1'"),
                    HasSubstr("expected 'drop_event 0.5'")));
  EXPECT_THAT(refusal("drop_event", "0"), HasSubstr("drop_event/0.5.h5: holds the unit"))
      << "not asked for, but covered";
  EXPECT_FALSE(fs::exists(study_.out() / "results.csv"));
}

TEST_F(Classify, RefusesAnotherCorruptionsFile) {
  (void)study_.simulate("drop_event,drop_area", "0.5");
  fs::copy(study_.activity("drop_area/0.5.h5"), study_.activity("drop_event/0.5.h5"), kOver);
  EXPECT_THAT(refusal("drop_event", "0.5"),
              AllOf(HasSubstr("'drop_area 0.5'"), HasSubstr("expected 'drop_event 0.5'")));
}

TEST_F(Classify, RefusesATestSetInTheTrainingSetsPlace) {
  (void)study_.simulate("drop_event", "0.5");
  fs::copy(study_.activity("drop_event/0.5.h5"), study_.activity("train.h5"), kOver);
  EXPECT_THAT(
      refusal("drop_event", "0.5"),
      AllOf(HasSubstr("train.h5: holds the unit 'drop_event 0.5'"), HasSubstr("expected 'train'")));
}

TEST_F(Classify, RefusesTheTrainingSetInATestSetsPlace) {
  (void)study_.simulate("drop_event", "0.5");
  fs::copy(study_.activity("train.h5"), study_.activity("drop_event/0.5.h5"), kOver);
  EXPECT_THAT(refusal("drop_event", "0.5"), HasSubstr("drop_event/0.5.h5"));
}

TEST_F(Classify, NamesTheVersionOfAFileThatDoesNotSayWhatItHolds) {
  (void)study_.simulate("drop_event", "0.5");
  LoadedActivity unit = read_activity(study_.activity("drop_event/0.5.h5"));
  const std::string lines = "corruption = \"drop_event\"\n";
  unit.provenance.depends_on.erase(unit.provenance.depends_on.find(lines), lines.size());
  write_activity(*study_.comm, study_.activity("drop_event/0.5.h5"), unit.activity,
                 unit.provenance);
  EXPECT_THAT(refusal("drop_event", "0.5"),
              AllOf(HasSubstr("drop_event/0.5.h5"), HasSubstr("corruption: not set"),
                    HasSubstr("written by ebsnn_eval 0.1.0 (abc1234)")));
}

TEST_F(Classify, RefusesOtherRecordingsUnderTheSameName) {
  (void)study_.simulate("drop_event", "0,0.5");
  LoadedActivity unit = read_activity(study_.activity("drop_event/0.5.h5"));
  unit.activity.recording[3] = 7;
  write_activity(*study_.comm, study_.activity("drop_event/0.5.h5"), unit.activity,
                 unit.provenance);
  EXPECT_THAT(refusal("drop_event", "0,0.5"),
              AllOf(HasSubstr("drop_event/0.5.h5: row 3 holds recording 7"),
                    HasSubstr("expected recording 3")));
}

TEST_F(Classify, CoversEveryUnitOfTheRunFolder) {
  (void)study_.evaluate("time_jitter,drop_event", "0,0.5");
  const std::vector<std::string> all{"drop_event 0",    "drop_event 0.05", "drop_event 0.5",
                                     "drop_event 0.95", "time_jitter 0",   "time_jitter 0.5"};
  (void)study_.evaluate("all", "drop_event=0.95,0.05");
  EXPECT_EQ(study_.rows(), all);
  (void)study_.read_out("time_jitter", "0");
  EXPECT_EQ(study_.rows(), all);
  EXPECT_EQ(read_results(study_.out() / "results.h5").table.results.size(), all.size());
}

TEST_F(Classify, GivesTheSameHoweverTheUnitsCame) {
  SmallStudy once;
  (void)once.evaluate("all", "drop_event=0,0.3,0.6;spatial_jitter=2");
  (void)study_.evaluate("spatial_jitter", "2");
  (void)study_.evaluate("drop_event", "0.6,0.3");
  (void)study_.evaluate("drop_event", "0");
  EXPECT_EQ(test::bytes_of(study_.out() / "results.csv"),
            test::bytes_of(once.out() / "results.csv"));
}

TEST_F(Classify, KeepsResultsWhoseActivityIsGone) {
  (void)study_.evaluate("drop_event,drop_area", "0,0.5");
  const std::string before = test::bytes_of(study_.out() / "results.csv");
  fs::remove_all(study_.activity("drop_event"));
  (void)study_.read_out("drop_area", "0.5");
  EXPECT_EQ(test::bytes_of(study_.out() / "results.csv"), before);
}

TEST_F(Classify, RefusesToLoseResultsOfAnotherReadout) {
  (void)study_.evaluate("drop_event,drop_area", "0,0.5");
  const std::string before = test::bytes_of(study_.out() / "results.csv");
  study_.readout.options.cost = 0.5;
  (void)study_.read_out("drop_area", "0.5");  // all can be made again
  EXPECT_EQ(study_.rows().size(), 4U);
  fs::remove_all(study_.activity("drop_event"));
  study_.readout.options.cost = 1.0;
  EXPECT_THAT(refusal("drop_area", "0.5"),
              AllOf(HasSubstr("results.h5 holds 2 results (first: drop_event 0)"),
                    HasSubstr("cost: 0.5 there, 1 now")));
  EXPECT_EQ(study_.rows().size(), 4U);
}

TEST_F(Classify, RefusesToLoseResultsOfOtherTestRecordings) {
  (void)study_.evaluate("drop_event", "0,0.5");
  study_.input.test_limit = 5;
  fs::remove(study_.activity("clean.h5"));
  (void)study_.simulate("drop_area", "0.5");
  EXPECT_THAT(refusal("drop_area", "0.5"),
              AllOf(HasSubstr("results.h5 holds 2 results"), HasSubstr("test data checksum")));
  EXPECT_THAT(study_.rows(), ElementsAre("drop_event 0", "drop_event 0.5"));
}

TEST_F(Classify, LeavesOutFilesOfOtherStudies) {
  (void)study_.simulate("drop_event", "0");
  SmallStudy other;
  other.input.seed = 2;
  (void)other.simulate("drop_event", "0.5");
  fs::create_directories(study_.activity("drop_event"));
  fs::copy(other.activity("drop_event/0.5.h5"), study_.activity("drop_event/0.5.h5"));
  (void)study_.read_out("drop_event", "0");
  EXPECT_THAT(study_.rows(), ElementsAre("drop_event 0"));
  EXPECT_THAT(refusal("drop_event", "0,0.5"),
              AllOf(HasSubstr("drop_event/0.5.h5"), HasSubstr("seed: 2 there, 1 now")));
}

TEST_F(Classify, MakesDamagedResultsAnew) {
  (void)study_.evaluate("drop_event", "0,0.5");
  fs::resize_file(study_.out() / "results.h5", 500);
  (void)study_.read_out("drop_event", "0");
  EXPECT_EQ(read_results(study_.out() / "results.h5").table.results.size(), 2U);
}

TEST_F(Classify, WritesWhatIsPredictedOfEachRecording) {
  const Classification done = study_.evaluate("drop_event", "0,1");
  const StoredPredictions stored(study_.out() / "predictions.h5");
  for (const Result& result : done.results) {
    const UnitPredictions unit = stored.read("drop_event", result.level);
    EXPECT_EQ(unit.label, (std::vector<Label>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(unit.recording, (std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(ConfusionMatrix(10, unit.label, unit.prediction), result.confusion);
    ASSERT_EQ(unit.margin.size(), 100U);
    for (std::size_t i = 0; i < 10; ++i) {
      const auto row = std::span(unit.margin).subspan(10 * i, 10);
      EXPECT_EQ(std::ranges::max_element(row) - row.begin(), unit.prediction[i]) << i;
    }
  }
}

TEST_F(Classify, MarginsOfClassesWithoutTrainingRecordingsAreNoNumbers) {
  std::vector<Recording> train = test::lively_recordings(20);
  std::erase_if(train, [](const Recording& recording) { return recording.label == 3; });
  study_.give(std::move(train), test::lively_recordings(10));
  (void)study_.evaluate("drop_event", "0");
  const StoredPredictions stored(study_.out() / "predictions.h5");
  const std::vector<float> margin = stored.read("drop_event", 0).margin;
  ASSERT_EQ(margin.size(), 100U);
  for (std::size_t i = 0; i < margin.size(); ++i) {
    EXPECT_EQ(std::isnan(margin[i]), i % 10 == 3) << i;
  }
}

TEST_F(Classify, KeepsPredictionsWhoseActivityIsGone) {
  (void)study_.evaluate("drop_event,drop_area", "0.5");
  const UnitPredictions before =
      StoredPredictions(study_.out() / "predictions.h5").read("drop_event", 0.5);
  fs::remove_all(study_.activity("drop_event"));
  (void)study_.read_out("drop_area", "0.5");
  const StoredPredictions stored(study_.out() / "predictions.h5");
  EXPECT_EQ(stored.read("drop_event", 0.5), before);
  EXPECT_TRUE(stored.holds("drop_area", 0.5));
}

TEST_F(Classify, TidyTableKeepsEveryReadout) {
  (void)study_.evaluate("drop_event", "0,0.5");
  const std::string published = test::bytes_of(study_.out() / "results.csv");
  study_.readout.scaling = ScalingRule::l2;
  (void)study_.read_out("drop_event", "0,0.5");
  EXPECT_THAT(tidy(), ElementsAre("v1 counts 1 drop_event 0", "v1 counts 1 drop_event 0.5",
                                  "v1 l2 1 drop_event 0", "v1 l2 1 drop_event 0.5"));
  EXPECT_EQ(h5::File::open(study_.out() / "results.h5").read_text("/", "scaling"), "l2");
  EXPECT_EQ(h5::File::open(study_.out() / "predictions.h5").read_text("/", "scaling"), "l2");
  study_.readout.scaling = ScalingRule::counts;
  (void)study_.evaluate("time_jitter", "0.5");
  EXPECT_THAT(tidy(), ElementsAre("v1 counts 1 drop_event 0", "v1 counts 1 drop_event 0.5",
                                  "v1 counts 1 time_jitter 0", "v1 counts 1 time_jitter 0.5",
                                  "v1 l2 1 drop_event 0", "v1 l2 1 drop_event 0.5"));
  fs::remove_all(study_.activity("time_jitter"));
  fs::remove(study_.out() / "results.h5");
  fs::remove(study_.out() / "results.tidy.csv");
  (void)study_.read_out("drop_event", "0");
  EXPECT_EQ(test::bytes_of(study_.out() / "results.csv"), published)
      << "the published readout is not changed by what came before";
}

TEST_F(Classify, TidyTableTakesTheResultsOfBuildsThatHadNone) {
  (void)study_.evaluate("drop_event", "0.5");
  fs::remove(study_.out() / "results.tidy.csv");
  study_.readout.options.cost = 0.25;
  (void)study_.read_out("drop_event", "0.5");
  EXPECT_THAT(tidy(), ElementsAre("v1 counts 0.25 drop_event 0", "v1 counts 0.25 drop_event 0.5",
                                  "v1 counts 1 drop_event 0", "v1 counts 1 drop_event 0.5"));
  for (const TidyRow& row : read_tidy_results(study_.out() / "results.tidy.csv")) {
    EXPECT_EQ(row.source, "network");
  }
}

TEST(Code, TellsWhatItIsMadeFrom) {
  EXPECT_EQ(source_of_code("v1"), "network");
  EXPECT_EQ(source_of_code("inh"), "network");
  for (const char* code : {"lgn", "events-merged", "events-polarity", "events-pool2"}) {
    EXPECT_EQ(source_of_code(code), "recordings");
  }
  EXPECT_EQ(source_of_code("dreams"), "");
}

/// Half of the events change their polarity; several events of a pixel share a ms in some places.
TEST(Code, EventsMergedDoNotChangeUnderPolarityFlip) {
  const EvaluationLayout layout(kCentralLayout, kNmnistSensor, 12);
  std::vector<std::uint8_t> scratch;
  Recording recording = test::lively_recordings(1)[0];
  const auto features = [&](const char* code) {
    return code_called(code).of_events(
        encode(recording.events, layout.windows(), kDefaultSteps, scratch), layout);
  };
  const std::vector<std::uint16_t> merged = features("events-merged");
  const std::vector<std::uint16_t> apart = features("events-polarity");
  apply({{&find_corruption("polarity_flip"), 0.5}}, recording.events, {}, 1, 0);
  EXPECT_EQ(features("events-merged"), merged);
  EXPECT_NE(features("events-polarity"), apart);
  EXPECT_GT(*std::ranges::max_element(merged), 1);
}

TEST_F(Classify, RefusesToMixStudiesInTheTidyTable) {
  (void)study_.evaluate("drop_event", "0.5");
  study_.readout.scaling = ScalingRule::l2;
  (void)study_.read_out("drop_event", "0.5");
  fs::remove_all(study_.out() / "activity");
  study_.input.seed = 2;
  (void)study_.simulate("drop_event", "0.5");
  EXPECT_THAT(refusal("drop_event", "0.5"),
              AllOf(HasSubstr("results.tidy.csv holds 2 rows of other results (first: code v1, "
                              "scaling counts, C 1, drop_event 0)"),
                    HasSubstr("seed: 1 there, 2 now")));
  fs::remove(study_.out() / "results.h5");
  EXPECT_THAT(refusal("drop_event", "0.5"), HasSubstr("results.h5 is not there"));
  fs::remove(study_.out() / "results.tidy.csv");
  EXPECT_EQ(refusal("drop_event", "0.5"), "");
}

class ReadsOut : public Classify, public testing::WithParamInterface<ScalingRule> {};

TEST_P(ReadsOut, WithEveryScaling) {
  study_.readout.scaling = GetParam();
  const Classification done = study_.evaluate("drop_event", "0");
  EXPECT_EQ(done.results[0].confusion.correct(), 10U);
  const h5::File file = h5::File::open(study_.out() / "classifier.h5");
  EXPECT_EQ(file.read_text("/", "scaling"), name_of(GetParam()));
  EXPECT_EQ(file.contains("/scaling_mean"), GetParam() == ScalingRule::zscore);
}

INSTANTIATE_TEST_SUITE_P(Scalings, ReadsOut,
                         testing::Values(ScalingRule::counts, ScalingRule::meanrate,
                                         ScalingRule::l2, ScalingRule::zscore),
                         [](const auto& rule) { return name_of(rule.param); });

TEST_F(Classify, ChoosesTheCostOnTheTrainingSet) {
  study_.readout.auto_cost = true;
  const Classification done = study_.evaluate("drop_event", "0,0.5");
  ASSERT_TRUE(done.cost_choice);
  const double cost = done.cost_choice->cost();
  const h5::File file = h5::File::open(study_.out() / "classifier.h5");
  EXPECT_EQ(file.read_number("/", "cost"), cost);
  EXPECT_EQ(file.read_number("/cross_validation", "chosen_cost"), cost);
  EXPECT_EQ(file.read_text("/", "svm_c"), "auto");
  const std::vector<double> weights = file.read<double>("/weights");
  const std::string results = test::bytes_of(study_.out() / "results.csv");
  study_.readout.auto_cost = false;
  study_.readout.options.cost = cost;
  (void)study_.read_out("drop_event", "0,0.5");
  EXPECT_EQ(h5::File::open(study_.out() / "classifier.h5").read<double>("/weights"), weights);
  EXPECT_EQ(test::bytes_of(study_.out() / "results.csv"), results);
  EXPECT_EQ(tidy().size(), 4U) << "two readouts, although they are the same";
}

TEST_F(Classify, RefusesUnknownCodes) {
  (void)study_.simulate("drop_event", "0");
  study_.readout.code = "v2";
  EXPECT_THAT(refusal("drop_event", "0"), HasSubstr("code 'v2' is unknown, must be one of v1"));
}

class ReadsEventsOut : public Classify, public testing::WithParamInterface<const char*> {
 protected:
  /// Small windows: few features.
  ReadsEventsOut() {
    study_.input.parameters.shape.patch_side = 3;
    study_.input.weights = initial_weights(study_.input.parameters, 3);
  }
};

TEST_P(ReadsEventsOut, WithoutANetwork) {
  (void)study_.evaluate("drop_event", "0,1");
  study_.readout.code = GetParam();
  study_.readout.data = &study_.data;
  const Classification done = study_.read_out("drop_event", "0,1");
  ASSERT_EQ(done.results.size(), 2U);
  // The test recordings are the first ten of the training set.
  EXPECT_EQ(done.results[0].confusion.correct(), 10U);
  EXPECT_EQ(done.results[1].confusion.correct(), 1U) << "without events all look the same";
  EXPECT_EQ(tidy().size(), 4U);
  const h5::File file = h5::File::open(study_.out() / "classifier.h5");
  EXPECT_EQ(file.read_text("/", "code"), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Codes, ReadsEventsOut,
                         testing::Values("lgn", "events-merged", "events-polarity", "events-pool2"),
                         [](const auto& code) {
                           std::string name = code.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST_F(Classify, ReadsInhNeuronsOutIfTheyWereRecorded) {
  (void)study_.evaluate("drop_event", "0.5");
  study_.readout.code = "inh";
  EXPECT_THAT(refusal("drop_event", "0.5"),
              AllOf(HasSubstr("train.h5"), HasSubstr("--record inh_counts")));
  study_.input.record.names = {"inh_counts"};
  const Classification done = study_.evaluate("drop_event", "0.5");
  EXPECT_EQ(done.results.size(), 2U);
  const h5::File file = h5::File::open(study_.out() / "classifier.h5");
  EXPECT_EQ(file.read_text("/", "code"), "inh");
  const std::size_t inh = static_cast<std::size_t>(study_.input.parameters.shape.inh);
  EXPECT_EQ(file.shape("/weights"), (h5::Shape{10, 4 * inh + 1})) << "with the bias";
  EXPECT_EQ(tidy().size(), 4U);
}

TEST_F(Classify, EventsAreThoseOfTheActivityFiles) {
  (void)study_.evaluate("drop_event", "0.5");
  study_.readout.code = "events-merged";
  EXPECT_THAT(refusal("drop_event", "0.5"), HasSubstr("made from the recordings"));
  study_.readout.data = &study_.data;
  study_.give(test::lively_recordings(20), test::lively_recordings(9));
  EXPECT_THAT(refusal("drop_event", "0.5"),
              HasSubstr("has 9 test recordings, but the activity files hold recording 9"));
  std::vector<Recording> others = test::lively_recordings(10);
  others[3].events.pop_back();
  study_.give(test::lively_recordings(20), std::move(others));
  EXPECT_THAT(refusal("drop_event", "0.5"), HasSubstr("give the data that they were made of"));
}

TEST_F(Classify, NamesMissingUnits) {
  (void)study_.simulate("drop_event", "0.5");
  EXPECT_THAT(
      refusal("drop_event", "0,0.5,0.7,1"),
      AllOf(HasSubstr("2 of 5 activity files are missing"), HasSubstr("drop_event/0.7.h5")));
}

/// The folder of a version that simulated level 0 for each corruption.
void make_old(SmallStudy& study) {
  const fs::path clean = study.activity("clean.h5");
  LoadedActivity unit = read_activity(clean);
  for (const char* name : {"drop_event", "time_jitter"}) {
    std::string settings = unit.provenance.depends_on;
    const std::string condition = "condition = \"clean\"\n";
    settings.replace(settings.find(condition), condition.size(),
                     "corruption = \"" + std::string(name) + "\"\nlevel = 0\n");
    Provenance provenance = unit.provenance;
    provenance.depends_on = settings;
    write_activity(*study.comm, study.activity(std::string(name) + "/0.h5"), unit.activity,
                   provenance);
  }
  fs::remove(clean);
}

TEST_F(Classify, ReadsFoldersWithAFileOfLevelZeroPerCorruption) {
  (void)study_.evaluate("drop_event,time_jitter", "0,0.5");
  const std::string before = test::bytes_of(study_.out() / "results.csv");
  make_old(study_);
  const SimulateSummary again = study_.simulate("drop_event,time_jitter", "0,0.5");
  EXPECT_EQ(again.simulated, 0U);
  EXPECT_FALSE(fs::exists(study_.activity("clean.h5")));
  (void)study_.read_out("drop_event,time_jitter", "0,0.5");
  EXPECT_EQ(test::bytes_of(study_.out() / "results.csv"), before);
}

TEST_F(Classify, GivesEveryCorruptionTheRowOfTheCleanTestSet) {
  (void)study_.evaluate("drop_event,time_jitter", "0.5");
  EXPECT_THAT(study_.rows(),
              ElementsAre("drop_event 0", "drop_event 0.5", "time_jitter 0", "time_jitter 0.5"));
  const std::vector<Result> results = read_results(study_.out() / "results.h5").table.results;
  EXPECT_EQ(results[0].confusion, results[2].confusion);
}

TEST_F(Classify, TakesConditionsOfSeveralCorruptions) {
  UnitChoice choice;
  choice.conditions = {"drop_event=0.5+time_jitter=20"};
  study_.evaluate(make_units(choice));
  EXPECT_THAT(study_.rows(), ElementsAre("clean 0", "drop_event=0.5+time_jitter=20 1"));
  (void)study_.evaluate("drop_event", "0.5");
  EXPECT_THAT(study_.rows(),
              ElementsAre("drop_event 0", "drop_event 0.5", "drop_event=0.5+time_jitter=20 1"));
}

TEST_F(Classify, FitsTheReadoutToACorruptedTrainingSet) {
  UnitChoice choice;
  choice.corruption = "drop_event";
  choice.levels = "0.5";
  choice.train_condition = "drop_event=0.5";
  study_.evaluate(make_units(choice));
  EXPECT_FALSE(fs::exists(study_.activity("train.h5")));
  const Provenance train = read_activity(study_.activity("train/drop_event=0.5.h5")).provenance;
  EXPECT_THAT(train.depends_on, HasSubstr("condition = \"drop_event=0.5\""));
  EXPECT_THAT(study_.rows(), ElementsAre("drop_event 0", "drop_event 0.5"));
}

}  // namespace
}  // namespace ebsnn
