#include "statistics/equivalence.hpp"

#include "core/error.hpp"
#include "statistics/mean.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ebsnn {
namespace {

void require_differences(std::span<const double> differences, double margin) {
  if (differences.size() < 2) {
    throw InputError(
        fmt::format("equivalence test: {} differences, must be at least 2", differences.size()));
  }
  for (const double difference : differences) {
    if (!std::isfinite(difference)) {
      throw InputError(
          fmt::format("equivalence test: a difference is {}, must be finite", difference));
    }
  }
  if (!(margin > 0.0 && std::isfinite(margin))) {
    throw InputError(
        fmt::format("equivalence test: the margin is {} points, must be above 0", margin));
  }
}

double standard_error_of(std::span<const double> values, double mean) {
  // The mean of equal values is not always exact, but their deviation is 0.
  if (std::ranges::adjacent_find(values, std::ranges::not_equal_to{}) == values.end()) return 0.0;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const auto n = static_cast<double>(values.size());
  return std::sqrt(squares / (n - 1.0) / n);
}

/// P(T >= distance / error): how well a mean so far inside a bound is explained by the bound.
double p_of(double distance, double error, double degrees_of_freedom) {
  if (error == 0.0) return distance > 0.0 ? 0.0 : 1.0;
  const boost::math::students_t_distribution<double> student(degrees_of_freedom);
  return boost::math::cdf(boost::math::complement(student, distance / error));
}

}  // namespace

EquivalenceTest equivalence_test(std::span<const double> differences_points, double margin_points) {
  require_differences(differences_points, margin_points);
  EquivalenceTest test;
  test.mean = mean_of(differences_points);
  test.standard_error = standard_error_of(differences_points, test.mean);
  const double degrees_of_freedom = static_cast<double>(differences_points.size()) - 1.0;
  test.p_above = p_of(margin_points + test.mean, test.standard_error, degrees_of_freedom);
  test.p_below = p_of(margin_points - test.mean, test.standard_error, degrees_of_freedom);
  test.p = std::max(test.p_above, test.p_below);
  return test;
}

}  // namespace ebsnn
