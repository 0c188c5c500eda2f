#pragma once
// The network of a training while it learns: patches one after the other or in batches, ON and OFF
// weights equalised at times, and the history. It knows no files.

#include "events/dataset.hpp"
#include "network/plastic_network.hpp"
#include "parallel/communicator.hpp"
#include "parallel/cores.hpp"
#include "pipeline/batch.hpp"
#include "pipeline/patch_source.hpp"
#include "pipeline/state_recorder.hpp"
#include "pipeline/train.hpp"
#include "storage/training_state.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn {

/// Most patches that the root presents online before it checks other ranks and the stop condition.
inline constexpr std::uint64_t kOnlineChunk = 200;

class LearningNetwork {
 public:
  /// Collective; `start` and `recorder` are those of the root. All arguments but `start` must
  /// outlive the object. Throws InputError if windows of the layout do not fit on the sensor.
  LearningNetwork(Communicator& comm, const Dataset& data, const TrainOptions& options,
                  TrainingState start, StateRecorder& recorder);

  /// Collective. Presents the next `count` patches: one batch, or a piece of the online sequence of
  /// at most kOnlineChunk. Errors of any rank are thrown by all.
  void present(std::uint64_t count);

  /// Patches presented so far.
  [[nodiscard]] std::uint64_t done() const { return done_; }
  /// On the root.
  [[nodiscard]] NetworkWeights weights() const { return network_->weights(); }
  [[nodiscard]] const TrainingHistory& history() const { return history_; }
  [[nodiscard]] TrainingState state() const;
  /// Collective. Of the recordings that this run read; see DataWarnings::summary().
  [[nodiscard]] std::vector<std::string> warnings() const;

 private:
  void present_online(std::uint64_t count);
  void present_batch(std::uint64_t count);
  void equalise_if_due(std::uint64_t first, std::uint64_t count);
  [[nodiscard]] Conductances conductances_of(std::uint64_t patch) const;
  void note(std::uint64_t patch, const PatchRecord& record);

  Communicator& comm_;
  const Dataset& data_;
  const TrainOptions& options_;
  PatchSource source_;
  StateRecorder& recorder_;                  // used on the root
  std::unique_ptr<PlasticNetwork> network_;  // that of the root learns
  std::unique_ptr<BatchPresenter> batches_;  // null if it learns patch by patch
  Cores reading_cores_;                      // on the root: those of its second thread
  TrainingHistory history_;                  // on the root
  std::uint64_t done_;                       // patches
};

}  // namespace ebsnn
