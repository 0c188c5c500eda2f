#include "readout/newton_refinement.hpp"

#include "unit/readout/problem.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ebsnn {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::make_problem;
using test::Problem;
using test::sides_of;

/// Weights that leave some samples within the margin and some outside it.
VectorXd some_weights(std::size_t features) {
  VectorXd weights(static_cast<Index>(features) + 1);
  for (Index j = 0; j < weights.size(); ++j) weights[j] = j % 2 == 0 ? 0.4 : -0.4;
  return weights;
}

MatrixXd full(const MatrixXd& lower) { return lower.selfadjointView<Eigen::Lower>(); }

TEST(PrimalObjective, DerivativesAreThoseOfTheValue) {
  const Problem problem = make_problem(200, 6, {0, 1}, 3, 1);
  const std::vector<double> sides = sides_of(problem, 0);
  const PrimalObjective objective(problem.matrix(), sides, 0.7);
  const VectorXd weights = some_weights(6);
  const auto point = objective.at(weights);
  const Index inside = (point.slack.array() > 0.0).count();
  ASSERT_GT(inside, 64) << "more than one block of samples";
  ASSERT_LT(inside, 200);
  MarginProducts products(problem.matrix());
  const MatrixXd hessian = full(objective.hessian(products, point.slack));
  constexpr double kStep = 1e-6;
  for (Index j = 0; j < weights.size(); ++j) {
    const VectorXd offset = kStep * VectorXd::Unit(weights.size(), j);
    const auto above = objective.at(weights + offset);
    const auto below = objective.at(weights - offset);
    EXPECT_NEAR((above.value - below.value) / (2 * kStep), point.gradient[j],
                1e-6 * point.gradient.norm());
    const VectorXd change = (above.gradient - below.gradient) / (2 * kStep);
    EXPECT_LT((change - hessian.col(j)).norm(), 1e-6 * hessian.norm());
  }
}

TEST(PrimalObjective, HessianCountsEverySampleWithinTheMargin) {
  // All counts 1: H = 1 + 2 C (samples within), for no, one block of, and one more than a block of
  // samples.
  for (const Index inside : {Index{0}, Index{64}, Index{65}}) {
    const std::vector<std::uint16_t> counts(70, 1);
    const std::vector<double> sides(70, 1.0);
    const PrimalObjective objective(FeatureMatrix(counts, 1), sides, 2.0);
    VectorXd slack = VectorXd::Constant(70, -1.0);
    slack.head(inside).setOnes();
    slack.tail(1).setZero();  // on the margin is not within it
    MarginProducts products(objective.features());
    const MatrixXd hessian = full(objective.hessian(products, slack));
    EXPECT_EQ(hessian(0, 0), 1.0 + 4.0 * static_cast<double>(inside));
    EXPECT_EQ(hessian(0, 1), 4.0 * static_cast<double>(inside));
    EXPECT_EQ(hessian(1, 1), 1.0 + 4.0 * static_cast<double>(inside));
  }
}

TEST(NewtonRefinement, LineMinimumHasNoSlope) {
  const Problem problem = make_problem(100, 6, {0, 1}, 3, 1);
  const std::vector<double> sides = sides_of(problem, 0);
  const PrimalObjective objective(problem.matrix(), sides, 1.0);
  for (const VectorXd& weights : {VectorXd(VectorXd::Zero(7)), some_weights(6)}) {
    const auto point = objective.at(weights);
    // Along the gradient, and much too far along it: many samples cross the margin.
    for (const double length : {1.0, 1e-3, 1e3}) {
      const VectorXd direction = -length * point.gradient;
      const double t = line_minimum(objective, point, direction);
      EXPECT_GT(t, 0.0);
      const double slope = objective.at(weights + t * direction).gradient.dot(direction);
      EXPECT_LT(std::abs(slope), 1e-9 * std::abs(point.gradient.dot(direction)));
    }
  }
}

TEST(NewtonRefinement, FindsTheOptimumFromAnywhere) {
  const Problem problem = make_problem(80, 100, {0, 1}, 20, 2);
  const std::vector<double> sides = sides_of(problem, 0);
  const PrimalObjective objective(problem.matrix(), sides, 1.0);
  VectorXd from_zero = VectorXd::Zero(101);
  VectorXd from_afar = VectorXd::Constant(101, 10.0);
  EXPECT_GT(refine(objective, 1e-9, from_zero), 0U);
  EXPECT_GT(refine(objective, 1e-9, from_afar), 0U);
  EXPECT_LE(excess_bound(objective.at(from_zero)), 1e-9);
  EXPECT_LE(excess_bound(objective.at(from_afar)), 1e-9);
  EXPECT_LT((from_zero - from_afar).norm(), 1e-4 * from_zero.norm());
}

TEST(NewtonRefinement, FindsTheOptimumOfFewSamplesWhateverTheirSize) {
  // Small and large counts, weak and strong C: with and without the system of the samples.
  for (const std::uint32_t largest : {1U, 3000U, 60'000U}) {
    const Problem problem = make_problem(20, 100, {0, 1}, largest, 2);
    const std::vector<double> sides = sides_of(problem, 0);
    for (const double cost : {1e-6, 0.5, 1.0}) {
      const PrimalObjective objective(problem.matrix(), sides, cost);
      VectorXd weights = VectorXd::Zero(101);
      EXPECT_LT(refine(objective, 1e-9, weights), 30U);
      EXPECT_LE(excess_bound(objective.at(weights)), 1e-9) << largest << ' ' << cost;
    }
  }
}

TEST(NewtonRefinement, LeavesGoodWeightsAlone) {
  const Problem problem = make_problem(80, 6, {0, 1}, 3, 1);
  const std::vector<double> sides = sides_of(problem, 0);
  const PrimalObjective objective(problem.matrix(), sides, 1.0);
  VectorXd weights = VectorXd::Zero(7);
  (void)refine(objective, 1e-9, weights);
  VectorXd again = weights;
  EXPECT_EQ(refine(objective, 1e-9, again), 0U);
  EXPECT_EQ(again, weights);
}

TEST(NewtonRefinement, NeverMakesTheObjectiveLarger) {
  // An accuracy that rounding does not allow: the refinement stops by itself, at the optimum.
  const Problem problem = make_problem(80, 6, {0, 1}, 3, 1);
  const std::vector<double> sides = sides_of(problem, 0);
  const PrimalObjective objective(problem.matrix(), sides, 1.0);
  VectorXd weights = VectorXd::Zero(7);
  (void)refine(objective, 1e-9, weights);
  VectorXd further = weights;
  EXPECT_LT(refine(objective, 1e-300, further), 20U);
  EXPECT_LE(objective.at(further).value, objective.at(weights).value);
}

TEST(NewtonRefinement, ExcessIsBoundedByTheGradient) {
  EXPECT_EQ(excess_bound({1.0, VectorXd::Zero(3), VectorXd()}), 0.0);
  // 0.5 |g|^2 = 0.02, so the minimum is at least 0.98.
  EXPECT_DOUBLE_EQ(excess_bound({1.0, VectorXd::Constant(1, 0.2), VectorXd()}), 0.02 / 0.98);
  EXPECT_TRUE(std::isinf(excess_bound({1.0, VectorXd::Constant(1, 2.0), VectorXd()})));
}

}  // namespace
}  // namespace ebsnn
