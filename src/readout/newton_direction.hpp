#pragma once
// The Newton direction p of a primal objective, H(w) p = -g(w), from the smaller of two systems.
// Internal to readout.
//
// With A [active, features + 1] the samples within the margin, H = 1 + 2 C A^T A. If fewer samples
// are active than there are features, the identity of Woodbury (Hager, SIAM Review 31:221, 1989,
// doi:10.1137/1031049) needs a system of the size of the active samples only:
//     p = A^T (A A^T + 1 / (2 C))^-1 A g - g
// A A^T is a part of the products x_i.x_j of all samples, which all classes and C share.
//
// Rounding lets p miss the share of about 1e-16 * 2 C |A|^2 of the step. Where a bound of that is
// above 1e-6, the system of the features is solved instead.

#include "readout/features.hpp"
#include "readout/margin_products.hpp"
#include "readout/primal_objective.hpp"

#include <Eigen/Core>

namespace ebsnn {

/// x_i.x_j of all samples, x_i the features followed by 1.
struct SampleProducts {
  /// [samples, samples], lower triangle only. Empty if there are more than twice as many samples as
  /// features with the bias: then the samples within the margin are rarely fewer than the features.
  Eigen::MatrixXd lower;
};
[[nodiscard]] SampleProducts products_of_samples(const FeatureMatrix& features);

class NewtonDirection {
 public:
  /// `between_samples`: products_of_samples() of the same features; must outlive the object.
  NewtonDirection(MarginProducts within_margin, const SampleProducts& between_samples);

  /// p [features + 1] at `point` of an objective of the same features.
  [[nodiscard]] Eigen::VectorXd at(const PrimalObjective& objective,
                                   const PrimalObjective::Point& point);

 private:
  MarginProducts within_margin_;
  const SampleProducts& between_samples_;
};

}  // namespace ebsnn
