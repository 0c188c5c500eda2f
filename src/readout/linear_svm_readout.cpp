#include "readout/linear_svm_readout.hpp"

#include "readout/linear_svm.hpp"
#include "readout/svm_path.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace ebsnn {
namespace {

SvmOptions svm_options(const ReadoutOptions& options) {
  return {.cost = options.cost, .tolerance = options.tolerance};
}

/// Whole numbers in it are below 2^32, so exact.
std::vector<double> numbers_of(const ClassFit& fit) {
  const SvmQuality& quality = fit.quality;
  std::vector<double> numbers{static_cast<double>(fit.label),
                              static_cast<double>(fit.iterations),
                              static_cast<double>(fit.newton_steps),
                              quality.objective,
                              quality.excess,
                              quality.gradient_ratio,
                              quality.gradient_bound,
                              quality.converged ? 1.0 : 0.0};
  numbers.insert(numbers.end(), fit.weights.begin(), fit.weights.end());
  return numbers;
}

ClassFit class_fit_of(std::span<const double> numbers) {
  ClassFit fit;
  fit.label = static_cast<Label>(numbers[0]);
  fit.iterations = static_cast<std::uint32_t>(numbers[1]);
  fit.newton_steps = static_cast<std::uint32_t>(numbers[2]);
  fit.quality = {numbers[3], numbers[4], numbers[5], numbers[6], numbers[7] != 0.0};
  const auto weights = numbers.subspan(8);
  fit.weights.assign(weights.begin(), weights.end());
  return fit;
}

/// uint8 where that can hold the classes, as it was in files of ten digits.
ClassifierDataset class_dataset(const std::vector<Label>& classes) {
  if (classes.back() > std::numeric_limits<std::uint8_t>::max()) {
    return {"class", classes, {classes.size()}, {}};
  }
  return {"class", std::vector<std::uint8_t>(classes.begin(), classes.end()), {classes.size()}, {}};
}

class SvmClassifier final : public Classifier {
 public:
  SvmClassifier(LinearSvm svm, const SvmOptions& options)
      : svm_(std::move(svm)), options_(options) {}

  [[nodiscard]] std::span<const Label> classes() const override { return svm_.classes; }
  [[nodiscard]] std::vector<double> decision_values(const FeatureMatrix& features) const override {
    return ebsnn::decision_values(svm_, features);
  }
  [[nodiscard]] bool converged() const override { return svm_.all_converged(); }
  [[nodiscard]] ClassifierRecord record() const override;
  [[nodiscard]] std::string summary() const override { return convergence_text(svm_); }
  [[nodiscard]] std::string details() const override { return convergence_of_classes(svm_); }

 private:
  LinearSvm svm_;
  SvmOptions options_;
};

ClassifierRecord SvmClassifier::record() const {
  const std::size_t classes = svm_.classes.size();
  ClassifierRecord record;
  record.datasets = {
      class_dataset(svm_.classes),
      {"weights",
       svm_.weights,
       {classes, svm_.features + 1},
       {{"axes", "class, (feature, see attribute feature_axes of the root; last: bias)"}}},
      {"primal_objective", svm_.objective, {classes}, {}},
      {"gradient_ratio", svm_.gradient_ratio, {classes}, {}},
      {"gradient_bound", svm_.gradient_bound, {classes}, {}},
      {"excess", svm_.excess, {classes}, {}},
      {"iterations", svm_.iterations, {classes}, {}},
      {"newton_steps", svm_.newton_steps, {classes}, {}},
      {"converged", svm_.converged, {classes}, {}},
  };
  record.texts = {{"solver", kSvmSolver}};
  record.numbers = {
      {"cost", options_.cost}, {"tolerance", options_.tolerance}, {"accuracy", options_.accuracy}};
  return record;
}

class SvmFitting final : public Fitting {
 public:
  SvmFitting(const FeatureMatrix& features, std::span<const Label> labels,
             const SvmOptions& options)
      : training_(features, labels), options_(options) {}

  [[nodiscard]] std::size_t parts() const override { return training_.classes().size(); }
  [[nodiscard]] std::vector<double> fit_part(std::size_t part) const override {
    return numbers_of(fit_class(training_, training_.classes().at(part), options_));
  }
  [[nodiscard]] std::unique_ptr<Classifier> assemble(
      const std::vector<std::vector<double>>& parts) const override {
    std::vector<ClassFit> fits;
    fits.reserve(parts.size());
    for (const std::vector<double>& numbers : parts) fits.push_back(class_fit_of(numbers));
    return std::make_unique<SvmClassifier>(ebsnn::assemble(std::move(fits)), options_);
  }

 private:
  SvmTrainingSet training_;
  SvmOptions options_;
};

class SvmCostPaths final : public CostPaths {
 public:
  SvmCostPaths(const FeatureMatrix& features, std::span<const Label> labels)
      : path_(features, labels) {}

  [[nodiscard]] std::span<const Label> classes() const override { return path_.classes(); }
  [[nodiscard]] std::vector<double> decision_values(std::size_t k, std::span<const double> costs,
                                                    const FeatureMatrix& held_out) const override {
    return path_.decision_values(path_.classes()[k], costs, held_out);
  }

 private:
  SvmPath path_;
};

}  // namespace

std::unique_ptr<Fitting> linear_svm_fitting(const FeatureMatrix& features,
                                            std::span<const Label> labels,
                                            const ReadoutOptions& options) {
  return std::make_unique<SvmFitting>(features, labels, svm_options(options));
}

std::unique_ptr<CostPaths> linear_svm_cost_paths(const FeatureMatrix& features,
                                                 std::span<const Label> labels) {
  return std::make_unique<SvmCostPaths>(features, labels);
}

}  // namespace ebsnn
