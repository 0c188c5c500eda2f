// Several ranks fit the SVM, and choose its cost, with the bits of one rank.

#include "pipeline/fit_classes.hpp"

#include "core/error.hpp"
#include "parallel/test_world.hpp"
#include "pipeline/cross_validate.hpp"
#include "readout/linear_svm.hpp"
#include "readout/metrics.hpp"
#include "unit/readout/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

using test::world;

/// Samples of `classes` classes, from class 1 on.
TrainingSamples samples_of_classes(std::size_t classes) {
  std::vector<Label> digits;
  for (std::size_t k = 0; k < classes; ++k) digits.push_back(static_cast<Label>(k + 1));
  test::Problem problem = test::make_problem(40 * classes, 30, digits, 12, 2);
  return {problem.features, std::move(problem.counts), std::move(problem.labels), {}};
}

/// Fitted by all ranks; only the root has the samples.
std::unique_ptr<Classifier> fit_together(const TrainingSamples& samples,
                                         const ReadoutOptions& options = {},
                                         const StopCondition& stop = StopCondition()) {
  return fit_classes({world(), stop}, readouts().front(),
                     world().is_root() ? samples : TrainingSamples{}, options);
}

/// Decision values of a fit without communication.
std::vector<double> alone(const TrainingSamples& samples) {
  return decision_values(fit_linear_svm(samples.matrix(), samples.labels), samples.matrix());
}

class Classes : public testing::TestWithParam<std::size_t> {};

TEST_P(Classes, TogetherAreFittedAsAlone) {
  const TrainingSamples samples = samples_of_classes(GetParam());
  const std::unique_ptr<Classifier> together = fit_together(samples);
  ASSERT_EQ(together != nullptr, world().is_root());
  if (world().is_root()) {
    EXPECT_EQ(together->decision_values(samples.matrix()), alone(samples));
    EXPECT_EQ(together->classes().size(), GetParam());
    EXPECT_TRUE(together->converged());
  }
}

// Fewer classes than ranks, as many, more, and numbers that do not divide.
INSTANTIATE_TEST_SUITE_P(Numbers, Classes, testing::Values(2, 3, 4, 9),
                         testing::PrintToStringParamName());

TEST(FitClasses, SamplesOfOtherRanksDoNotMatter) {
  const TrainingSamples samples = samples_of_classes(3);
  const std::unique_ptr<Classifier> classifier =
      fit_classes({world()}, readouts().front(), samples_of_classes(world().is_root() ? 3 : 4), {});
  if (world().is_root()) {
    EXPECT_EQ(classifier->decision_values(samples.matrix()), alone(samples));
  }
}

TEST(FitClasses, ScalingOfTheRootIsThatOfAll) {
  TrainingSamples samples = samples_of_classes(4);
  samples.scaling = fit_scaling(ScalingRule::zscore, samples.counts, samples.features);
  const std::unique_ptr<Classifier> classifier = fit_together(samples);
  if (world().is_root()) {
    EXPECT_EQ(classifier->decision_values(samples.matrix()), alone(samples));
  }
}

TEST(FitClasses, UnusableSamplesAreAnErrorOnAll) {
  TrainingSamples samples = samples_of_classes(2);
  samples.labels.assign(samples.labels.size(), 6);
  try {
    (void)fit_together(samples);
    ADD_FAILURE() << "one class was enough";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("all 80 samples are of class 6"));
    EXPECT_TRUE(error.agreed());
  }
}

TEST(FitClasses, OptionsOutOfRangeAreAnErrorOnAll) {
  EXPECT_THROW((void)fit_together(samples_of_classes(2), {.cost = -1.0}), InputError);
}

TEST(FitClasses, StopOnOneRankStopsAll) {
  // The last of the ranks that fit a class is out of time.
  const int last = std::min(world().size(), 2) - 1;
  const StopCondition none;
  const StopCondition now(1e-12);
  EXPECT_THROW((void)fit_together(samples_of_classes(2), {}, world().rank() == last ? now : none),
               Interrupted);
}

CostChoice choose_together(const TrainingSamples& samples,
                           const StopCondition& stop = StopCondition()) {
  return cross_validate({world(), stop}, readouts().front(),
                        world().is_root() ? samples : TrainingSamples{});
}

TEST(CrossValidation, OfAllRanksIsThatOfOne) {
  TrainingSamples samples = samples_of_classes(3);
  for (const ScalingRule rule : {ScalingRule::counts, ScalingRule::zscore}) {
    samples.scaling = fit_scaling(rule, samples.counts, samples.features);
    const CostChoice together = choose_together(samples);
    if (!world().is_root()) continue;
    const std::unique_ptr<Communicator> one = make_local_communicator();
    const CostChoice alone = cross_validate({*one}, readouts().front(), samples);
    EXPECT_EQ(together.accuracy_percent, alone.accuracy_percent);
    EXPECT_EQ(together.chosen, alone.chosen);
  }
}

/// Accuracy of the folds at one cost, without paths and ranks.
std::vector<double> accuracies_at(const TrainingSamples& samples, double cost) {
  const std::vector<std::uint8_t> fold_of = stratified_folds(samples.labels);
  std::vector<double> accuracies;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    std::vector<std::size_t> inside;
    std::vector<std::size_t> outside;
    for (std::size_t i = 0; i < fold_of.size(); ++i) {
      (fold_of[i] == fold ? inside : outside).push_back(i);
    }
    const TrainingSamples training = part_of(samples, outside);
    const TrainingSamples test = part_of(samples, inside);
    const LinearSvm svm = fit_linear_svm(training.matrix(), training.labels, {.cost = cost});
    const ConfusionMatrix confusion(10, test.labels, predict(svm, test.matrix()));
    accuracies.push_back(confusion.accuracy_percent());
  }
  return accuracies;
}

TEST(CrossValidation, GivesTheAccuracyOfEveryFoldAtEveryCost) {
  const TrainingSamples samples = samples_of_classes(3);
  const CostChoice choice = choose_together(samples);
  if (!world().is_root()) return;
  ASSERT_EQ(choice.accuracy_percent.size(), kCostCandidates.size() * kFolds);
  for (std::size_t cost = 0; cost < kCostCandidates.size(); ++cost) {
    const auto row = std::span(choice.accuracy_percent).subspan(cost * kFolds, kFolds);
    EXPECT_EQ(std::vector<double>(row.begin(), row.end()),
              accuracies_at(samples, kCostCandidates.at(cost)))
        << kCostCandidates.at(cost);
  }
  EXPECT_GT(choice.mean_percent[choice.best], choice.mean_percent.front()) << "C matters here";
}

TEST(CrossValidation, TooFewSamplesAreAnErrorOnAll) {
  TrainingSamples samples = samples_of_classes(2);
  samples.labels.assign(samples.labels.size(), 6);
  samples.labels.front() = 5;
  try {
    (void)choose_together(samples);
    ADD_FAILURE() << "one sample of a class was enough";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(),
                testing::HasSubstr("80 training recordings, 1 classes with at least 2 "
                                   "of them"));
    EXPECT_TRUE(error.agreed());
  }
}

TEST(CrossValidation, StopOnOneRankStopsAll) {
  const StopCondition none;
  const StopCondition now(1e-12);
  const int last = std::min(world().size(), 2) - 1;
  EXPECT_THROW((void)choose_together(samples_of_classes(2), world().rank() == last ? now : none),
               Interrupted);
}

}  // namespace
}  // namespace ebsnn
