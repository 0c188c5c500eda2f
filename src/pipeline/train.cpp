#include "pipeline/train.hpp"

#include "core/checksum.hpp"
#include "core/clock.hpp"
#include "core/error.hpp"
#include "parallel/archive.hpp"
#include "pipeline/batch.hpp"
#include "pipeline/log.hpp"
#include "pipeline/patch_source.hpp"
#include "pipeline/patches_ahead.hpp"
#include "pipeline/state_recorder.hpp"
#include "pipeline/training_folder.hpp"
#include "pipeline/training_schedule.hpp"
#include "storage/network_file.hpp"
#include "storage/run_lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

namespace ebsnn {
namespace {

/// Number of patches that the root presents online before it checks other ranks and the stop
/// condition.
constexpr std::uint64_t kOnlineChunk = 50;

/// Weights and traces to start from, as the root sends them to all ranks.
struct StartState {
  NetworkWeights weights;
  InhibitoryTraces traces;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& weights& traces;
  }
};

class Training {
 public:
  Training(Communicator& comm, const Dataset& data, const TrainOptions& options,
           Provenance provenance, const StopCondition& stop, Verbosity verbosity)
      : comm_(comm),
        data_(data),
        options_(options),
        provenance_(std::move(provenance)),
        stop_(stop),
        verbosity_(verbosity),
        source_(data, options.layout, options.parameters.shape, options.seed),
        recorder_(options.parameters.shape, options.patches, options.record) {}

  TrainSummary run();
  TrainTrial try_out(double seconds);

 private:
  bool begin();
  void describe_run();
  void take_folder();
  bool take_up();
  void share_state();
  void present_all();
  void advance(std::uint64_t count);
  void advance_online(std::uint64_t count);
  void equalise_if_due(std::uint64_t first, std::uint64_t count);
  [[nodiscard]] Conductances conductances_of(std::uint64_t patch) const;
  void after_patch(std::uint64_t patch, const PatchRecord& record);
  [[nodiscard]] std::uint64_t end_of_next_piece() const;
  [[nodiscard]] TrainingState state_now() const;
  void save(std::uint64_t before);
  void save_checkpoint();
  void stop_if_asked();
  void finish();

