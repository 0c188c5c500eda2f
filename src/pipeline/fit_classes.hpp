#pragma once
// Fits the linear SVM on several ranks: the classes are independent, so each rank on the root's
// machine solves some of them.

#include "core/label.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stop.hpp"
#include "readout/linear_svm.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn {

/// Training set of the SVM.
struct TrainingSamples {
  std::size_t features = 0;
  std::vector<std::uint16_t> counts;  ///< [sample, feature]
  std::vector<Label> labels;          ///< [sample]

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& features& counts& labels;
  }
};

/// Collective; `samples` are those of the root, and are ignored on other ranks. Returns the SVM on
/// the root and an empty one on other ranks: the same bits for every number of ranks. Each rank
/// that takes part (at most as many as there are classes) holds a copy of the samples until the end.
/// All ranks throw an error of any rank: InputError (see SvmTrainingSet, SvmOptions), or
/// Interrupted, between classes, if `stop` gives a reason on a rank.
[[nodiscard]] LinearSvm fit_classes(Communicator& comm, TrainingSamples samples,
                                    const SvmOptions& options, const StopCondition& stop,
                                    Verbosity verbosity);

}  // namespace ebsnn
