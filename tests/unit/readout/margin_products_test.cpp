// Updated sums have the same bits as new ones.

#include "readout/margin_products.hpp"

#include "core/random.hpp"
#include "unit/readout/problem.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace ebsnn {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::Problem;

/// The sum over samples with positive slack by definition, in whole numbers.
MatrixXd by_definition(const Problem& problem, const VectorXd& slack) {
  const std::size_t columns = problem.features + 1;
  MatrixXd sums = MatrixXd::Zero(static_cast<Index>(columns), static_cast<Index>(columns));
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t k = 0; k <= j; ++k) {
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i < problem.labels.size(); ++i) {
        if (slack[static_cast<Index>(i)] > 0.0) {
          sum += static_cast<std::uint64_t>(test::feature(problem, i, j)) *
                 static_cast<std::uint64_t>(test::feature(problem, i, k));
        }
      }
      sums(static_cast<Index>(j), static_cast<Index>(k)) = static_cast<double>(sum);
    }
  }
  return sums;
}

TEST(MarginProducts, StayExactWhileSamplesComeAndGo) {
  // Counts up to the largest possible one, whose products need 32 bits.
  const Problem problem = test::make_problem(300, 9, {0, 1}, 65'000, 500);
  MarginProducts products(problem.matrix());
  RandomSequence random(1, Stream::synthetic_recording, 0, 0);
  VectorXd slack = VectorXd::Constant(300, -1.0);
  // Few samples cross the margin (the sum is updated), nearly all do (it is computed again), none
  // does.
  for (const std::uint32_t crossing : {300U, 5U, 0U, 70U, 299U, 40U}) {
    for (std::uint32_t i = 0; i < crossing; ++i) {
      const auto sample = static_cast<Index>(crossing < 299 ? random.below(300) : i);
      slack[sample] = -slack[sample];
    }
    EXPECT_EQ(MatrixXd(products.within(slack).triangularView<Eigen::Lower>()),
              by_definition(problem, slack))
        << crossing;
  }
}

TEST(MarginProducts, OnTheMarginIsNotWithin) {
  const std::vector<std::uint16_t> counts{3, 5};
  MarginProducts products(FeatureMatrix(counts, 1));
  const MatrixXd both = products.within(VectorXd::Ones(2));
  EXPECT_EQ(both(0, 0), 9.0 + 25.0);
  EXPECT_EQ(both(1, 0), 3.0 + 5.0);
  EXPECT_EQ(both(1, 1), 2.0);
  EXPECT_EQ(products.within(VectorXd::Unit(2, 1))(0, 0), 25.0);
  EXPECT_EQ(products.within(VectorXd::Zero(2))(1, 1), 0.0);
}

}  // namespace
}  // namespace ebsnn
