#pragma once
// What a training finds in its run folder to go on from.
//
// Snapshots and recorded patches are spread over the whole of a training, so a longer training has
// some that a shorter one did not make. It goes on from a state only where all that it has before
// that state is in the folder; otherwise it presents all patches again.

#include "pipeline/state_recorder.hpp"
#include "pipeline/training_files.hpp"
#include "storage/checkpoint_pair.hpp"
#include "storage/training_state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

/// What is there.
struct FoundTraining {
  bool finished = false;               ///< network.h5 is of this very training
  std::optional<TrainingState> state;  ///< to go on from; nothing: from the beginning
  std::string where;                   ///< the state's file
  std::vector<std::string> warnings;
};

/// Looks, and gives `recorder` what was recorded before. Changes nothing. Throws InputError naming
/// file and difference where one is of another training, of more patches, damaged, or lacks what is
/// needed to go on.
[[nodiscard]] FoundTraining find_training(const TrainingFiles& files, CheckpointPair& checkpoints,
                                          StateRecorder& recorder);

}  // namespace ebsnn
