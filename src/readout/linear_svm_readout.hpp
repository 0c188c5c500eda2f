#pragma once
// The linear SVM (linear_svm.hpp) as a readout: a part of its fit is a class. Internal to readout.

#include "readout/readout.hpp"

namespace ebsnn {

[[nodiscard]] std::unique_ptr<Fitting> linear_svm_fitting(const FeatureMatrix& features,
                                                          std::span<const Label> labels,
                                                          const ReadoutOptions& options);
[[nodiscard]] std::unique_ptr<CostPaths> linear_svm_cost_paths(const FeatureMatrix& features,
                                                               std::span<const Label> labels);

}  // namespace ebsnn
