#pragma once
// Errors under corruption in relation to those of a reference (Hendrycks & Dietterich, ICLR 2019,
// arXiv 1903.12261, doi 10.48550/arXiv.1903.12261). The reference of this project is the linear
// readout of the events themselves (`events-merged`).
//
// E = 100 - a is the error of an accuracy a, both in percent. Lists have the shape [level], the
// same levels for network and reference. Which levels count is the caller's choice; the paper's
// five severities leave out the clean level.

#include "statistics/ratio.hpp"

#include <span>
#include <string>

namespace ebsnn {

/// Corruption error of one corruption: CE = sum_l E_l / sum_l E_ref,l. 1 means as many errors as
/// the reference. Undefined if the reference makes no errors.
/// Throws InputError if the lists differ in length, are empty, or hold values outside 0..100.
[[nodiscard]] Ratio corruption_error(std::span<const double> accuracy_percent,
                                     std::span<const double> reference_percent);

/// Accuracies of one network: clean, and under one corruption.
struct CleanAndCorrupted {
  double clean_percent = 0.0;
  std::span<const double> corrupted_percent;  ///< [level]
};

/// Relative corruption error: sum_l (E_l - E_clean) / sum_l (E_ref,l - E_ref,clean), how much more
/// the network loses than the reference does. Undefined if the corruption costs the reference
/// nothing, or helps it. Throws InputError as `corruption_error` does.
[[nodiscard]] Ratio relative_corruption_error(const CleanAndCorrupted& network,
                                              const CleanAndCorrupted& reference);

struct NamedRatio {
  std::string corruption;
  Ratio error;
};

/// Mean over corruptions (mCE of corruption errors, relative mCE of relative ones). Undefined if
/// one of them is; the reason names that corruption. Throws InputError for no corruptions.
[[nodiscard]] Ratio mean_corruption_error(std::span<const NamedRatio> errors);

}  // namespace ebsnn
