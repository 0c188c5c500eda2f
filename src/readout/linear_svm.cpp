#include "readout/linear_svm.hpp"

#include "readout/newton_direction.hpp"
#include "readout/newton_refinement.hpp"
#include "readout/primal_objective.hpp"
#include "readout/readout.hpp"
#include "readout/spread_samples.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>

namespace ebsnn {
namespace {

using Vector = Eigen::VectorXd;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

void check_option(std::string_view name, double value) {
  if (!(value > 0.0) || !std::isfinite(value)) {
    throw InputError(fmt::format("linear SVM: {} is {}, must be finite and above 0", name, value));
  }
}

void check_problem(const SvmTrainingSet& training, Label label, const SvmOptions& options) {
  check_option("C", options.cost);
  check_option("tolerance", options.tolerance);
  check_option("accuracy", options.accuracy);
  const auto& classes = training.classes();
  if (!std::binary_search(classes.begin(), classes.end(), label)) {
    throw InputError(
        fmt::format("linear SVM: class {} does not occur among the {} training samples", label,
                    training.labels().size()));
  }
}

LiblinearSolver start_of(const FeatureMatrix& features, std::span<const Label> labels) {
  const std::vector<std::uint16_t> counts =
      rows_of(features, spread_samples(labels, kSvmStartSamples));
  return LiblinearSolver(FeatureMatrix(counts, features.features(), features.scaling()));
}

double gradient_bound(const SvmTrainingSet& training, Label label, double tolerance) {
  const auto labels = training.labels();
  const auto inside = std::count(labels.begin(), labels.end(), label);
  const auto outside = static_cast<std::ptrdiff_t>(labels.size()) - inside;
  const auto smaller = static_cast<double>(std::max<std::ptrdiff_t>(1, std::min(inside, outside)));
  return tolerance * smaller / static_cast<double>(labels.size());
}

/// |g(w)| / |g(0)|; if w = 0 is the optimum, 0 or infinite.
double ratio(double norm, double norm_at_zero) {
  if (norm_at_zero > 0.0) return norm / norm_at_zero;
  return norm > 0.0 ? std::numeric_limits<double>::infinity() : 0.0;
}

}  // namespace

std::vector<double> sides_of(std::span<const Label> labels, Label label) {
  std::vector<double> sides;
  sides.reserve(labels.size());
  for (const Label other : labels) sides.push_back(other == label ? 1.0 : -1.0);
  return sides;
}

std::vector<Label> classes_in(const FeatureMatrix& features, std::span<const Label> labels) {
  if (labels.size() != features.samples()) {
    throw InputError(fmt::format("training set: {} labels for {} samples, must be equal",
                                 labels.size(), features.samples()));
  }
  const std::set<Label> occurring(labels.begin(), labels.end());
  std::vector<Label> classes(occurring.begin(), occurring.end());
  if (classes.empty()) throw InputError("training set: no samples, at least 2 classes are needed");
  if (classes.size() == 1) {
    throw InputError(
        fmt::format("training set: all {} samples are of class {}, at least 2 classes are needed",
                    labels.size(), classes.front()));
  }
  return classes;
}

SvmTrainingSet::SvmTrainingSet(const FeatureMatrix& features, std::span<const Label> labels)
    : features_(features),
      labels_(labels),
      classes_(classes_in(features, labels)),
      start_labels_(rows_of(labels, spread_samples(labels, kSvmStartSamples))),
      start_solver_(start_of(features, labels)),
      products_(std::make_shared<const SampleProducts>(products_of_samples(features))) {}

BinarySolution SvmTrainingSet::start(Label label, const SvmOptions& options) const {
  return start_solver_.solve(sides_of(start_labels_, label), options.cost, options.tolerance);
}

SvmQuality assess(const SvmTrainingSet& training, Label label, std::span<const double> weights,
                  const SvmOptions& options) {
  check_problem(training, label, options);
  const std::size_t expected = training.features().features() + 1;
  if (weights.size() != expected) {
    throw InputError(fmt::format("linear SVM: {} weights for {} features and a bias, must be {}",
                                 weights.size(), expected - 1, expected));
  }
  const std::vector<double> sides = sides_of(training.labels(), label);
  const PrimalObjective objective(training.features(), sides, options.cost);
  const auto point = objective.at(Eigen::Map<const Vector>(weights.data(), index(weights.size())));
  const auto zero = objective.at(Vector::Zero(index(weights.size())));
  SvmQuality quality;
  quality.objective = point.value;
  quality.excess = excess_bound(point);
  quality.gradient_ratio = ratio(point.gradient.norm(), zero.gradient.norm());
  quality.gradient_bound = gradient_bound(training, label, options.tolerance);
  quality.converged =
      quality.gradient_ratio <= quality.gradient_bound && quality.excess <= options.accuracy;
  return quality;
}

ClassFit fit_class(const SvmTrainingSet& training, Label label, const SvmOptions& options) {
  check_problem(training, label, options);
  const std::vector<double> sides = sides_of(training.labels(), label);
  const BinarySolution start = training.start(label, options);
  Vector weights = Eigen::Map<const Vector>(start.weights.data(), index(start.weights.size()));
  ClassFit fit;
  fit.label = label;
  fit.iterations = start.iterations;
  NewtonDirection directions(MarginProducts(training.features()), training.products());
  fit.newton_steps = refine(PrimalObjective(training.features(), sides, options.cost),
                            options.accuracy, weights, directions);
  fit.weights.assign(weights.begin(), weights.end());
  fit.quality = assess(training, label, fit.weights, options);
  return fit;
}

bool LinearSvm::all_converged() const {
  return std::all_of(converged.begin(), converged.end(), [](std::uint8_t yes) { return yes != 0; });
}

LinearSvm assemble(std::vector<ClassFit> fits) {
  if (fits.size() < 2) {
    throw InputError(fmt::format("linear SVM: {} fitted classes, must be at least 2", fits.size()));
  }
  std::sort(fits.begin(), fits.end(),
            [](const ClassFit& a, const ClassFit& b) { return a.label < b.label; });
  LinearSvm svm;
  const std::size_t columns = fits.front().weights.size();
  if (columns < 2) {
    throw InputError(fmt::format("linear SVM: {} weights per class, must be at least 2", columns));
  }
  svm.features = columns - 1;
  for (const ClassFit& fit : fits) {
    if (!svm.classes.empty() && svm.classes.back() == fit.label) {
      throw InputError(fmt::format("linear SVM: class {} was fitted twice", fit.label));
    }
    if (fit.weights.size() != columns) {
      throw InputError(fmt::format("linear SVM: class {} has {} weights, class {} has {}",
                                   fit.label, fit.weights.size(), fits.front().label, columns));
    }
    svm.classes.push_back(fit.label);
    svm.weights.insert(svm.weights.end(), fit.weights.begin(), fit.weights.end());
    svm.objective.push_back(fit.quality.objective);
    svm.iterations.push_back(fit.iterations);
    svm.newton_steps.push_back(fit.newton_steps);
    svm.excess.push_back(fit.quality.excess);
    svm.gradient_ratio.push_back(fit.quality.gradient_ratio);
    svm.gradient_bound.push_back(fit.quality.gradient_bound);
    svm.converged.push_back(fit.quality.converged ? 1 : 0);
  }
  return svm;
}

LinearSvm fit_linear_svm(const FeatureMatrix& features, std::span<const Label> labels,
                         const SvmOptions& options) {
  const SvmTrainingSet training(features, labels);
  std::vector<ClassFit> fits;
  for (const Label label : training.classes()) {
    fits.push_back(fit_class(training, label, options));
  }
  return assemble(std::move(fits));
}

std::vector<double> decision_values(const LinearSvm& svm, const FeatureMatrix& features) {
  const std::size_t columns = svm.features + 1;
  if (features.features() != svm.features) {
    throw InputError(
        fmt::format("linear SVM: {} features per sample, but the classifier was fitted to {}",
                    features.features(), svm.features));
  }
  if (svm.classes.empty() || svm.weights.size() != svm.classes.size() * columns) {
    throw InputError(fmt::format("linear SVM: {} weights for {} classes of {} features and a bias",
                                 svm.weights.size(), svm.classes.size(), svm.features));
  }
  // One column per class, and one dot product each: a matrix product might sum in an order that
  // depends on its shape.
  const Eigen::MatrixXd weights = Eigen::Map<const Eigen::MatrixXd>(
      svm.weights.data(), index(columns), index(svm.classes.size()));
  Vector sample(index(columns));
  std::vector<double> values;
  values.reserve(features.samples() * svm.classes.size());
  for (std::size_t i = 0; i < features.samples(); ++i) {
    features.load_with_bias(i, sample.data());
    for (Eigen::Index k = 0; k < weights.cols(); ++k) values.push_back(weights.col(k).dot(sample));
  }
  return values;
}

std::vector<Label> predict(const LinearSvm& svm, const FeatureMatrix& features) {
  return largest_of(decision_values(svm, features), svm.classes);
}

}  // namespace ebsnn
