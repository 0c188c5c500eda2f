#pragma once
// The linear SVM (linear_svm.hpp) of one class at several C, from the smallest to the largest. Each
// solution starts the next: the optimum of one C is near that of its neighbour. The first one
// starts from w = 0, where all samples are within the margin. Because f is strictly convex, the
// start influences the time, but the result only within `accuracy`. Internal to readout.

#include "core/label.hpp"
#include "readout/features.hpp"
#include "readout/newton_direction.hpp"

#include <Eigen/Core>

#include <span>
#include <vector>

namespace ebsnn {

class SvmPath {
 public:
  /// Computes once what all classes share. Features and labels must outlive it. Throws InputError as
  /// SvmTrainingSet does.
  SvmPath(const FeatureMatrix& features, std::span<const Label> labels);

  /// Those that occur, ascending.
  [[nodiscard]] std::span<const Label> classes() const { return classes_; }
  /// w.x of class `label` for `held_out` samples [cost, sample], with the weights of each of
  /// `costs` (ascending, above 0). Every f exceeds its minimum by at most `accuracy`, relative.
  [[nodiscard]] std::vector<double> decision_values(Label label, std::span<const double> costs,
                                                    const FeatureMatrix& held_out,
                                                    double accuracy = 1e-9) const;

 private:
  FeatureMatrix features_;
  std::span<const Label> labels_;
  std::vector<Label> classes_;
  SampleProducts between_samples_;
  Eigen::MatrixXd sum_of_all_;  // of x_i x_i^T; empty if there are fewer samples than features
};

}  // namespace ebsnn
