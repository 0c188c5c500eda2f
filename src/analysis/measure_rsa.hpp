#pragma once
// ebsnn_measure --what rsa: whether V1 finds the same recordings alike with and without a corruption
// (statistics/dissimilarity.hpp). The recordings are the same for all conditions: --class-recordings
// (20) of each class, spread evenly over those it has; all, if it has fewer. Their dissimilarity is 1
// less Pearson's correlation of their spike counts, of all windows and neurons. Datasets below /rsa,
// for each condition:
//   similarity                        Spearman's correlation of the dissimilarities with clean ones
//   recordings                        how many
//   skipped                           of these, those whose counts are all equal (without spikes)
//   dissimilarity [.., class, class]  means over the pairs of recordings of two classes, or of one

#include "analysis/measurement.hpp"

namespace ebsnn {

[[nodiscard]] Measured measure_rsa(const RunContext& run, const MeasureInput& input);

}  // namespace ebsnn
