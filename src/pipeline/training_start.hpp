#pragma once
// How a training starts, or would start: what it is, whether its folder is free, and what is there
// to go on from.

#include "events/dataset.hpp"
#include "pipeline/run_context.hpp"
#include "pipeline/state_recorder.hpp"
#include "pipeline/train.hpp"
#include "pipeline/training_folder.hpp"
#include "storage/run_lock.hpp"
#include "storage/training_state.hpp"

#include <memory>
#include <optional>

namespace ebsnn {

enum class FolderUse { write, look };

struct TrainingStart {
  explicit TrainingStart(const TrainOptions& options)
      : recorder(options.parameters.shape, options.patches, options.record) {}

  bool finished = false;  ///< on all ranks: network.h5 is of this very training
  // On the root alone:
  std::unique_ptr<RunLock> lock;         ///< of the run folder; null for FolderUse::look
  std::optional<TrainingFolder> folder;  ///< its files
  StateRecorder recorder;                ///< with what was recorded before
  TrainingState state;                   ///< to go on from
};

/// Collective. `options` must outlive the result. For FolderUse::write, makes the run folder and
/// locks it; for FolderUse::look, changes nothing. Throws like train().
[[nodiscard]] TrainingStart start_training(const RunContext& run, const Dataset& data,
                                           const TrainOptions& options, FolderUse use);

}  // namespace ebsnn
