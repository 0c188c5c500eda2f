#pragma once
// The sum of x_i x_i^T over the samples within the margin, updated while the weights change: the
// most expensive part of the Hessian. Internal to readout.
//
// Near the optimum a Newton step moves few samples across the margin, and only these are added or
// subtracted. Products of counts and their sums are whole numbers far below 2^53, so they are
// exact: an updated sum has the same bits as a new one. Sums of scaled counts are rounded, and
// depend on the order of the updates, which the input determines. They only guide the steps to the
// optimum, which gradients decide.

#include "readout/features.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn {

class MarginProducts {
 public:
  /// `features` must outlive the object. Takes memory for sums when they are asked for first.
  explicit MarginProducts(const FeatureMatrix& features);
  /// Begins with `all`, the sum over all samples.
  MarginProducts(const FeatureMatrix& features, Eigen::MatrixXd all);

  /// Sum over the samples with slack[i] > 0 of x_i x_i^T, x_i the features followed by 1. [features +
  /// 1, features + 1], lower triangle only; valid until the next call.
  const Eigen::MatrixXd& within(const Eigen::VectorXd& slack);

 private:
  void add(const std::vector<std::size_t>& samples, double sign);

  FeatureMatrix features_;
  std::vector<std::uint8_t> inside_;  // [samples] 1 if the sample is part of sums_
  Eigen::MatrixXd sums_;
};

}  // namespace ebsnn
