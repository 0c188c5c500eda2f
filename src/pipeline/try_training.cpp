// The dry run of a training.

#include "core/clock.hpp"
#include "pipeline/learning_network.hpp"
#include "pipeline/train.hpp"
#include "pipeline/training_start.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace ebsnn {

/// Pieces of 1, 2, 4, ... patches, up to the size of a batch, so that large batches do not take
/// longer than asked either.
TrainTrial try_training(const RunContext& run, const Dataset& data, const TrainOptions& options,
                        double seconds) {
  TrainTrial trial;
  TrainingStart start = start_training(run, data, options, FolderUse::look);
  trial.already_done = start.finished;
  if (start.finished) {
    return trial;
  }
  Communicator& comm = run.comm;
  LearningNetwork network(comm, data, options, std::move(start.state), start.recorder);
  trial.first_patch = network.done();
  const std::uint64_t most = options.batch == 1 ? kOnlineChunk : options.batch;
  const auto begin = std::chrono::steady_clock::now();
  bool enough = false;
  for (std::uint64_t count = 1; !enough; count = std::min(2 * count, most)) {
    network.present(std::min(count, options.patches - network.done()));
    enough = comm.maximum(comm.is_root() && seconds_since(begin) >= seconds ? 1 : 0) != 0 ||
             network.done() == options.patches;
  }
  trial.patches_per_s =
      static_cast<double>(network.done() - trial.first_patch) / seconds_since(begin);
  return trial;
}

}  // namespace ebsnn
