#include "readout/newton_direction.hpp"

#include "unit/readout/problem.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::make_problem;
using test::Problem;

/// 80 samples of 100 features, about half of them within the margin.
class NewtonDirectionOfFewSamples : public testing::Test {
 protected:
  [[nodiscard]] PrimalObjective objective(double cost) const {
    return {problem_.matrix(), sides_, cost};
  }
  [[nodiscard]] PrimalObjective::Point point(double cost) const {
    const VectorXd weights = VectorXd::LinSpaced(101, -0.01, 0.02);
    return objective(cost).at(weights);
  }
  [[nodiscard]] VectorXd direction(double cost, const SampleProducts& products) const {
    NewtonDirection directions(MarginProducts(problem_.matrix()), products);
    return directions.at(objective(cost), point(cost));
  }

  // NOLINTBEGIN(*-non-private-member-variables-in-classes)
  const Problem problem_ = make_problem(80, 100, {0, 1}, 20, 2);
  const std::vector<double> sides_ = test::sides_of(problem_, 0);
  const SampleProducts products_ = products_of_samples(problem_.matrix());
  // NOLINTEND(*-non-private-member-variables-in-classes)
};

TEST_F(NewtonDirectionOfFewSamples, SolvesTheSystemOfTheFeatures) {
  for (const double cost : {1e-6, 1e-3, 1.0, 10.0}) {
    const PrimalObjective::Point here = point(cost);
    const Index active = (here.slack.array() > 0.0).count();
    ASSERT_GT(active, 0);
    ASSERT_LT(active, 80);
    const VectorXd found = direction(cost, products_);
    MarginProducts sums(problem_.matrix());
    const MatrixXd hessian = objective(cost).hessian(sums, here.slack);
    const VectorXd product = hessian.selfadjointView<Eigen::Lower>() * found;
    EXPECT_LT((product + here.gradient).norm(), 1e-9 * here.gradient.norm()) << cost;
    EXPECT_LT((found - direction(cost, {})).norm(), 1e-7 * found.norm()) << cost;
  }
}

TEST_F(NewtonDirectionOfFewSamples, UsesProductsOfSamplesOnlyWhereRoundingAllows) {
  // Wrong products show where they are used.
  const SampleProducts wrong{2.0 * products_.lower};
  EXPECT_NE(direction(1.0, wrong), direction(1.0, {}));
  EXPECT_EQ(direction(1e8, wrong), direction(1e8, {}));
}

TEST_F(NewtonDirectionOfFewSamples, IsDownhillWhereNoSampleIsWithinTheMargin) {
  PrimalObjective::Point outside = point(1.0);
  outside.slack.setConstant(-1.0);
  NewtonDirection directions(MarginProducts(problem_.matrix()), products_);
  EXPECT_EQ(directions.at(objective(1.0), outside), VectorXd(-outside.gradient));
}

TEST(NewtonDirection, SolvesTheSystemOfTheFeaturesIfTheyAreFewer) {
  // 14 samples of 7 features with the bias: products are there, but all samples are active.
  const Problem problem = make_problem(14, 6, {0, 1}, 3, 1);
  const std::vector<double> sides = test::sides_of(problem, 0);
  const PrimalObjective objective(problem.matrix(), sides, 1.0);
  const PrimalObjective::Point start = objective.at(VectorXd::Zero(7));
  SampleProducts wrong = products_of_samples(problem.matrix());
  ASSERT_EQ(wrong.lower.rows(), 14);
  const SampleProducts none;
  wrong.lower.setZero();
  NewtonDirection with(MarginProducts(problem.matrix()), wrong);
  NewtonDirection without(MarginProducts(problem.matrix()), none);
  EXPECT_EQ(with.at(objective, start), without.at(objective, start));
}

TEST(ProductsOfSamples, AreThoseOfFeaturesAndBias) {
  const std::vector<std::uint16_t> counts{1, 2, 0, 65'535, 3, 4};
  const SampleProducts products = products_of_samples(FeatureMatrix(counts, 2));
  ASSERT_EQ(products.lower.rows(), 3);
  EXPECT_EQ(products.lower(0, 0), 1.0 + 4.0 + 1.0);
  EXPECT_EQ(products.lower(1, 0), 2.0 * 65'535.0 + 1.0);
  EXPECT_EQ(products.lower(1, 1), 65'535.0 * 65'535.0 + 1.0);
  EXPECT_EQ(products.lower(2, 0), 3.0 + 8.0 + 1.0);
  EXPECT_EQ(products.lower(2, 1), 4.0 * 65'535.0 + 1.0);
  EXPECT_EQ(products.lower(2, 2), 9.0 + 16.0 + 1.0);
}

TEST(ProductsOfSamples, AreLeftOutForManySamples) {
  const std::vector<std::uint16_t> counts(7, 1);
  const auto rows = [&](std::size_t samples) {
    return products_of_samples(FeatureMatrix(std::span(counts).first(samples), 1)).lower.rows();
  };
  EXPECT_EQ(rows(4), 4);
  EXPECT_EQ(rows(5), 0);
}

}  // namespace
}  // namespace ebsnn
