#include "readout/svm_path.hpp"

#include "readout/linear_svm.hpp"
#include "readout/margin_products.hpp"
#include "readout/newton_refinement.hpp"
#include "readout/primal_objective.hpp"

namespace ebsnn {
namespace {

using Eigen::Index;

/// Empty where samples are few: a step rarely needs it, and then adds up its own.
Eigen::MatrixXd sum_of_all(const FeatureMatrix& features) {
  if (features.samples() <= features.features()) return {};
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
      between_samples_(products_of_samples(features)),
      sum_of_all_(sum_of_all(features)) {}

std::vector<double> SvmPath::decision_values(Label label, std::span<const double> costs,
                                             const FeatureMatrix& held_out, double accuracy) const {
  const std::vector<double> sides = sides_of(labels_, label);
  NewtonDirection directions(
      sum_of_all_.size() > 0 ? MarginProducts(features_, sum_of_all_) : MarginProducts(features_),
      between_samples_);
  Eigen::VectorXd weights =
      Eigen::VectorXd::Zero(static_cast<Eigen::Index>(features_.features()) + 1);
  std::vector<double> values;
  values.reserve(costs.size() * held_out.samples());
  for (const double cost : costs) {
    (void)refine(PrimalObjective(features_, sides, cost), accuracy, weights, directions);
    append_values(weights, held_out, values);
  }
  return values;
}

}  // namespace ebsnn
