#include "pipeline/training_folder.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/training_schedule.hpp"
#include "storage/format.hpp"
#include "storage/recording_file.hpp"
#include "storage/run_lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

/// A longer training differs in these.
const std::set<std::string> kOfLength{"patches"};
const std::set<std::string> kOfRecording{"patches", "record"};

/// The whole number in a line of the configuration; 0 where there is none.
std::uint64_t count_in(const Provenance& provenance, const std::string& name) {
  return number_in<std::uint64_t>(setting_of(provenance, name).value_or("0")).value_or(0);
}

/// network-<patches>.h5 in a folder.
std::vector<fs::path> snapshots_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with("network-") && name.ends_with(".h5")) {
      files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Nothing where the file is not there or cannot be read.
std::optional<LoadedTraining> facts_if_readable(const fs::path& path) {
  try {
    return fs::exists(path) ? std::optional(read_training_facts(path)) : std::nullopt;
  } catch (const OtherFormatVersion&) {
    throw;  // it is not damaged, so nothing may replace it
  } catch (const InputError&) {
    return std::nullopt;
  }
}

}  // namespace

std::string configuration_of(const TrainOptions& options, const SensorGeometry& sensor,
                             const std::string& initial_network) {
  return fmt::format(
      "patches = {}\nbatch = {}\nhistory-every = {}\ninitial-network = \"{}\"\nsensor = \"{}\"\n"
      "layout = \"{}\"\n{}",
      options.patches, options.batch, options.history_every, initial_network, text_of(sensor),
      options.layout, to_toml(options.parameters));
}

TrainingFolder::TrainingFolder(const TrainOptions& options, Provenance provenance)
    : options_(options), provenance_(std::move(provenance)), checkpoints_(options.out) {}

fs::path TrainingFolder::snapshot_path(std::uint64_t patches) const {
  return options_.out / "snapshots" / fmt::format("network-{}.h5", patches);
}

/// Provenance of recording.h5: the network does not depend on what is recorded of it.
Provenance TrainingFolder::with_record() const {
  Provenance provenance = provenance_;
  provenance.depends_on = fmt::format("record = {}\n{}", options_.record, provenance.depends_on);
  return provenance;
}

/// Returns of how many patches the training was. Throws InputError unless it is this one, or a
/// shorter one.
std::uint64_t TrainingFolder::require_same_training(const fs::path& path,
                                                    const Provenance& found) const {
  if (!differences(found, provenance_, kOfLength).empty()) {
    require_same_run(path, found, provenance_);
  }
  const std::uint64_t patches = count_in(found, "patches");
  if (patches > options_.patches) {
    throw InputError(fmt::format(
        "{} is of a training of {} patches, --patches is {}: a finished or longer training can go "
        "on, but not become shorter. Use another folder, or remove the file to train anew.",
        path.string(), patches, options_.patches));
  }
  return patches;
}

/// A snapshot in the place of network.h5 looks like it, and is of the same training.
void TrainingFolder::require_not_a_snapshot(const LoadedTraining& training,
                                            std::uint64_t patches) const {
  if (training.patches.value_or(patches) != patches) {
    throw InputError(
        fmt::format("{}: holds the network after {} patches, expected the one after {}: it is a "
                    "snapshot; remove it to train anew",
                    network_path().string(), *training.patches, patches));
  }
  if (!training.has_history) {
    throw InputError(
        fmt::format("{}: holds a snapshot (there is no /history in it), expected the network after "
                    "{} patches; it was written by {}; remove it to train anew",
                    network_path().string(), patches, writer_of(training.provenance)));
  }
}

bool TrainingFolder::is_finished() const {
  if (!fs::exists(network_path())) {
    return false;
  }
  const LoadedTraining training = read_training_facts(network_path());
  const std::uint64_t patches = require_same_training(network_path(), training.provenance);
  require_not_a_snapshot(training, patches);
  (void)read_network(network_path(), options_.parameters);
  return patches == options_.patches;
}

/// The states in the folder, the one with most patches first.
std::vector<TrainingFolder::Candidate> TrainingFolder::candidates(
    std::vector<std::string>& warnings) {
  std::vector<Candidate> found;
  if (std::optional<CheckpointPair::Found> checkpoint = checkpoints_.read()) {
    const std::uint64_t patches =
        require_same_training(checkpoint->path, checkpoint->checkpoint.provenance);
    if (!checkpoint->warning.empty()) {
      warnings.push_back(checkpoint->warning);
    }
    found.push_back({std::move(checkpoint->checkpoint.state), checkpoint->path, patches});
  }
  if (fs::exists(network_path())) {
    LoadedTraining training = read_training(network_path());
    if (!training.state) {
      throw InputError(fmt::format(
          "{}: keeps no state that a training of {} patches could go on from, as {} wrote it; use "
          "another folder, or remove the file to train anew",
          network_path().string(), options_.patches, writer_of(training.provenance)));
    }
    found.push_back(
        {std::move(*training.state), network_path(), count_in(training.provenance, "patches")});
  }
  for (const Candidate& candidate : found) {
    require_fits(candidate.state, options_.parameters, candidate.path.string());
    if (candidate.state.next_patch > candidate.patches) {
      throw InputError(fmt::format("{}: holds the state after {} patches of a training of {}",
                                   candidate.path.string(), candidate.state.next_patch,
                                   candidate.patches));
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    return a.state.next_patch > b.state.next_patch;
  });
  return found;
}

bool TrainingFolder::has_snapshot(std::uint64_t patches) const {
  const std::optional<LoadedTraining> there = facts_if_readable(snapshot_path(patches));
  return there && there->patches == patches &&
         differences(there->provenance, provenance_, kOfLength).empty();
}

