#pragma once
// classifier.h5: a fitted readout, how it came about, and what features it takes.
//
// The linear SVM, one entry per class:
//   /class              uint8, or uint16 where a class is above 255: place in the class names
//   /weights            float64 [class, feature + 1], the last column for the bias feature
//   /primal_objective   float64, and /excess: by how much at most it exceeds the optimum, relative
//   /gradient_ratio     float64, against /gradient_bound, which convergence asks for
//   /iterations         uint32 of liblinear, /newton_steps uint32 of the refinement after it
//   /converged          uint8
//   attributes solver, cost, tolerance, accuracy
// Scaling of the features (readout/scaling.hpp), fitted to the training set:
//   attribute scaling_mean_count                 with meanrate
//   /scaling_mean, /scaling_standard_deviation   float64 [feature], with zscore
// With --svm-c auto, the cross-validation (readout/cross_validation.hpp):
//   /cross_validation/cost                       float64 [cost]
//   /cross_validation/accuracy_percent           float64 [cost, fold]
//   /cross_validation/mean_percent, /cross_validation/standard_error_percent    float64 [cost]
//   /cross_validation/recordings                 uint32 [fold]
//   attributes of that group: rule, best_cost, chosen_cost
// Attributes readout, code, scaling, svm_c: which readout it is; feature_axes: the order of features.

#include "readout/cross_validation.hpp"
#include "readout/readout.hpp"
#include "readout/scaling.hpp"
#include "storage/provenance.hpp"
#include "storage/readout_key.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace ebsnn {

/// How a classifier came about.
struct ClassifierOrigin {
  ReadoutKey readout;
  std::string feature_axes;  ///< e.g. "window, V1 neuron"; the last one fastest
  Scaling scaling;
  std::optional<CostChoice> choice;  ///< of a cross-validation
  Provenance provenance;
};

/// Writes the file atomically and throws StorageError.
void write_classifier(const std::filesystem::path& path, const ClassifierRecord& record,
                      const ClassifierOrigin& origin);

}  // namespace ebsnn
