#pragma once
// Cross-validation of the cost of a readout (readout/cross_validation.hpp) on several ranks: folds
// and classes are independent, so each rank on the root's machine does some of them.

#include "pipeline/fit_classes.hpp"
#include "pipeline/run_context.hpp"
#include "readout/cross_validation.hpp"
#include "readout/readout.hpp"

namespace ebsnn {

/// Collective; `samples` are those of the root, and are ignored on other ranks. Returns the choice
/// on the root and an empty one on other ranks: the same bits for every number of ranks. Each rank
/// that takes part (at most as many as folds times classes) holds a copy of at most
/// kMostValidationSamples samples. All ranks throw an error of any rank: InputError where there are
/// fewer than 5 samples, or fewer than two classes with two samples; Interrupted, between classes,
/// if `run` is to stop on a rank.
[[nodiscard]] CostChoice cross_validate(const RunContext& run, const Readout& readout,
                                        const TrainingSamples& samples);

}  // namespace ebsnn
