#include "readout/svm_path.hpp"

#include "readout/linear_svm.hpp"
#include "readout/margin_products.hpp"
#include "readout/newton_refinement.hpp"
#include "readout/primal_objective.hpp"

namespace ebsnn {
namespace {

using Eigen::Index;

Eigen::MatrixXd products_of_all(const FeatureMatrix& features) {
  MarginProducts products(features);
  return products.within(Eigen::VectorXd::Ones(static_cast<Index>(features.samples())));
}

void append_values(const Eigen::VectorXd& weights, const FeatureMatrix& samples,
                   std::vector<double>& values) {
  Eigen::VectorXd sample(weights.size());
  for (std::size_t i = 0; i < samples.samples(); ++i) {
    samples.load_with_bias(i, sample.data());
    values.push_back(weights.dot(sample));
  }
}

}  // namespace

SvmPath::SvmPath(const FeatureMatrix& features, std::span<const Label> labels)
    : features_(features),
      labels_(labels),
      classes_(classes_in(features, labels)),
      products_(products_of_all(features)) {}

std::vector<double> SvmPath::decision_values(Label label, std::span<const double> costs,
                                             const FeatureMatrix& held_out, double accuracy) const {
  const std::vector<double> sides = sides_of(labels_, label);
  MarginProducts products(features_, products_);
  Eigen::VectorXd weights = Eigen::VectorXd::Zero(products_.rows());
  std::vector<double> values;
  values.reserve(costs.size() * held_out.samples());
  for (const double cost : costs) {
    (void)refine(PrimalObjective(features_, sides, cost), accuracy, weights, products);
    append_values(weights, held_out, values);
  }
  return values;
}

}  // namespace ebsnn
