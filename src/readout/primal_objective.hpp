#pragma once
// The objective of one binary problem of the linear SVM, with its derivatives; s_i, x_i and C as in
// linear_svm.hpp. Internal to readout.
//     f(w) = 0.5 |w|^2 + C sum_i max(0, e_i)^2     with the slack e_i = 1 - s_i w.x_i
//     g(w) = w - 2 C sum_{e_i > 0} e_i s_i x_i
//     H(w) = 1 + 2 C sum_{e_i > 0} x_i x_i^T

#include "readout/features.hpp"
#include "readout/margin_products.hpp"

#include <Eigen/Core>

#include <span>

namespace ebsnn {

class PrimalObjective {
 public:
  /// `sides` holds +1 or -1 for each sample; both views must outlive the object.
  PrimalObjective(const FeatureMatrix& features, std::span<const double> sides, double cost);

  struct Point {
    double value = 0.0;        ///< f(w)
    Eigen::VectorXd gradient;  ///< g(w), [features + 1]
    Eigen::VectorXd slack;     ///< e, [samples]
  };
  [[nodiscard]] Point at(const Eigen::VectorXd& weights) const;
  /// H(w) [features + 1, features + 1], lower triangle only, at the point with this slack.
  /// `products` must be of the same features; it is updated to this point.
  [[nodiscard]] Eigen::MatrixXd hessian(MarginProducts& products,
                                        const Eigen::VectorXd& slack) const;
  /// s_i p.x_i, the rate at which the slack decreases in direction p.
  [[nodiscard]] Eigen::VectorXd slack_speed(const Eigen::VectorXd& direction) const;

  [[nodiscard]] const FeatureMatrix& features() const { return features_; }
  [[nodiscard]] double cost() const { return cost_; }

 private:
  FeatureMatrix features_;
  std::span<const double> sides_;
  double cost_;
};

}  // namespace ebsnn
