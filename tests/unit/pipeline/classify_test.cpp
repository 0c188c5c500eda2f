// Classification of a run folder: what a file says it is decides, and results are never lost.

#include "pipeline/classify.hpp"

#include "core/error.hpp"
#include "small_study.hpp"
#include "storage/activity_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
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
  study_.options.cost = 0.5;
  (void)study_.read_out("drop_area", "0.5");  // all can be made again
  EXPECT_EQ(study_.rows().size(), 4U);
  fs::remove_all(study_.activity("drop_event"));
  study_.options.cost = 1.0;
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
