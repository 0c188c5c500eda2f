#pragma once
// The files of a training: what is there to go on from, and what is written. Used by training, at
// the root alone.
//
// A training of N patches is the beginning of every longer one with the same seed, data, batch and
// parameters. Snapshots and recorded patches are spread over the whole of it, so a longer training
// has some that a shorter one did not make. It goes on from a state only where all that it has
// before that state is in the folder; otherwise it presents all patches again. Either way it ends
// in the files that one go gives: snapshots of the shorter training that the longer one does not
// have are removed at the end.

#include "pipeline/state_recorder.hpp"
#include "pipeline/train.hpp"
#include "storage/checkpoint_pair.hpp"
#include "storage/network_file.hpp"
#include "storage/provenance.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ebsnn {

class TrainingFolder {
 public:
  /// `provenance` says what the training is (see configuration_of()). `options` must outlive the
  /// object.
  TrainingFolder(const TrainOptions& options, Provenance provenance);

  /// What is there.
  struct Found {
    bool finished = false;               ///< network.h5 is of this very training
    std::optional<TrainingState> state;  ///< to go on from; nothing: from the beginning
    std::string where;                   ///< the state's file
    std::vector<std::string> warnings;
  };
  /// Looks, and gives `recorder` what was recorded before. Changes nothing. Throws InputError
  /// naming file and difference where one is of another training, of more patches, damaged, or
  /// lacks what is needed to go on.
  [[nodiscard]] Found look(StateRecorder& recorder);

  void write_snapshot(std::uint64_t patches, const NetworkWeights& weights) const;
  void write_checkpoint(const TrainingState& state, const StateRecorder& recorder);
  /// `kept`: what a longer training goes on from. Removes what is then not needed any more.
  void write_network(const NetworkWeights& weights, const TrainingHistory& history,
                     const TrainingState& kept, const StateRecorder& recorder);
  /// Removes checkpoints of this very training, which a kill left beside its network.
  void remove_checkpoints();

 private:
  /// Something to go on from.
  struct Candidate {
    TrainingState state;
    std::filesystem::path path;
    std::uint64_t patches;  ///< of the training that wrote it
  };

  [[nodiscard]] std::filesystem::path network_path() const { return options_.out / "network.h5"; }
  [[nodiscard]] std::filesystem::path recording_path() const {
    return options_.out / "recording.h5";
  }
  [[nodiscard]] std::filesystem::path snapshot_path(std::uint64_t patches) const;
  [[nodiscard]] Provenance with_record() const;

  std::uint64_t require_same_training(const std::filesystem::path& path,
                                      const Provenance& found) const;
  void require_not_a_snapshot(const LoadedTraining& training, std::uint64_t patches) const;
  [[nodiscard]] bool is_finished() const;
  [[nodiscard]] std::vector<Candidate> candidates(std::vector<std::string>& warnings);
  [[nodiscard]] std::string what_lacks(const Candidate& candidate, StateRecorder& recorder) const;
  [[nodiscard]] bool has_snapshot(std::uint64_t patches) const;
  [[nodiscard]] bool take_recording(StateRecorder& recorder, std::uint64_t next_patch,
                                    const std::set<std::string>& may_differ) const;
  void require_recording(StateRecorder& recorder, std::uint64_t next_patch) const;
  void refuse_foreign_files() const;
  void write_recording_of(const StateRecorder& recorder) const;
  void remove_other_snapshots() const;

  const TrainOptions& options_;
  Provenance provenance_;
  CheckpointPair checkpoints_;
};

/// The configuration of a training's files. `initial_network`: "random" or a checksum.
[[nodiscard]] std::string configuration_of(const TrainOptions& options,
                                           const SensorGeometry& sensor,
                                           const std::string& initial_network);

}  // namespace ebsnn
