#include "readout/linear_svm.hpp"

#include "unit/readout/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linear.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <thread>

namespace ebsnn {
namespace {

using test::descend;
using test::feature;
using test::half_square;
using test::make_problem;
using test::Problem;
using test::sides_of;
using test::slack;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

const std::vector<Label> kThree{2, 5, 9};

TEST(LinearSvm, FindsTheOptimumWorkedOutByHand) {
  // Samples 2 (class 1) and 0 (class 0): 9 w + 4 b = 4 and 4 w + 5 b = 0, both samples within the
  // margin.
  const std::vector<std::uint16_t> counts{2, 0};
  const std::vector<Label> labels{1, 0};
  const SvmTrainingSet training(FeatureMatrix(counts, 1), labels);
  const ClassFit fit = fit_class(training, 1);
  ASSERT_EQ(fit.weights.size(), 2U);
  EXPECT_NEAR(fit.weights[0], 20.0 / 29.0, 1e-9);
  EXPECT_NEAR(fit.weights[1], -16.0 / 29.0, 1e-9);
  EXPECT_NEAR(fit.quality.objective, 18.0 / 29.0, 1e-9);
  EXPECT_TRUE(fit.quality.converged);
  EXPECT_EQ(fit.label, 1);
}

TEST(LinearSvm, AgreesWithGradientDescent) {
  const Problem problem = make_problem(45, 4, kThree, 3, 1);
  const SvmTrainingSet training(problem.matrix(), problem.labels);
  for (const double cost : {1.0, 0.25}) {
    for (const Label digit : kThree) {
      const std::vector<double> optimum = descend(problem, digit, cost);
      const ClassFit fit = fit_class(training, digit, {.cost = cost});
      const SvmQuality best = assess(training, digit, optimum, {.cost = cost});
      EXPECT_NEAR(fit.quality.objective, best.objective, 1e-9 * best.objective);
      EXPECT_GT(fit.quality.objective, 1.0) << "the classes overlap, so this tests the loss too";
      EXPECT_TRUE(fit.quality.converged);
      EXPECT_GT(fit.iterations, 0U);
      for (std::size_t j = 0; j < optimum.size(); ++j)
        EXPECT_NEAR(fit.weights[j], optimum[j], 1e-6);
    }
  }
}

TEST(LinearSvm, ReachesTheOptimumOfSeparableCounts) {
  // Many features, few samples, no scaling: liblinear's own criterion stops far from the optimum.
  // The dual objective of feasible multipliers bounds the minimum from below.
  const Problem problem = make_problem(120, 150, {0, 1, 2, 3}, 20, 2);
  const SvmTrainingSet training(problem.matrix(), problem.labels);
  for (const Label digit : training.classes()) {
    const ClassFit fit = fit_class(training, digit);
    const std::vector<double> sides = sides_of(problem, digit);
    std::vector<double> combined(problem.features + 1, 0.0);
    double dual = 0.0;
    for (std::size_t i = 0; i < sides.size(); ++i) {
      const double multiplier = 2.0 * std::max(0.0, slack(problem, sides[i], i, fit.weights));
      dual += multiplier - multiplier * multiplier / 4.0;
      for (std::size_t j = 0; j < combined.size(); ++j) {
        combined[j] += multiplier * sides[i] * feature(problem, i, j);
      }
    }
    dual -= half_square(combined);
    EXPECT_NEAR(fit.quality.objective, dual, 2e-9 * dual);
    EXPECT_LE(fit.quality.excess, 1e-9);
    EXPECT_GT(fit.newton_steps, 0U);
    EXPECT_TRUE(fit.quality.converged);
  }
}

TEST(LinearSvm, ReachesTheOptimumWhereLiblinearSawAPartOnly) {
  // More samples than the start uses. liblinear on all of them is another way to the optimum.
  const Problem problem = make_problem(kSvmStartSamples + 2000, 6, kThree, 3, 1);
  const SvmTrainingSet training(problem.matrix(), problem.labels);
  const LiblinearSolver all(problem.matrix());
  for (const Label digit : kThree) {
    const ClassFit fit = fit_class(training, digit);
    const BinarySolution optimum = all.solve(sides_of(problem, digit), 1.0, 1e-10);
    const SvmQuality best = assess(training, digit, optimum.weights);
    EXPECT_NEAR(fit.quality.objective, best.objective, 1e-9 * best.objective);
    EXPECT_TRUE(fit.quality.converged);
    EXPECT_GT(fit.newton_steps, 0U) << "the optimum of the part is not that of the whole";
    for (std::size_t j = 0; j < fit.weights.size(); ++j) {
      EXPECT_NEAR(fit.weights[j], optimum.weights[j], 1e-5);
    }
  }
}

TEST(LinearSvm, QualityIsThatOfTheGivenWeights) {
  // One sample of each class, weights (1, 0): slacks 1 - 2 and 1 + 3 * 1, gradient (1 + 2 * 4 * 3,
  // 2 * 4).
  const std::vector<std::uint16_t> counts{2, 3};
  const std::vector<Label> labels{4, 6};
  const SvmTrainingSet training(FeatureMatrix(counts, 1), labels);
  const std::vector<double> weights{1.0, 0.0};
  const SvmQuality quality = assess(training, 4, weights, {.tolerance = 0.5});
  EXPECT_DOUBLE_EQ(quality.objective, 0.5 + 16.0);
  EXPECT_DOUBLE_EQ(quality.gradient_ratio, std::sqrt((25.0 * 25.0 + 64.0) / 4.0));
  EXPECT_DOUBLE_EQ(quality.gradient_bound, 0.5 * 1.0 / 2.0);
  EXPECT_FALSE(quality.converged);
}

TEST(LinearSvm, BoundOfTheExcessHolds) {
  const Problem problem = make_problem(45, 4, kThree, 3, 1);
  const SvmTrainingSet training(problem.matrix(), problem.labels);
  const ClassFit fit = fit_class(training, 5);
  std::vector<double> off = fit.weights;
  off[1] += 1e-4;
  const SvmQuality quality = assess(training, 5, off);
  EXPECT_GT(quality.objective, fit.quality.objective);
  EXPECT_GE(quality.excess, quality.objective / fit.quality.objective - 1.0);
  EXPECT_FALSE(quality.converged);
  EXPECT_TRUE(assess(training, 5, off, {.tolerance = 1.0, .accuracy = 1.0}).converged);
}

TEST(LinearSvm, SaysWhereItCouldNotConverge) {
  const Problem problem = make_problem(45, 4, kThree, 3, 1);
  const SvmTrainingSet training(problem.matrix(), problem.labels);
  EXPECT_FALSE(fit_class(training, 5, {.tolerance = 1e-30}).quality.converged);
  EXPECT_FALSE(fit_class(training, 5, {.accuracy = 1e-300}).quality.converged);
  std::vector<ClassFit> fits{fit_class(training, 5, {.tolerance = 1e-30}), fit_class(training, 9)};
  const LinearSvm svm = assemble(fits);
  EXPECT_THAT(svm.converged, ElementsAre(0, 1));
  EXPECT_FALSE(svm.all_converged());
}

TEST(LinearSvm, KeepsTheSignWhicheverClassComesFirst) {
  const std::vector<std::uint16_t> counts{0, 9, 1, 8};
  const std::vector<Label> labels{3, 7, 3, 7};
  const LinearSvm svm = fit_linear_svm(FeatureMatrix(counts, 1), labels);
  EXPECT_LT(svm.weights[0], 0.0) << "class 3 comes first and has the small counts";
  EXPECT_GT(svm.weights[2], 0.0) << "class 7 comes second and has the large counts";
  EXPECT_THAT(predict(svm, FeatureMatrix(counts, 1)), ElementsAre(3, 7, 3, 7));
}

TEST(LinearSvm, FitsOnlyTheClassesThatOccur) {
  const Problem problem = make_problem(90, 6, kThree, 2, 3);
  const LinearSvm svm = fit_linear_svm(problem.matrix(), problem.labels);
  EXPECT_THAT(svm.classes, ElementsAre(2, 5, 9));
  EXPECT_EQ(svm.features, 6U);
  EXPECT_EQ(svm.weights.size(), 3U * 7U);
  EXPECT_TRUE(svm.all_converged());
  EXPECT_EQ(predict(svm, problem.matrix()), problem.labels);
  const SvmTrainingSet training(problem.matrix(), problem.labels);
  EXPECT_THAT([&] { (void)fit_class(training, 4); },
              ThrowsMessage<InputError>(HasSubstr("class 4 does not occur among the 90")));
}

TEST(LinearSvm, FitsClassesOfAnyNumber) {
  const Problem problem = make_problem(90, 6, {7, 300, 65'534}, 2, 3);
  const LinearSvm svm = fit_linear_svm(problem.matrix(), problem.labels);
  EXPECT_THAT(svm.classes, ElementsAre(7, 300, 65'534));
  EXPECT_EQ(predict(svm, problem.matrix()), problem.labels);
}

TEST(LinearSvm, LearnsFromSilentRecordings) {
  // Only the bias: b = 2 (n+ - n-) / (1 + 2 n) with n+ = 3, n- = 1.
  const std::vector<std::uint16_t> counts(8, 0);
  const std::vector<Label> labels{6, 6, 0, 6};
  const LinearSvm svm = fit_linear_svm(FeatureMatrix(counts, 2), labels);
  EXPECT_TRUE(svm.all_converged());
  EXPECT_THAT(svm.classes, ElementsAre(0, 6));
  EXPECT_THAT(svm.gradient_bound, Each(1e-4 / 4.0)) << "one sample of four on the smaller side";
  EXPECT_NEAR(svm.weights[5], 4.0 / 9.0, 1e-9);
  EXPECT_NEAR(svm.weights[2], -4.0 / 9.0, 1e-9);
  EXPECT_THAT(predict(svm, FeatureMatrix(counts, 2)), Each(6));
}

TEST(LinearSvm, AcceptsAStartThatIsTheOptimum) {
  // Equal samples in both classes: the gradient at 0 is 0.
  const std::vector<std::uint16_t> counts{4, 4};
  const std::vector<Label> labels{0, 1};
  const LinearSvm svm = fit_linear_svm(FeatureMatrix(counts, 1), labels);
  EXPECT_THAT(svm.weights, Each(0.0));
  EXPECT_THAT(svm.gradient_ratio, Each(0.0));
  EXPECT_TRUE(svm.all_converged());
  EXPECT_THAT(predict(svm, FeatureMatrix(counts, 1)), Each(0));
}

TEST(LinearSvm, GivesTheSameBitsWhateverCameBefore) {
  const Problem problem = make_problem(120, 50, {0, 1, 2, 3}, 20, 2);
  const Problem other = make_problem(45, 4, kThree, 3, 1);
  const LinearSvm first = fit_linear_svm(problem.matrix(), problem.labels);
  std::srand(99);
  (void)fit_linear_svm(other.matrix(), other.labels);
  EXPECT_EQ(fit_linear_svm(problem.matrix(), problem.labels), first);

  // Classes fitted in reverse order, each from a training set of its own, at other addresses.
  std::vector<ClassFit> fits;
  std::vector<Problem> copies;
  for (const Label digit : std::vector<Label>{3, 2, 1, 0}) {
    copies.push_back(problem);
    const SvmTrainingSet training(copies.back().matrix(), copies.back().labels);
    fits.push_back(fit_class(training, digit));
  }
  EXPECT_EQ(assemble(fits), first);
}

TEST(LinearSvm, GivesTheSameBitsFromTwoThreads) {
  const Problem problem = make_problem(45, 4, kThree, 3, 1);
  const LinearSvm alone = fit_linear_svm(problem.matrix(), problem.labels);
  LinearSvm beside;
  LinearSvm here;
  std::thread other([&] { beside = fit_linear_svm(problem.matrix(), problem.labels); });
  here = fit_linear_svm(problem.matrix(), problem.labels);
  other.join();
  EXPECT_EQ(beside, alone);
  EXPECT_EQ(here, alone);
}

TEST(LinearSvm, LeavesLiblinearAsItWas) {
  const Problem problem = make_problem(45, 4, kThree, 3, 1);
  testing::internal::CaptureStdout();
  (void)fit_linear_svm(problem.matrix(), problem.labels);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");

  std::vector<feature_node> nodes{{1, 1.0}, {-1, 0.0}, {1, 3.0}, {-1, 0.0}};
  std::vector<feature_node*> rows{nodes.data(), nodes.data() + 2};
  std::vector<double> targets{1.0, -1.0};
  ::problem posed{};
  posed.l = 2;
  posed.n = 1;
  posed.y = targets.data();
  posed.x = rows.data();
  posed.bias = -1.0;
  parameter chosen{};
  chosen.solver_type = L2R_L2LOSS_SVC;
  chosen.C = 1.0;
  chosen.eps = 0.01;
  testing::internal::CaptureStdout();
  model* trained = train(&posed, &chosen);
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("iter"));
  free_and_destroy_model(&trained);
}

TEST(LinearSvm, RefusesUnusableTrainingSets) {
  const std::vector<std::uint16_t> counts{1, 2, 3, 4};
  const FeatureMatrix matrix(counts, 2);
  const auto train_on = [&](std::vector<Label> labels) { (void)SvmTrainingSet(matrix, labels); };
  EXPECT_THAT(
      [&] {
        train_on({3, 3});
      },
      ThrowsMessage<InputError>(HasSubstr("all 2 samples are of class 3")));
  EXPECT_THAT(
      [&] {
        train_on({0, 1, 2});
      },
      ThrowsMessage<InputError>(HasSubstr("3 labels for 2 samples")));
  EXPECT_THAT([&] { (void)SvmTrainingSet(FeatureMatrix({}, 2), {}); },
              ThrowsMessage<InputError>(HasSubstr("no samples")));
  EXPECT_THAT([&] { (void)FeatureMatrix(counts, 3); },
              ThrowsMessage<InputError>(HasSubstr("4 values are not a whole number of rows of 3")));
  EXPECT_THAT([&] { (void)FeatureMatrix(counts, 0); },
              ThrowsMessage<InputError>(HasSubstr("0 features")));
}

TEST(LinearSvm, RefusesOptionsOutOfRange) {
  const Problem problem = make_problem(9, 2, kThree, 3, 1);
  const SvmTrainingSet training(problem.matrix(), problem.labels);
  const auto fit_with = [&](const SvmOptions& options) { (void)fit_class(training, 2, options); };
  EXPECT_THAT([&] { fit_with({.cost = 0.0}); }, ThrowsMessage<InputError>(HasSubstr("C is 0")));
  EXPECT_THAT([&] { fit_with({.cost = INFINITY}); },
              ThrowsMessage<InputError>(HasSubstr("C is inf")));
  EXPECT_THAT([&] { fit_with({.tolerance = -1.0}); },
              ThrowsMessage<InputError>(HasSubstr("tolerance is -1")));
  EXPECT_THAT([&] { fit_with({.accuracy = NAN}); },
              ThrowsMessage<InputError>(HasSubstr("accuracy is nan")));
  EXPECT_THAT(
      [&] { (void)assess(training, 2, std::vector<double>(2)); },
      ThrowsMessage<InputError>(HasSubstr("2 weights for 2 features and a bias, must be 3")));
}

TEST(LinearSvm, AssemblesClassesInAnyOrder) {
  const Problem problem = make_problem(45, 4, kThree, 3, 1);
  const SvmTrainingSet training(problem.matrix(), problem.labels);
  const ClassFit two = fit_class(training, 2);
  const ClassFit nine = fit_class(training, 9);
  const LinearSvm svm = assemble({nine, two});
  EXPECT_THAT(svm.classes, ElementsAre(2, 9));
  EXPECT_TRUE(std::equal(two.weights.begin(), two.weights.end(), svm.weights.begin()));
  EXPECT_THAT(svm.objective, ElementsAre(two.quality.objective, nine.quality.objective));
  EXPECT_THAT(svm.iterations, ElementsAre(two.iterations, nine.iterations));
  EXPECT_THAT(svm.newton_steps, ElementsAre(two.newton_steps, nine.newton_steps));
  EXPECT_THAT(svm.excess, ElementsAre(two.quality.excess, nine.quality.excess));
  EXPECT_THAT(svm.gradient_ratio,
              ElementsAre(two.quality.gradient_ratio, nine.quality.gradient_ratio));
  EXPECT_EQ(svm, assemble({two, nine}));

  ClassFit narrow = nine;
  narrow.weights.pop_back();
  EXPECT_THAT([&] { (void)assemble({two}); },
              ThrowsMessage<InputError>(HasSubstr("1 fitted classes")));
  EXPECT_THAT(
      [&] {
        (void)assemble({two, nine, two});
      },
      ThrowsMessage<InputError>(HasSubstr("class 2 was fitted twice")));
  EXPECT_THAT(
      [&] {
        (void)assemble({two, narrow});
      },
      ThrowsMessage<InputError>(HasSubstr("class 9 has 4 weights, class 2 has 5")));
}

LinearSvm handmade() {
  LinearSvm svm;
  svm.features = 2;
  svm.classes = {1, 4, 8};
  svm.weights = {1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 2.0, -3.0};
  return svm;
}

TEST(LinearSvm, PredictsTheLargestValueAndTheLowestOfEquals) {
  const std::vector<std::uint16_t> counts{0, 0, 1, 3, 3, 3, 2, 0};
  const FeatureMatrix matrix(counts, 2);
  EXPECT_THAT(decision_values(handmade(), matrix),
              ElementsAre(0.0, 0.0, -3.0, 1.0, 1.0, 3.0, 3.0, 3.0, 3.0, 2.0, 2.0, -3.0));
  EXPECT_THAT(predict(handmade(), matrix), ElementsAre(1, 8, 1, 1));
  EXPECT_TRUE(predict(handmade(), FeatureMatrix({}, 2)).empty());
}

TEST(LinearSvm, RefusesFeaturesOfAnotherSize) {
  const std::vector<std::uint16_t> counts(6, 1);
  EXPECT_THAT([&] { (void)predict(handmade(), FeatureMatrix(counts, 3)); },
              ThrowsMessage<InputError>(
                  HasSubstr("3 features per sample, but the classifier was fitted to 2")));
  LinearSvm damaged = handmade();
  damaged.weights.pop_back();
  EXPECT_THAT([&] { (void)predict(damaged, FeatureMatrix(counts, 2)); },
              ThrowsMessage<InputError>(HasSubstr("8 weights for 3 classes of 2 features")));
}

}  // namespace
}  // namespace ebsnn
