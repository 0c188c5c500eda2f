#pragma once
// Writes the files of a training. Used by training, at the root alone.
//
// A training that goes on from a shorter one (training_search.hpp) ends in the files that one go
// gives: snapshots of the shorter training that the longer one does not have are removed at the
// end.

#include "pipeline/state_recorder.hpp"
#include "pipeline/train.hpp"
#include "pipeline/training_files.hpp"
#include "pipeline/training_search.hpp"
#include "storage/checkpoint_pair.hpp"
#include "storage/provenance.hpp"
#include "storage/training_state.hpp"

#include <cstdint>

namespace ebsnn {

class TrainingFolder {
 public:
  /// `provenance` says what the training is (see configuration_of()). `options` must outlive the
  /// object.
  TrainingFolder(const TrainOptions& options, Provenance provenance);

  /// See find_training().
  [[nodiscard]] FoundTraining look(StateRecorder& recorder) {
    return find_training(files_, checkpoints_, recorder);
  }

  void write_snapshot(std::uint64_t patches, const NetworkWeights& weights) const;
  void write_checkpoint(const TrainingState& state, const StateRecorder& recorder);
  /// `kept`: what a longer training goes on from. Removes what is then not needed any more.
  void write_network(const NetworkWeights& weights, const TrainingHistory& history,
                     const TrainingState& kept, const StateRecorder& recorder);
  /// Removes checkpoints of this very training, which a kill left beside its network.
  void remove_checkpoints();

 private:
  void write_recording_of(const StateRecorder& recorder) const;
  void remove_other_snapshots() const;

  TrainingFiles files_;
  CheckpointPair checkpoints_;
};

}  // namespace ebsnn
