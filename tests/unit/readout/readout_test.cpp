// Readouts by their common interface, and the path of the linear SVM over C.

#include "readout/readout.hpp"

#include "core/error.hpp"
#include "readout/cross_validation.hpp"
#include "readout/linear_svm.hpp"
#include "readout/scaling.hpp"
#include "unit/readout/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace ebsnn {
namespace {

using test::make_problem;
using test::Problem;
using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<Label> kThreeClasses{2, 5, 9};

std::vector<std::vector<double>> all_parts(const Fitting& fitting) {
  std::vector<std::vector<double>> parts;
  for (std::size_t part = 0; part < fitting.parts(); ++part) {
    parts.push_back(fitting.fit_part(part));
  }
  return parts;
}

TEST(Readouts, AreCalledByName) {
  ASSERT_EQ(readouts().size(), 1U);
  EXPECT_EQ(readouts().front().name, "linear-svm");
}

TEST(Readouts, PutPartsTogetherInAnyOrder) {
  const Problem problem = make_problem(45, 4, kThreeClasses, 3, 1);
  const auto fitting = readouts().front().fitting(problem.matrix(), problem.labels, {.cost = 0.25});
  std::vector<std::vector<double>> parts = all_parts(*fitting);
  ASSERT_EQ(parts.size(), 3U);
  std::reverse(parts.begin(), parts.end());
  const auto classifier = fitting->assemble(parts);
  const LinearSvm svm = fit_linear_svm(problem.matrix(), problem.labels, {.cost = 0.25});
  EXPECT_THAT(classifier->classes(), ElementsAre(2, 5, 9));
  EXPECT_EQ(classifier->decision_values(problem.matrix()), decision_values(svm, problem.matrix()));
  EXPECT_TRUE(classifier->converged());
  EXPECT_THAT(classifier->summary(), HasSubstr("all 3 classes converged"));
  EXPECT_THAT(classifier->details(), HasSubstr("SVM class 9: converged"));
}

TEST(Readouts, RecordWhatFilesHold) {
  const Problem problem = make_problem(45, 4, kThreeClasses, 3, 1);
  const auto fitting = readouts().front().fitting(problem.matrix(), problem.labels, {.cost = 0.25});
  const ClassifierRecord record = fitting->assemble(all_parts(*fitting))->record();
  const LinearSvm svm = fit_linear_svm(problem.matrix(), problem.labels, {.cost = 0.25});
  const auto named = [&](const std::string& name) {
    return *std::find_if(record.datasets.begin(), record.datasets.end(),
                         [&](const ClassifierDataset& dataset) { return dataset.name == name; });
  };
  EXPECT_EQ(std::get<std::vector<double>>(named("weights").values), svm.weights);
  EXPECT_THAT(named("weights").shape, ElementsAre(3, 5));
  EXPECT_EQ(std::get<std::vector<double>>(named("excess").values), svm.excess);
  EXPECT_EQ(std::get<std::vector<double>>(named("gradient_ratio").values), svm.gradient_ratio);
  EXPECT_EQ(std::get<std::vector<double>>(named("gradient_bound").values), svm.gradient_bound);
  EXPECT_EQ(std::get<std::vector<double>>(named("primal_objective").values), svm.objective);
  EXPECT_EQ(std::get<std::vector<std::uint32_t>>(named("iterations").values), svm.iterations);
  EXPECT_EQ(std::get<std::vector<std::uint32_t>>(named("newton_steps").values), svm.newton_steps);
  EXPECT_THAT(std::get<std::vector<std::uint8_t>>(named("class").values), ElementsAre(2, 5, 9));
  EXPECT_THAT(record.numbers, testing::Contains(testing::Pair("cost", 0.25)));
  EXPECT_THAT(record.texts, testing::Contains(testing::Pair("solver", kSvmSolver)));
}

TEST(Readouts, RecordClassesAbove255) {
  const Problem problem = make_problem(20, 4, {2, 300}, 3, 1);
  const auto fitting = readouts().front().fitting(problem.matrix(), problem.labels, {});
  const ClassifierRecord record = fitting->assemble(all_parts(*fitting))->record();
  EXPECT_THAT(std::get<std::vector<std::uint16_t>>(record.datasets.front().values),
              ElementsAre(2, 300));
}

TEST(LargestOf, TakesTheFirstOfEqualOnes) {
  const std::vector<double> values{1, 3, 3, -1, -2, -1};
  EXPECT_THAT(largest_of(values, kThreeClasses), ElementsAre(5, 2));
}

/// Decision values of class 5 for the samples themselves, by cold fits.
std::vector<double> cold(const FeatureMatrix& features, const std::vector<Label>& labels,
                         const std::vector<double>& costs) {
  std::vector<double> values;
  for (const double cost : costs) {
    const LinearSvm svm = fit_linear_svm(features, labels, {.cost = cost});
    const std::vector<double> all = decision_values(svm, features);
    for (std::size_t i = 1; i < all.size(); i += 3) values.push_back(all[i]);
  }
  return values;
}

class CostPathOf : public testing::TestWithParam<ScalingRule> {};

TEST_P(CostPathOf, GivesTheOptimumOfEveryCost) {
  const Problem problem = make_problem(150, 40, kThreeClasses, 6, 2);
  const Scaling scaling = fit_scaling(GetParam(), problem.counts, problem.features);
  const FeatureMatrix features(problem.counts, problem.features, &scaling);
  const std::vector<double> costs{1e-6, 1e-3, 1.0, 10.0};
  const auto paths = readouts().front().cost_paths(features, problem.labels);
  const std::vector<double> values = paths->decision_values(1, costs, features);
  const std::vector<double> expected = cold(features, problem.labels, costs);
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_NEAR(values[i], expected[i], 1e-3) << "value " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Scalings, CostPathOf,
                         testing::Values(ScalingRule::counts, ScalingRule::meanrate,
                                         ScalingRule::l2, ScalingRule::zscore),
                         [](const auto& rule) { return name_of(rule.param); });

TEST(CostPaths, RefuseOneClass) {
  const Problem problem = make_problem(9, 2, {4}, 3, 1);
  EXPECT_THROW((void)readouts().front().cost_paths(problem.matrix(), problem.labels), InputError);
}

}  // namespace
}  // namespace ebsnn
