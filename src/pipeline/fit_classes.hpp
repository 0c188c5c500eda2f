#pragma once
// Fits a readout on several ranks: the parts of a fit (the classes of the linear SVM) are
// independent, so each rank on the root's machine solves some of them.

#include "core/label.hpp"
#include "pipeline/run_context.hpp"
#include "readout/readout.hpp"
#include "readout/scaling.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace ebsnn {

/// Training set of a readout.
struct TrainingSamples {
  std::size_t features = 0;
  std::vector<std::uint16_t> counts;  ///< [sample, feature]
  std::vector<Label> labels;          ///< [sample]
  Scaling scaling;                    ///< of the counts

  /// A view of them.
  [[nodiscard]] FeatureMatrix matrix() const { return {counts, features, &scaling}; }

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& features& counts& labels& scaling;
  }
};

/// Those samples alone, with the same scaling.
[[nodiscard]] TrainingSamples part_of(const TrainingSamples& samples,
                                      std::span<const std::size_t> rows);

/// Number of classes that occur.
[[nodiscard]] std::size_t classes_of(const TrainingSamples& samples);

/// Collective: a group of at most `pieces` (of the root) ranks beside the root; null on all others.
[[nodiscard]] std::unique_ptr<Communicator> group_for(const Communicator& comm, std::size_t pieces);

/// Collective; `samples` are those of the root, and are ignored on other ranks. Returns the
/// classifier on the root and nothing on other ranks: the same bits for every number of ranks. Each
/// rank that takes part (at most as many as there are classes) holds a copy of the samples until the
/// end. All ranks throw an error of any rank: InputError (see Readout), or Interrupted, between
/// parts, if `run` is to stop on a rank.
[[nodiscard]] std::unique_ptr<Classifier> fit_classes(const RunContext& run, const Readout& readout,
                                                      TrainingSamples samples,
                                                      const ReadoutOptions& options);

}  // namespace ebsnn
