#include "readout/newton_refinement.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr std::uint32_t kMaxSteps = 500;

/// Position along the line at which a sample crosses the margin, and the change of the curvature
/// there.
struct Crossing {
  double t = 0.0;
  double curvature = 0.0;
};

}  // namespace

double excess_bound(const PrimalObjective::Point& point) {
  const double gap = 0.5 * point.gradient.squaredNorm();
  return gap < point.value ? gap / (point.value - gap) : std::numeric_limits<double>::infinity();
}

double line_minimum(const PrimalObjective& objective, const PrimalObjective::Point& point,
                    const VectorXd& direction) {
  // The derivative along the line starts below 0 and rises linearly between crossings.
  const VectorXd speed = objective.slack_speed(direction);
  double slope = point.gradient.dot(direction);
  double curvature = direction.squaredNorm();
  std::vector<Crossing> crossings;
  for (Index i = 0; i < speed.size(); ++i) {
    const bool inside = point.slack[i] > 0.0;
    const double own = 2.0 * objective.cost() * speed[i] * speed[i];
    if (inside) curvature += own;
    if (inside ? speed[i] > 0.0 : speed[i] < 0.0) {
      crossings.push_back({point.slack[i] / speed[i], inside ? -own : own});
    }
  }
  std::stable_sort(crossings.begin(), crossings.end(),
                   [](const Crossing& a, const Crossing& b) { return a.t < b.t; });
  double t = 0.0;
  for (const Crossing& crossing : crossings) {
    const double slope_there = slope + curvature * (crossing.t - t);
    if (slope_there >= 0.0) break;
    slope = slope_there;
    t = crossing.t;
    curvature += crossing.curvature;
  }
  return t - slope / curvature;
}

std::uint32_t refine(const PrimalObjective& objective, double accuracy, VectorXd& weights) {
  const SampleProducts between_samples = products_of_samples(objective.features());
  NewtonDirection directions(MarginProducts(objective.features()), between_samples);
  return refine(objective, accuracy, weights, directions);
}

std::uint32_t refine(const PrimalObjective& objective, double accuracy, VectorXd& weights,
                     NewtonDirection& directions) {
  PrimalObjective::Point point = objective.at(weights);
  for (std::uint32_t steps = 0; steps < kMaxSteps; ++steps) {
    if (excess_bound(point) <= accuracy) return steps;
    const VectorXd direction = directions.at(objective, point);
    VectorXd next = weights + line_minimum(objective, point, direction) * direction;
    PrimalObjective::Point there = objective.at(next);
    if (there.value >= point.value) return steps;
    weights = std::move(next);
    point = std::move(there);
  }
  return kMaxSteps;
}

}  // namespace ebsnn
