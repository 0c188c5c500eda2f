#include "readout/newton_direction.hpp"

#include <Eigen/Cholesky>

#include <cstddef>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Largest bound of 2 C |A|^2 for which the system of the samples is accurate enough.
constexpr double kLargestStretch = 1e10;

std::vector<Index> samples_within(const VectorXd& slack) {
  std::vector<Index> active;
  for (Index i = 0; i < slack.size(); ++i) {
    if (slack[i] > 0.0) active.push_back(i);
  }
  return active;
}

/// The trace of A A^T, a bound of |A|^2.
double squared_length(const MatrixXd& between_samples, const std::vector<Index>& active) {
  double sum = 0.0;
  for (const Index i : active) sum += between_samples(i, i);
  return sum;
}

VectorXd from_features(const PrimalObjective& objective, MarginProducts& products,
                       const PrimalObjective::Point& point) {
  return -objective.hessian(products, point.slack)
              .selfadjointView<Eigen::Lower>()
              .llt()
              .solve(point.gradient);
}

/// (A A^T + 1 / (2 C))^-1 `values`.
VectorXd solve_active(const MatrixXd& between_samples, const std::vector<Index>& active,
                      double cost, const VectorXd& values) {
  MatrixXd system(values.size(), values.size());
  for (Index column = 0; column < system.cols(); ++column) {
    const auto products = between_samples.col(active[static_cast<std::size_t>(column)]);
    for (Index row = column; row < system.rows(); ++row) {
      system(row, column) = products[active[static_cast<std::size_t>(row)]];
    }
  }
  system.diagonal().array() += 0.5 / cost;
  return Eigen::LLT<Eigen::Ref<MatrixXd>>(system).solve(values);  // in place
}

VectorXd from_samples(const PrimalObjective& objective, const MatrixXd& between_samples,
                      const std::vector<Index>& active, const PrimalObjective::Point& point) {
  if (active.empty()) return -point.gradient;
  const FeatureMatrix& features = objective.features();
  VectorXd sample(point.gradient.size());
  VectorXd along(static_cast<Index>(active.size()));  // A g
  for (Index i = 0; i < along.size(); ++i) {
    features.load_with_bias(static_cast<std::size_t>(active[static_cast<std::size_t>(i)]),
                            sample.data());
    along[i] = sample.dot(point.gradient);
  }
  const VectorXd shares = solve_active(between_samples, active, objective.cost(), along);
  VectorXd direction = -point.gradient;
  for (Index i = 0; i < shares.size(); ++i) {
    features.load_with_bias(static_cast<std::size_t>(active[static_cast<std::size_t>(i)]),
                            sample.data());
    direction += shares[i] * sample;
  }
  return direction;
}

}  // namespace

SampleProducts products_of_samples(const FeatureMatrix& features) {
  const auto rows = static_cast<Index>(features.features()) + 1;
  const auto samples = static_cast<Index>(features.samples());
  if (samples > 2 * rows) return {};
  MatrixXd columns(rows, samples);
  for (Index i = 0; i < samples; ++i) {
    features.load_with_bias(static_cast<std::size_t>(i), columns.col(i).data());
  }
  MatrixXd products = MatrixXd::Zero(samples, samples);
  products.selfadjointView<Eigen::Lower>().rankUpdate(columns.transpose());
  return {std::move(products)};
}

NewtonDirection::NewtonDirection(MarginProducts within_margin,
                                 const SampleProducts& between_samples)
    : within_margin_(std::move(within_margin)), between_samples_(between_samples) {}

VectorXd NewtonDirection::at(const PrimalObjective& objective,
                             const PrimalObjective::Point& point) {
  const MatrixXd& products = between_samples_.lower;
  if (products.size() > 0) {
    const std::vector<Index> active = samples_within(point.slack);
    if (static_cast<Index>(active.size()) < point.gradient.size() &&
        2.0 * objective.cost() * squared_length(products, active) <= kLargestStretch) {
      return from_samples(objective, products, active, point);
    }
  }
  return from_features(objective, within_margin_, point);
}

}  // namespace ebsnn
