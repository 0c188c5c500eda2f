// Plans: the files that a run then writes, and what is there already.

#include "pipeline/plan.hpp"

#include "events/event.hpp"
#include "pipeline/known_counts.hpp"
#include "pipeline/unchanged_dataset.hpp"
#include "pipeline/unit.hpp"
#include "small_study.hpp"
#include "small_training.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using test::SmallStudy;
using test::SmallTraining;
using test::units_of;
using testing::HasSubstr;

std::set<std::string> files_of(const Plan& plan) {
  std::set<std::string> names;
  for (const PlannedFile& file : plan.files) names.insert(file.path.string());
  return names;
}

Plan plan_for(const SmallTraining& training) {
  const TrainTrial trial = try_training(training.context(), training.data, training.options, 0.001);
  return plan_of(*training.comm, training.options, trial);
}

class PlanOfTraining : public testing::TestWithParam<std::uint64_t> {};

INSTANTIATE_TEST_SUITE_P(Batch, PlanOfTraining, testing::Values(1, 4),
                         testing::PrintToStringParamName());

TEST_P(PlanOfTraining, NamesTheFilesThatAreThenWritten) {
  SmallTraining training(26, GetParam());
  training.options.record = GetParam() == 1 ? 2 : 0;
  const Plan plan = plan_for(training);
  EXPECT_TRUE(training.files().empty());
  EXPECT_THAT(plan.work, HasSubstr("26 of 26"));
  (void)training.train();
  EXPECT_EQ(files_of(plan), training.files());
  const Plan after = plan_for(training);
  EXPECT_EQ(after.work, "patches: all are done");
  for (const PlannedFile& file : after.files) EXPECT_TRUE(file.there) << file.path;
}

TEST(PlanOfLongerTraining, IsWithoutThePatchesThatAreDone) {
  SmallTraining training(20);
  (void)training.train();
  training.options.patches = 40;
  const std::set<std::string> before = training.files();
  EXPECT_THAT(plan_for(training).work, HasSubstr("20 of 40"));
  EXPECT_EQ(training.files(), before);
}

TEST(PlanOfEvaluation, HasTheMemoryOfActivityAndOfKnownCounts) {
  SmallStudy study;
  const std::vector<Unit> units = units_of("drop_event", "0.5");
  EvaluationTrial trial = try_evaluation(study.context(), units, study.input, study.out(), 0.001);
  const std::size_t largest = 20;  // recordings of the training set
  const auto kept = [&] {
    return KnownCounts::bytes(largest * trial.windows, study.input.parameters.shape);
  };
  const std::uint64_t few = plan_of(*study.comm, units, study.input, trial).memory_bytes;
  const std::uint64_t few_kept = kept();
  trial.windows += 1000;
  const std::uint64_t many = plan_of(*study.comm, units, study.input, trial).memory_bytes;
  const std::uint64_t activity = 3 * largest * 1000 * 12 * sizeof(std::uint16_t);
  EXPECT_GE(many - few, activity + kept() - few_kept);
}

TEST(PlanOfEvaluation, HasTheMemoryOfRecordingsThatSeveralUnitsNeed) {
  SmallStudy study;
  const auto kept = [&](const std::vector<Unit>& units, std::uint64_t events) {
    EvaluationTrial trial = try_evaluation(study.context(), units, study.input, study.out(), 0.001);
    EXPECT_GT(trial.most_events, 0U);
    const auto memory = [&](std::uint64_t most_events) {
      trial.most_events = most_events;
      return plan_of(*study.comm, units, study.input, trial).memory_bytes;
    };
    const std::uint64_t without = memory(0);  // first: the memory of this process only grows
    return memory(events) - without;
  };
  const std::vector<Unit> one{Unit{}, clean_unit()};
  const std::vector<Unit> several = units_of("drop_event", "0.5");
  constexpr std::uint64_t kEvents = 1'000'000;
  constexpr std::uint64_t kGrowth = std::uint64_t{1} << 20U;
  EXPECT_LT(kept(one, kEvents), kGrowth);
  EXPECT_GE(kept(several, kEvents), 20 * kEvents * sizeof(Event));
  EXPECT_LE(kept(several, 100 * kEvents), UnchangedDataset::kMostKeptBytes + kGrowth);
}

TEST(PlanOfEvaluation, TellsWhatIsThere) {
  SmallStudy study;
  (void)study.simulate("drop_event", "0");
  const std::vector<Unit> units = units_of("drop_event", "0,0.5");
  const EvaluationTrial trial =
      try_evaluation(study.context(), units, study.input, study.out(), 0.001);
  Plan plan = plan_of(*study.comm, units, study.input, trial);
  EXPECT_EQ(plan.work, "units: 1 of 3 to be simulated");
  ASSERT_EQ(plan.files.size(), 3U);
  EXPECT_TRUE(plan.files[0].there && plan.files[1].there && !plan.files[2].there);
  EXPECT_GT(plan.seconds, 0.0);
  add_classification(plan, study.input.parameters, trial);
  std::vector<std::string> added;
  for (std::size_t i = 3; i < plan.files.size(); ++i) added.push_back(plan.files[i].path.string());
  EXPECT_THAT(added, testing::ElementsAre("predictions.h5", "classifier.h5", "results.h5",
                                          "results.csv", "results.tidy.csv"));
  const std::uint64_t rows = 4 * 12 + 1;  // windows, V1 neurons, bias
  EXPECT_GT(plan.root_memory_bytes, 3 * rows * rows * 8) << "the Hessian of the SVM";
}

}  // namespace
}  // namespace ebsnn
