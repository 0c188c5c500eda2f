#pragma once
// Choice of the cost C of a readout by cross-validation on the training set.
//
// The samples are divided into 5 folds, each with nearly the same number of samples of each class.
// For each C, each fold is predicted by the readout that is fitted to the other four. The rule is
// that of one standard error (Breiman et al., Classification and Regression Trees, 1984, section
// 3.4.3): the smallest C, so the strongest regularisation, whose mean accuracy is within one
// standard error of the best.
//     mean(C) = sum over folds of accuracy(C, fold) / 5
//     SE(C)   = sqrt(sum over folds of (accuracy(C, fold) - mean(C))^2 / 4) / sqrt(5)
//     best    = the C with the largest mean; of equal ones, the smallest
//     chosen  = the smallest C with mean(C) >= mean(best) - SE(best)

#include "core/label.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

inline constexpr std::size_t kFolds = 5;
/// Most training recordings that take part, spread evenly over each class.
inline constexpr std::size_t kMostValidationSamples = 6000;
/// C to choose from, ascending.
inline constexpr std::array<double, 8> kCostCandidates{1e-6, 1e-5, 1e-4, 1e-3,
                                                       1e-2, 0.1,  1.0,  10.0};
/// The rule in words, for files.
inline constexpr const char* kCostRule =
    "the smallest cost whose mean accuracy is at least that of the best cost minus its standard "
    "error over the folds";

/// Fold 0 .. 4 of each sample: the samples of each class are dealt to the folds in turn, and each
/// class begins where the one before it ended.
[[nodiscard]] std::vector<std::uint8_t> stratified_folds(std::span<const Label> labels);

/// Outcome of a cross-validation; entries belong to kCostCandidates.
struct CostChoice {
  std::array<std::size_t, kFolds> samples{};  ///< of each fold
  std::vector<double> accuracy_percent;       ///< [cost, fold]
  std::vector<double> mean_percent;
  std::vector<double> standard_error_percent;
  std::size_t best = 0;    ///< place in kCostCandidates
  std::size_t chosen = 0;  ///< likewise

  [[nodiscard]] double cost() const { return kCostCandidates.at(chosen); }
};

/// From the number of correct predictions [cost, fold] and the sizes of the folds. Throws InputError
/// if a fold has no samples.
[[nodiscard]] CostChoice choose_cost(std::span<const std::uint64_t> correct,
                                     const std::array<std::size_t, kFolds>& samples);

}  // namespace ebsnn
