#include "readout/primal_objective.hpp"

namespace ebsnn {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

}  // namespace

PrimalObjective::PrimalObjective(const FeatureMatrix& features, std::span<const double> sides,
                                 double cost)
    : features_(features), sides_(sides), cost_(cost) {}

PrimalObjective::Point PrimalObjective::at(const VectorXd& weights) const {
  Point point{0.0, weights, VectorXd(static_cast<Index>(sides_.size()))};
  VectorXd sample(weights.size());
  double loss = 0.0;
  for (std::size_t i = 0; i < sides_.size(); ++i) {
    features_.load_with_bias(i, sample.data());
    const double slack = 1.0 - sides_[i] * weights.dot(sample);
    point.slack[static_cast<Index>(i)] = slack;
    if (slack > 0.0) {
      loss += slack * slack;
      point.gradient -= (2.0 * cost_ * slack * sides_[i]) * sample;
    }
  }
  point.value = 0.5 * weights.squaredNorm() + cost_ * loss;
  return point;
}

MatrixXd PrimalObjective::hessian(MarginProducts& products, const VectorXd& slack) const {
  MatrixXd hessian = products.within(slack);
  hessian *= 2.0 * cost_;
  hessian.diagonal().array() += 1.0;
  return hessian;
}

VectorXd PrimalObjective::slack_speed(const VectorXd& direction) const {
  VectorXd speed(static_cast<Index>(sides_.size()));
  VectorXd sample(direction.size());
  for (std::size_t i = 0; i < sides_.size(); ++i) {
    features_.load_with_bias(i, sample.data());
    speed[static_cast<Index>(i)] = sides_[i] * direction.dot(sample);
  }
  return speed;
}

}  // namespace ebsnn
