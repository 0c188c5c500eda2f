// The SVM fitted by several ranks has the same bits as one fitted by one rank.

#include "pipeline/fit_classes.hpp"

#include "core/error.hpp"
#include "parallel/test_world.hpp"
#include "unit/readout/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace ebsnn {
namespace {

using test::world;

/// Samples of `classes` classes, from class 1 on.
TrainingSamples samples_of_classes(std::size_t classes) {
  std::vector<Label> digits;
  for (std::size_t k = 0; k < classes; ++k) digits.push_back(static_cast<Label>(k + 1));
  test::Problem problem = test::make_problem(40 * classes, 30, digits, 12, 2);
  return {problem.features, std::move(problem.counts), std::move(problem.labels)};
}

/// Fitted by all ranks; only the root has the samples.
LinearSvm fit_together(const TrainingSamples& samples, const SvmOptions& options = {},
                       const StopCondition& stop = StopCondition()) {
  return fit_classes(world(), world().is_root() ? samples : TrainingSamples{}, options, stop,
                     Verbosity::silent);
}

class Classes : public testing::TestWithParam<std::size_t> {};

TEST_P(Classes, TogetherAreFittedAsAlone) {
  const TrainingSamples samples = samples_of_classes(GetParam());
  const LinearSvm together = fit_together(samples);
  if (world().is_root()) {
    const LinearSvm alone =
        fit_linear_svm(FeatureMatrix(samples.counts, samples.features), samples.labels);
    EXPECT_EQ(together, alone);
    EXPECT_EQ(together.classes.size(), GetParam());
    EXPECT_TRUE(together.all_converged());
  } else {
    EXPECT_EQ(together, LinearSvm{});
  }
}

// Fewer classes than ranks, as many, more, and numbers that do not divide.
INSTANTIATE_TEST_SUITE_P(Numbers, Classes, testing::Values(2, 3, 4, 9),
                         testing::PrintToStringParamName());

TEST(FitClasses, SamplesOfOtherRanksDoNotMatter) {
  const TrainingSamples samples = samples_of_classes(3);
  const LinearSvm svm = fit_classes(world(), samples_of_classes(world().is_root() ? 3 : 4), {},
                                    StopCondition(), Verbosity::silent);
  if (world().is_root()) {
    EXPECT_EQ(svm, fit_linear_svm(FeatureMatrix(samples.counts, samples.features), samples.labels));
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

}  // namespace
}  // namespace ebsnn