  Communicator& comm_;
  const Dataset& data_;
  const TrainOptions& options_;
  Provenance provenance_;
  const StopCondition& stop_;
  Verbosity verbosity_;
  PatchSource source_;
  StateRecorder recorder_;                   // used on the root
  std::optional<TrainingFolder> folder_;     // on the root
  std::unique_ptr<RunLock> lock_;            // on the root
  std::unique_ptr<PlasticNetwork> network_;  // that of the root learns
  std::unique_ptr<BatchPresenter> batches_;  // null if it learns patch by patch
  StartState start_;                         // on the root; on other ranks after it is sent
  TrainingHistory history_;                  // on the root
  std::optional<TrainingState> kept_;        // on the root, if the last batch is not complete
  std::uint64_t done_ = 0;                   // patches
  std::uint64_t saved_ = 0;                  // patches in the last checkpoint
};

/// On the root: describes this run, and what it starts from.
void Training::describe_run() {
  if (options_.record > 0 && options_.batch > 1) {
    throw InputError(fmt::format("--record {}: needs --batch 1 (the online rule), --batch is {}",
                                 options_.record, options_.batch));
  }
  std::string initial = "random";
  if (options_.initial_network.empty()) {
    start_.weights = initial_weights(options_.parameters, options_.seed);
  } else {
    const LoadedNetwork loaded = read_network(options_.initial_network, options_.parameters);
    validate(loaded.weights, options_.parameters, options_.initial_network.string());
    start_.weights = loaded.weights;
    initial = hex(checksum_of(loaded.weights));
  }
  start_.traces = InhibitoryTraces(options_.parameters.shape);
  provenance_.depends_on = configuration_of(options_, data_.description().sensor, initial);
  folder_.emplace(options_, provenance_);
}

/// On the root: makes sure that no other run uses the run folder.
void Training::take_folder() {
  std::error_code error;
  std::filesystem::create_directories(options_.out, error);
  if (error) {
    throw InputError(
        fmt::format("--out {}: cannot be made: {}", options_.out.string(), error.message()));
  }
  lock_ = std::make_unique<RunLock>(options_.out, "train", RunLock::Mode::exclusive,
                                    provenance_.command_line);
  if (!lock_->warning().empty()) {
    log_warning(lock_->warning());
  }
}

/// On the root: continues the run from its files; returns whether it is already complete.
bool Training::take_up() {
  TrainingFolder::Found found = folder_->look(recorder_);
  for (const std::string& warning : found.warnings) {
    log_warning(warning);
  }
  if (found.finished || !found.state) {
    return found.finished;
  }
  start_ = {std::move(found.state->weights), std::move(found.state->traces)};
  history_ = std::move(found.state->history);
  done_ = found.state->next_patch;
  if (verbosity_ >= Verbosity::normal) {
    log_info(
        fmt::format("continues after patch {} of {} ({})", done_, options_.patches, found.where));
  }
  return false;
}

void Training::share_state() {
  done_ = comm_.maximum(done_);
  broadcast_object(comm_, start_);
  network_ = std::make_unique<PlasticNetwork>(options_.parameters, start_.weights);
  network_->set_traces(start_.traces);
  if (options_.batch > 1) {
    batches_ = std::make_unique<BatchPresenter>(comm_, *network_, source_, options_.history_every);
  }
}

/// Only the history needs them.
Conductances Training::conductances_of(std::uint64_t patch) const {
  return patch % options_.history_every == 0 ? Conductances::averaged : Conductances::ignored;
}

/// On the root.
void Training::after_patch(std::uint64_t patch, const PatchRecord& record) {
  if (patch % options_.history_every == 0) {
    history_.append(patch, record, options_.parameters.shape);
  }
}

/// On the root, after patches first .. first + count - 1.
void Training::equalise_if_due(std::uint64_t first, std::uint64_t count) {
  const auto interval = static_cast<std::uint64_t>(options_.parameters.plasticity.equalise_every);
  for (std::uint64_t patch = first; patch < first + count; ++patch) {
    if (patch % interval == 0) {
      NetworkWeights weights = network_->weights();
      equalise_on_off(weights);
      // The next patch would clip them; in a batch, each patch would, and the change would count B
      // times.
      network_->set_weights(clipped(weights, options_.parameters));
    }
  }
}

/// The root presents patches one by one and learns after each; other ranks wait.
void Training::advance_online(std::uint64_t count) {
  agree(comm_, [&] {
    if (!comm_.is_root()) {
      return;
    }
    PatchesAhead ahead(source_, done_, count);
    for (std::uint64_t patch = done_; patch < done_ + count; ++patch) {
      after_patch(patch, network_->present(ahead.next(), static_cast<std::int64_t>(patch), nullptr,
                                           recorder_.begin(patch), conductances_of(patch)));
      equalise_if_due(patch, 1);
    }
  });
}

/// Presents the next `count` patches: one batch, or a piece of the online sequence.
void Training::advance(std::uint64_t count) {
  if (options_.batch == 1) {
    advance_online(count);
    return;
  }
  const std::vector<NumberedRecord> records = batches_->present(done_, count);
  if (comm_.is_root()) {
    for (const NumberedRecord& numbered : records) {
      after_patch(numbered.patch, numbered.record);
    }
    equalise_if_due(done_, count);
  }
}

/// On the root.
TrainingState Training::state_now() const {
  return {done_, network_->weights(), network_->traces(), history_};
}

/// On the root.
void Training::save_checkpoint() {
  if (saved_ == done_) {
    return;  // otherwise a second copy would replace the previous one
  }
  folder_->write_checkpoint(state_now(), recorder_);
  saved_ = done_;
}

/// On the root: writes snapshot and checkpoint if they became due after `before` patches.
void Training::save(std::uint64_t before) {
  if (snapshots_due(done_, options_.patches) > snapshots_due(before, options_.patches)) {
    folder_->write_snapshot(done_, network_->weights());
  }
  if (done_ < options_.patches &&
      done_ / options_.checkpoint_every > before / options_.checkpoint_every) {
    save_checkpoint();
  }
}

void Training::stop_if_asked() {
  const std::string reason = stop_.reason();
  if (comm_.maximum(reason.empty() ? 0 : 1) == 0) {
    return;
  }
  agree(comm_, [&] {
    if (comm_.is_root()) {
      save_checkpoint();
    }
  });
  agree(comm_, [&] {
    if (!reason.empty()) {
      throw Interrupted(
          fmt::format("stopped by {} after patch {} of {}; state saved in {}: run the same "
                      "command again to continue",
                      reason, done_, options_.patches, (options_.out / "checkpoint.h5").string()));
    }
  });
}

/// Online pieces end at every snapshot and checkpoint; batches are not split.
std::uint64_t Training::end_of_next_piece() const {
  std::uint64_t end = done_ + options_.batch;
  if (options_.batch == 1) {
    end = done_ + kOnlineChunk;
    end = std::min(end, (done_ / options_.checkpoint_every + 1) * options_.checkpoint_every);
    end =
        std::min(end, snapshot_patch(snapshots_due(done_, options_.patches) + 1, options_.patches));
  }
  return std::min(end, options_.patches);
}

void Training::present_all() {
  Progress progress("training", "patches", options_.patches, verbosity_, done_);
  const std::uint64_t whole = whole_batches(options_.patches, options_.batch);
  while (done_ < options_.patches) {
    if (comm_.is_root() && done_ == whole) {
      kept_ = state_now();  // a longer training presents more than the rest of this batch
    }
    const std::uint64_t end = end_of_next_piece();
    advance(end - done_);
    const std::uint64_t before = std::exchange(done_, end);
    agree(comm_, [&] {
      if (comm_.is_root()) {
        save(before);
      }
    });
    progress.update(done_);
    if (done_ < options_.patches) {
      stop_if_asked();
    }
  }
}

void Training::finish() {
  agree(comm_, [&] {
    if (comm_.is_root()) {
      folder_->write_network(network_->weights(), history_, kept_ ? *kept_ : state_now(),
                             recorder_);
    }
  });
}

/// Collective. Continues the run from its files; returns whether it is already complete.
bool Training::begin() {
  bool whole = false;
  agree(comm_, [&] {
    if (comm_.is_root()) {
      whole = take_up();
    }
  });
  return comm_.maximum(whole ? 1 : 0) != 0;
}

TrainSummary Training::run() {
  TrainSummary summary;
  agree(comm_, [&] {
    if (comm_.is_root()) {
      describe_run();
      take_folder();
    }
  });
  summary.already_done = begin();
  if (summary.already_done) {
    agree(comm_, [&] {
      if (comm_.is_root()) {
        folder_->remove_checkpoints();
      }
    });
    return summary;
  }
  share_state();
  summary.first_patch = done_;
  const auto start = std::chrono::steady_clock::now();
  present_all();
  summary.elapsed_s = seconds_since(start);
  summary.simulated_s = static_cast<double>(options_.patches - summary.first_patch) *
                        options_.parameters.shape.steps / 1000.0;
  finish();
  summary.warnings = source_.warnings().summary(comm_, data_);
  return summary;
}

/// Pieces of 1, 2, 4, ... patches, up to the size of a batch, so that large batches do not take
/// longer than asked either.
TrainTrial Training::try_out(double seconds) {
  TrainTrial trial;
  agree(comm_, [&] {
    if (comm_.is_root()) {
      describe_run();
    }
  });
  trial.already_done = begin();
  if (trial.already_done) {
    return trial;
  }
  share_state();
  trial.first_patch = done_;
  const std::uint64_t most = options_.batch == 1 ? kOnlineChunk : options_.batch;
  const auto start = std::chrono::steady_clock::now();
  bool enough = false;
  for (std::uint64_t count = 1; !enough; count = std::min(2 * count, most)) {
    const std::uint64_t piece = std::min(count, options_.patches - done_);
    advance(piece);
    done_ += piece;
    enough = comm_.maximum(comm_.is_root() && seconds_since(start) >= seconds ? 1 : 0) != 0 ||
             done_ == options_.patches;
  }
  trial.patches_per_s = static_cast<double>(done_ - trial.first_patch) / seconds_since(start);
  return trial;
}

}  // namespace

TrainSummary train(Communicator& comm, const Dataset& data, const TrainOptions& options,
                   Provenance provenance, const StopCondition& stop, Verbosity verbosity) {
  return Training(comm, data, options, std::move(provenance), stop, verbosity).run();
}

TrainTrial try_training(Communicator& comm, const Dataset& data, const TrainOptions& options,
                        Provenance provenance, double seconds, Verbosity verbosity) {
  const StopCondition never;
  return Training(comm, data, options, std::move(provenance), never, verbosity).try_out(seconds);
}

}  // namespace ebsnn
