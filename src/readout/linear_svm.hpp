#pragma once
// The linear support vector machine that classifies recordings by spike counts: one binary problem per
// class (one versus rest), so that the convergence of each class is known and classes can be solved
// by different processes.
//
// Problem of class k, with s_i = +1 where sample i is of class k and -1 elsewhere, and x_i its
// scaled counts followed by 1 (the bias feature, regularised like all others):
//     minimise f(w) = 0.5 |w|^2 + C sum_i max(0, 1 - s_i w.x_i)^2
//     gradient g(w) = w - 2 C sum_{i: s_i w.x_i < 1} (1 - s_i w.x_i) s_i x_i
// liblinear (see liblinear_solver.hpp) solves the problem for 3,000 samples spread over the set, or
// for all if there are no more. From there, Newton steps (see newton_refinement.hpp) on all samples
// lead to the optimum, until f is proven to exceed it by at most `accuracy`. Because f is strictly
// convex, the start influences the time, but not the result. liblinear alone would not reach the
// optimum: with spike counts |g(0)| is so large that f can be twice its minimum when liblinear's
// criterion is met. A class counts as converged if that criterion also holds on all samples:
//     |g(w)| <= tolerance * max(1, min(n+, n-)) / n * |g(0)|
// with n+ of the n samples in the class and n- outside. All reported qualities are computed from
// the final weights and the counts. Prediction: the class with the largest w.x; of equal ones, the
// lowest.
//
// Results depend only on the input, bit for bit, whichever process fits a class and in whichever
// order. Between machines the last bits may depend on the BLAS behind liblinear. Defaults: C = 1,
// tolerance = 1e-4.

#include "core/label.hpp"
#include "readout/features.hpp"
#include "readout/liblinear_solver.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ebsnn {

struct SampleProducts;  // see newton_direction.hpp

/// Name of the solver, for provenance.
inline constexpr const char* kSvmSolver =
    "liblinear L2R_L2LOSS_SVC (-s 2) on 3,000 samples, then Newton steps on all; one versus rest";

/// Number of samples for liblinear.
inline constexpr std::size_t kSvmStartSamples = 3000;

struct SvmOptions {
  double cost = 1.0;        ///< C, finite and above 0
  double tolerance = 1e-4;  ///< liblinear's, for the norm of the gradient; finite and above 0
  double accuracy = 1e-9;   ///< of the objective, relative to its minimum; finite, above 0
  friend bool operator==(const SvmOptions&, const SvmOptions&) = default;
};

/// Quality of a weight vector for one class.
struct SvmQuality {
  double objective = 0.0;       ///< f(w)
  double excess = 0.0;          ///< f(w) / min f - 1 is at most this
  double gradient_ratio = 0.0;  ///< |g(w)| / |g(0)|
  double gradient_bound = 0.0;  ///< upper bound of the ratio in liblinear's criterion
  bool converged = false;       ///< gradient_ratio <= gradient_bound and excess <= accuracy
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& objective& excess& gradient_ratio& gradient_bound& converged;
  }
};

/// The solution of one class, as plain data that can be sent between processes.
struct ClassFit {
  Label label = 0;               ///< the class
  std::vector<double> weights;   ///< [features + 1], the last one for the bias feature
  std::uint32_t iterations = 0;  ///< trust-region steps that liblinear tried
  std::uint32_t newton_steps = 0;
  SvmQuality quality;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& label& weights& iterations& newton_steps& quality;
  }
};

/// +1 for samples of class `label`, -1 for the others.
[[nodiscard]] std::vector<double> sides_of(std::span<const Label> labels, Label label);

/// The classes that occur, ascending. Throws InputError if the numbers of labels and samples differ,
/// or fewer than two classes occur.
[[nodiscard]] std::vector<Label> classes_in(const FeatureMatrix& features,
                                            std::span<const Label> labels);

/// Labelled counts, checked; the samples for liblinear are converted to its form once for all
/// classes (at most 28 MB for 576 features), and products of few samples are computed once (at most
/// 11 MB). Counts and labels must outlive it.
class SvmTrainingSet {
 public:
  /// Throws InputError as classes_in() does.
  SvmTrainingSet(const FeatureMatrix& features, std::span<const Label> labels);

  [[nodiscard]] const FeatureMatrix& features() const { return features_; }
  [[nodiscard]] std::span<const Label> labels() const { return labels_; }
  /// Solution of liblinear for its samples; `label` must occur.
  [[nodiscard]] BinarySolution start(Label label, const SvmOptions& options) const;
  /// The classes that occur, ascending.
  [[nodiscard]] const std::vector<Label>& classes() const { return classes_; }
  /// What the Newton steps of all classes share.
  [[nodiscard]] const SampleProducts& products() const { return *products_; }

 private:
  FeatureMatrix features_;
  std::span<const Label> labels_;
  std::vector<Label> classes_;
  std::vector<Label> start_labels_;
  LiblinearSolver start_solver_;
  std::shared_ptr<const SampleProducts> products_;
};

/// Fits one class. Throws InputError if `label` does not occur in the training set or an option
/// is out of range.
[[nodiscard]] ClassFit fit_class(const SvmTrainingSet& training, Label label,
                                 const SvmOptions& options = {});

/// Evaluates any `weights` [features + 1] for a class that occurs in the training set.
[[nodiscard]] SvmQuality assess(const SvmTrainingSet& training, Label label,
                                std::span<const double> weights, const SvmOptions& options = {});

/// A classifier; rows and entries belong to `classes`.
struct LinearSvm {
  std::size_t features = 0;
  std::vector<Label> classes;   ///< those that occurred in training, ascending
  std::vector<double> weights;  ///< [classes, features + 1], the last column for the bias feature
  std::vector<double> objective;
  std::vector<double> excess;
  std::vector<std::uint32_t> iterations;
  std::vector<std::uint32_t> newton_steps;
  std::vector<double> gradient_ratio;
  std::vector<double> gradient_bound;
  std::vector<std::uint8_t> converged;  ///< 1 or 0

  [[nodiscard]] bool all_converged() const;
  friend bool operator==(const LinearSvm&, const LinearSvm&) = default;
};

/// Puts classes together, in any order. Throws InputError if there are fewer than two, one
/// occurs twice, or their numbers of weights differ.
[[nodiscard]] LinearSvm assemble(std::vector<ClassFit> fits);

/// Fits all classes that occur, one after the other.
[[nodiscard]] LinearSvm fit_linear_svm(const FeatureMatrix& features, std::span<const Label> labels,
                                       const SvmOptions& options = {});

/// w.x of each class, [samples, classes]. Throws InputError if the number of features is not that
/// of the classifier.
[[nodiscard]] std::vector<double> decision_values(const LinearSvm& svm,
                                                  const FeatureMatrix& features);

/// The predicted class of each sample; only classes that occurred in training. Errors as above.
[[nodiscard]] std::vector<Label> predict(const LinearSvm& svm, const FeatureMatrix& features);

/// One line: the number of converged classes, the largest excess over the optimum, and the classes
/// that did not converge.
[[nodiscard]] std::string convergence_text(const LinearSvm& svm);

/// One line for each class.
[[nodiscard]] std::string convergence_of_classes(const LinearSvm& svm);

}  // namespace ebsnn
