#include "pipeline/training_folder.hpp"

#include "core/error.hpp"
#include "pipeline/training_schedule.hpp"
#include "storage/format.hpp"
#include "storage/network_file.hpp"
#include "storage/recording_file.hpp"
#include "storage/run_lock.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace ebsnn {

TrainingFolder::TrainingFolder(const TrainOptions& options, Provenance provenance)
    : files_(options, std::move(provenance)), checkpoints_(options.out) {}

void TrainingFolder::write_snapshot(std::uint64_t patches, const NetworkWeights& weights) const {
  const TrainedBy trained{patches};
  const ModelParameters& parameters = files_.options().parameters;
  ebsnn::write_network(files_.snapshot(patches), clipped(weights, parameters), parameters, &trained,
                       files_.provenance());
}

void TrainingFolder::write_recording_of(const StateRecorder& recorder) const {
  const TrainOptions& options = files_.options();
  if (options.record > 0) {
    write_recording(files_.recording(), recorder.recording(), options.parameters.shape,
                    files_.provenance_of_recording());
  }
}

/// The steps of a checkpoint, in an order in which a kill at any moment loses no patch:
/// 1. recording.h5. One that is ahead of the checkpoint is cut, one behind it would lack patches.
/// 2. The new checkpoint, whole, under a temporary name.
/// 3. checkpoint.h5 becomes checkpoint-previous.h5.
/// 4. The new checkpoint becomes checkpoint.h5.
/// Steps 2 to 4 are CheckpointPair::write().
void TrainingFolder::write_checkpoint(const TrainingState& state, const StateRecorder& recorder) {
  write_recording_of(recorder);
  checkpoints_.write(state, files_.options().parameters, files_.provenance());
}

/// Those of shorter trainings that this one does not have.
void TrainingFolder::remove_other_snapshots() const {
  require_locked_folder(files_.network());
  const std::vector<std::uint64_t> own =
      snapshot_patches(files_.options().patches, files_.options().batch);
  for (const std::filesystem::path& path : files_.snapshots_there()) {
    const std::optional<LoadedTraining> there = facts_if_readable(path);
    const bool listed = std::any_of(own.begin(), own.end(), [&](std::uint64_t patches) {
      return files_.snapshot(patches) == path;
    });
    if (there && !listed && files_.same_but_for_length(there->provenance)) {
      std::error_code ignored;
      std::filesystem::remove(path, ignored);
    }
  }
}

void TrainingFolder::write_network(const NetworkWeights& weights, const TrainingHistory& history,
                                   const TrainingState& kept, const StateRecorder& recorder) {
  write_recording_of(recorder);
  const TrainOptions& options = files_.options();
  const TrainedBy trained{options.patches, &history, &kept};
  ebsnn::write_network(files_.network(), clipped(weights, options.parameters), options.parameters,
                       &trained, files_.provenance());
  checkpoints_.remove();
  remove_other_snapshots();
}

void TrainingFolder::remove_checkpoints() {
  try {
    const std::optional<CheckpointPair::Found> found = checkpoints_.read();
    if (found && patches_in(found->checkpoint.provenance) > files_.options().patches) {
      return;  // of a longer training, which has not ended yet
    }
  } catch (const OtherFormatVersion&) {
    throw;  // it is not damaged, so nothing may replace it
  } catch (const InputError&) {
    // Damaged ones are of no use either.
  }
  checkpoints_.remove();
}

}  // namespace ebsnn
