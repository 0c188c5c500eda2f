#include "pipeline/train.hpp"

#include "core/clock.hpp"
#include "core/error.hpp"
#include "pipeline/learning_network.hpp"
#include "pipeline/training_schedule.hpp"
#include "pipeline/training_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace ebsnn {
namespace {

/// Presents all patches that are left, and writes when it is time.
class Training {
 public:
  Training(const RunContext& run, const TrainOptions& options, LearningNetwork& network,
           TrainingStart& start)
      : run_(run), options_(options), network_(network), start_(start) {}

  /// Collective.
  void present_all();
  void finish();

 private:
  [[nodiscard]] std::uint64_t end_of_next_piece() const;
  void save(std::uint64_t before);
  void save_checkpoint();
  void stop_if_asked();

  const RunContext& run_;
  const TrainOptions& options_;
  LearningNetwork& network_;
  TrainingStart& start_;
  std::optional<TrainingState> kept_;  // on the root, if the last batch is not complete
  std::uint64_t saved_ = 0;            // patches in the last checkpoint
};

/// On the root.
void Training::save_checkpoint() {
  if (saved_ == network_.done()) {
    return;  // otherwise a second copy would replace the previous one
  }
  start_.folder->write_checkpoint(network_.state(), start_.recorder);
  saved_ = network_.done();
}

/// On the root: writes snapshot and checkpoint if they became due after `before` patches.
void Training::save(std::uint64_t before) {
  const std::uint64_t done = network_.done();
  if (snapshots_due(done, options_.patches) > snapshots_due(before, options_.patches)) {
    start_.folder->write_snapshot(done, network_.weights());
  }
  if (done < options_.patches &&
      done / options_.checkpoint_every > before / options_.checkpoint_every) {
    save_checkpoint();
  }
}

void Training::stop_if_asked() {
  const std::string reason = run_.stop.reason();
  if (run_.comm.maximum(reason.empty() ? 0 : 1) == 0) {
    return;
  }
  agree(run_.comm, [&] {
    if (run_.comm.is_root()) {
      save_checkpoint();
    }
  });
  agree(run_.comm, [&] {
    if (!reason.empty()) {
      throw Interrupted(fmt::format(
          "stopped by {} after patch {} of {}; state saved in {}: run the same "
          "command again to continue",
          reason, network_.done(), options_.patches, (options_.out / "checkpoint.h5").string()));
    }
  });
}

/// Online pieces end at every snapshot and checkpoint; batches are not split.
std::uint64_t Training::end_of_next_piece() const {
  const std::uint64_t done = network_.done();
  std::uint64_t end = done + options_.batch;
  if (options_.batch == 1) {
    end = done + kOnlineChunk;
    end = std::min(end, (done / options_.checkpoint_every + 1) * options_.checkpoint_every);
    end =
        std::min(end, snapshot_patch(snapshots_due(done, options_.patches) + 1, options_.patches));
  }
  return std::min(end, options_.patches);
}

void Training::present_all() {
  Progress progress("training", "patches", options_.patches, run_.verbosity, network_.done());
  const std::uint64_t whole = whole_batches(options_.patches, options_.batch);
  while (network_.done() < options_.patches) {
    const std::uint64_t before = network_.done();
    if (run_.comm.is_root() && before == whole) {
      kept_ = network_.state();  // a longer training presents more than the rest of this batch
    }
    network_.present(end_of_next_piece() - before);
    agree(run_.comm, [&] {
      if (run_.comm.is_root()) {
        save(before);
      }
    });
    progress.update(network_.done());
    if (network_.done() < options_.patches) {
      stop_if_asked();
    }
  }
}

void Training::finish() {
  agree(run_.comm, [&] {
    if (run_.comm.is_root()) {
      start_.folder->write_network(network_.weights(), network_.history(),
                                   kept_ ? *kept_ : network_.state(), start_.recorder);
    }
  });
}

}  // namespace

TrainSummary train(const RunContext& run, const Dataset& data, const TrainOptions& options) {
  TrainSummary summary;
  TrainingStart start = start_training(run, data, options, FolderUse::write);
  summary.already_done = start.finished;
  if (start.finished) {
    agree(run.comm, [&] {
      if (run.comm.is_root()) {
        start.folder->remove_checkpoints();
      }
    });
    return summary;
  }
  LearningNetwork network(run.comm, data, options, std::move(start.state), start.recorder);
  summary.first_patch = network.done();
  Training training(run, options, network, start);
  const auto begin = std::chrono::steady_clock::now();
  training.present_all();
  summary.elapsed_s = seconds_since(begin);
  summary.simulated_s = static_cast<double>(options.patches - summary.first_patch) *
                        options.parameters.shape.steps / 1000.0;
  training.finish();
  summary.warnings = network.warnings();
  return summary;
}

}  // namespace ebsnn
