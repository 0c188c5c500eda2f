#pragma once
// Moves weights from near the optimum of a primal objective to the optimum. Internal to readout.
//
// Finite Newton method (Keerthi & DeCoste, JMLR 6:341, 2005): the objective is quadratic as long as
// no sample enters or leaves the margin, so a full Newton step (newton_direction.hpp) with the right
// set of samples reaches the optimum. Each step is followed by an exact line search. Because f is
// strongly convex with constant 1, f(w) - min f <= 0.5 |g(w)|^2 (this is also the duality gap). This
// bound decides when to stop.

#include "readout/newton_direction.hpp"
#include "readout/primal_objective.hpp"

#include <Eigen/Core>

#include <cstdint>

namespace ebsnn {

/// Upper bound of f(w) / min f - 1; infinite if the gradient is too large for a bound.
[[nodiscard]] double excess_bound(const PrimalObjective::Point& point);

/// Changes `weights` until `excess_bound` <= `accuracy`, rounding prevents progress, or 500 steps
/// are done. Never increases the objective. Returns the number of steps.
std::uint32_t refine(const PrimalObjective& objective, double accuracy, Eigen::VectorXd& weights);
/// The same with `directions` of the same features.
std::uint32_t refine(const PrimalObjective& objective, double accuracy, Eigen::VectorXd& weights,
                     NewtonDirection& directions);

/// The t >= 0 that minimises f(w + t p), exactly, for a descent direction p at `point` = (w, ...).
[[nodiscard]] double line_minimum(const PrimalObjective& objective,
                                  const PrimalObjective::Point& point,
                                  const Eigen::VectorXd& direction);

}  // namespace ebsnn
