#include "readout/liblinear_solver.hpp"

#include "unit/readout/problem.hpp"

#include <gtest/gtest.h>
#include <linear.h>

namespace ebsnn {
namespace {

using test::descend;
using test::make_problem;
using test::Problem;
using test::sides_of;

TEST(LiblinearSolver, AgreesWithGradientDescent) {
  // Class 5 comes first in the data, then 2.
  const Problem problem = make_problem(45, 4, {5, 2, 9}, 3, 1);
  const LiblinearSolver solver(problem.matrix());
  for (const Label digit : {Label{5}, Label{2}}) {
    for (const double cost : {1.0, 0.25}) {
      const std::vector<double> optimum = descend(problem, digit, cost);
      const BinarySolution solution = solver.solve(sides_of(problem, digit), cost, 1e-10);
      ASSERT_EQ(solution.weights.size(), optimum.size());
      for (std::size_t j = 0; j < optimum.size(); ++j) {
        EXPECT_NEAR(solution.weights[j], optimum[j], 1e-6);
      }
    }
  }
}

TEST(LiblinearSolver, CountsTheStepsOfEachSolution) {
  const Problem problem = make_problem(45, 4, {2, 5, 9}, 3, 1);
  const LiblinearSolver solver(problem.matrix());
  const std::vector<double> sides = sides_of(problem, 2);
  const std::uint32_t rough = solver.solve(sides, 1.0, 0.1).iterations;
  const std::uint32_t fine = solver.solve(sides, 1.0, 1e-10).iterations;
  EXPECT_GT(rough, 0U);
  EXPECT_GT(fine, rough);
  EXPECT_EQ(solver.solve(sides, 1.0, 0.1).iterations, rough);
}

TEST(LiblinearSolver, KnowsTheMemoryOfItsSparseForm) {
  const std::vector<std::uint16_t> counts{0, 5, 0, 0, 7, 1};
  const LiblinearSolver solver(FeatureMatrix(counts, 3));
  // 3 nonzero counts, bias and end for 2 samples, a pointer for each.
  EXPECT_EQ(solver.memory_bytes(), (3 + 2 * 2) * sizeof(feature_node) + 2 * sizeof(feature_node*));
}

}  // namespace
}  // namespace ebsnn
