#pragma once
// The linear SVM fitted by several ranks: the classes are independent, so each rank of the root's
// machine solves some of them.

#include "parallel/communicator.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stop.hpp"
#include "readout/linear_svm.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn {

/// What the SVM learns from.
struct TrainingSamples {
  std::size_t features = 0;
  std::vector<std::uint16_t> counts;  ///< [sample, feature]
  std::vector<std::uint8_t> labels;   ///< [sample]

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& features& counts& labels;
  }
};

/// Collective; `samples` are those of the root, those of other ranks are not looked at. Returns the
/// SVM at the root, an empty one elsewhere: the same bits whatever the number of ranks. A rank that
/// takes part (at most as many as there are digits) holds a copy of the samples until the end.
/// Throws on all ranks what one of them meets: InputError (see SvmTrainingSet, SvmOptions),
/// Interrupted where `stop` says so on a rank, between classes.
[[nodiscard]] LinearSvm fit_classes(Communicator& comm, TrainingSamples samples,
                                    const SvmOptions& options, const StopCondition& stop,
                                    Verbosity verbosity);

}  // namespace ebsnn