/// Whether recording.h5 had all patches before `next_patch` that this training records.
bool TrainingFolder::take_recording(StateRecorder& recorder, std::uint64_t next_patch,
                                    const std::set<std::string>& may_differ) const {
  const std::optional<LoadedRecording> loaded =
      read_recording(recording_path(), options_.parameters.shape);
  if (!loaded) {
    return false;
  }
  if (!differences(loaded->provenance, with_record(), may_differ).empty()) {
    require_same_run(recording_path(), loaded->provenance, with_record());
  }
  return recorder.resume(loaded->recording, next_patch);
}

void TrainingFolder::require_recording(StateRecorder& recorder, std::uint64_t next_patch) const {
  if (options_.record > 0 && !take_recording(recorder, next_patch, {})) {
    throw InputError(fmt::format(
        "--record {}: {} does not hold the first {} patches, which were presented without "
        "--record {}; leave it out, or use another folder",
        options_.record, recording_path().string(), next_patch, options_.record));
  }
}

/// What a training of more patches has before this state, and the folder does not; empty: nothing.
std::string TrainingFolder::what_lacks(const Candidate& candidate, StateRecorder& recorder) const {
  const std::uint64_t done = candidate.state.next_patch;
  for (const std::uint64_t patches : snapshot_patches(options_.patches, options_.batch)) {
    if (patches <= done && !has_snapshot(patches)) {
      return snapshot_path(patches).string();
    }
  }
  if (options_.record > 0 && !take_recording(recorder, done, kOfRecording)) {
    return fmt::format("all patches that --record {} takes, in {}", options_.record,
                       recording_path().string());
  }
  return {};
}

/// Snapshots and recordings of other trainings would stay beside those of this one.
void TrainingFolder::refuse_foreign_files() const {
  for (const fs::path& path : snapshots_in(options_.out / "snapshots")) {
    const std::optional<LoadedTraining> there = facts_if_readable(path);
    if (there && !differences(there->provenance, provenance_, kOfLength).empty()) {
      require_same_run(path, there->provenance, provenance_);
    }
  }
  const std::optional<LoadedTraining> recording = facts_if_readable(recording_path());
  if (options_.record > 0 && recording &&
      !differences(recording->provenance, with_record(), kOfRecording).empty()) {
    require_same_run(recording_path(), recording->provenance, with_record());
  }
  if (options_.record == 0 && fs::exists(recording_path())) {
    throw InputError(fmt::format(
        "{}: was recorded by a training with --record, which this one is not; give the same "
        "--record, use another folder, or remove the file",
        recording_path().string()));
  }
}

TrainingFolder::Found TrainingFolder::look(StateRecorder& recorder) {
  Found found;
  if (is_finished()) {
    found.finished = true;
    require_recording(recorder, options_.patches);
    return found;
  }
  refuse_foreign_files();
  std::string lack;
  for (Candidate& candidate : candidates(found.warnings)) {
    if (candidate.patches == options_.patches) {
      require_recording(recorder, candidate.state.next_patch);
      lack.clear();
    } else {
      lack = what_lacks(candidate, recorder);
    }
    if (lack.empty()) {
      found.where = candidate.path.string();
      found.state = std::move(candidate.state);
      return found;
    }
    found.warnings.push_back(
        fmt::format("{}: a training of {} patches cannot go on from its {}, as there is not {}",
                    candidate.path.string(), options_.patches, candidate.state.next_patch, lack));
  }
  if (!lack.empty()) {
    found.warnings.emplace_back("all patches are presented again");
  }
  return found;
}

void TrainingFolder::write_snapshot(std::uint64_t patches, const NetworkWeights& weights) const {
  const TrainedBy trained{patches};
  ebsnn::write_network(snapshot_path(patches), clipped(weights, options_.parameters),
                       options_.parameters, &trained, provenance_);
}

void TrainingFolder::write_recording_of(const StateRecorder& recorder) const {
  if (options_.record > 0) {
    write_recording(recording_path(), recorder.recording(), options_.parameters.shape,
                    with_record());
  }
}

/// The recording goes first: one that is ahead of the checkpoint is cut, one behind it would lack
/// patches.
void TrainingFolder::write_checkpoint(const TrainingState& state, const StateRecorder& recorder) {
  write_recording_of(recorder);
  checkpoints_.write(state, options_.parameters, provenance_);
}

/// Those of shorter trainings that this one does not have.
void TrainingFolder::remove_other_snapshots() const {
  require_locked_folder(network_path());
  const std::vector<std::uint64_t> own = snapshot_patches(options_.patches, options_.batch);
  for (const fs::path& path : snapshots_in(options_.out / "snapshots")) {
    const std::optional<LoadedTraining> there = facts_if_readable(path);
    const bool listed = std::any_of(own.begin(), own.end(), [&](std::uint64_t patches) {
      return snapshot_path(patches) == path;
    });
    if (there && !listed && differences(there->provenance, provenance_, kOfLength).empty()) {
      std::error_code ignored;
      fs::remove(path, ignored);
    }
  }
}

void TrainingFolder::write_network(const NetworkWeights& weights, const TrainingHistory& history,
                                   const TrainingState& kept, const StateRecorder& recorder) {
  write_recording_of(recorder);
  const TrainedBy trained{options_.patches, &history, &kept};
  ebsnn::write_network(network_path(), clipped(weights, options_.parameters), options_.parameters,
                       &trained, provenance_);
  checkpoints_.remove();
  remove_other_snapshots();
}

void TrainingFolder::remove_checkpoints() {
  try {
    const std::optional<CheckpointPair::Found> found = checkpoints_.read();
    if (found && count_in(found->checkpoint.provenance, "patches") > options_.patches) {
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
