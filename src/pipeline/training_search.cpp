#include "pipeline/training_search.hpp"

#include "core/error.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/training_schedule.hpp"
#include "storage/foreign_file.hpp"
#include "storage/network_file.hpp"
#include "storage/recording_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <set>
#include <utility>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

/// The recording of a longer training differs in these.
const std::set<std::string> kOfRecording{"patches", "record"};

/// Something to go on from.
struct StartingPoint {
  TrainingState state;
  fs::path path;
  std::uint64_t patches;  ///< of the training that wrote it
};

class TrainingSearch {
 public:
  TrainingSearch(const TrainingFiles& files, CheckpointPair& checkpoints, StateRecorder& recorder)
      : files_(files), options_(files.options()), checkpoints_(checkpoints), recorder_(recorder) {}

  FoundTraining run();

 private:
  [[nodiscard]] std::uint64_t require_not_longer(const fs::path& path,
                                                 const Provenance& found) const;
  void require_not_a_snapshot(const LoadedTraining& training, std::uint64_t patches) const;
  [[nodiscard]] bool is_finished() const;
  void refuse_foreign_files() const;
  [[nodiscard]] std::optional<StartingPoint> of_checkpoint(std::vector<std::string>& warnings);
  [[nodiscard]] std::optional<StartingPoint> of_network() const;
  void require_sound(const StartingPoint& candidate) const;
  [[nodiscard]] std::vector<StartingPoint> candidates(std::vector<std::string>& warnings);
  [[nodiscard]] bool has_snapshot(std::uint64_t patches) const;
  [[nodiscard]] bool take_recording(std::uint64_t next_patch,
                                    const std::set<std::string>& may_differ);
  void require_recording(std::uint64_t next_patch);
  [[nodiscard]] std::string what_lacks(const StartingPoint& candidate);

  const TrainingFiles& files_;
  const TrainOptions& options_;
  CheckpointPair& checkpoints_;
  StateRecorder& recorder_;
};

/// Returns of how many patches the training was. Throws InputError unless it is this one, or a
/// shorter one.
std::uint64_t TrainingSearch::require_not_longer(const fs::path& path,
                                                 const Provenance& found) const {
  files_.require_same_but_for_length(path, found);
  const std::uint64_t patches = patches_in(found);
  if (patches > options_.patches) {
    throw InputError(fmt::format(
        "{} is of a training of {} patches, --patches is {}: a finished or longer training can go "
        "on, but not become shorter. Use another folder, or remove the file to train anew.",
        path.string(), patches, options_.patches));
  }
  return patches;
}

/// A snapshot in the place of network.h5 looks like it, and is of the same training.
void TrainingSearch::require_not_a_snapshot(const LoadedTraining& training,
                                            std::uint64_t patches) const {
  if (training.patches.value_or(patches) != patches) {
    throw InputError(
        fmt::format("{}: holds the network after {} patches, expected the one after {}: it is a "
                    "snapshot; remove it to train anew",
                    files_.network().string(), *training.patches, patches));
  }
  if (!training.has_history) {
    throw InputError(
        fmt::format("{}: holds a snapshot (there is no /history in it), expected the network after "
                    "{} patches; it was written by {}; remove it to train anew",
                    files_.network().string(), patches, writer_of(training.provenance)));
  }
}

bool TrainingSearch::is_finished() const {
  if (!fs::exists(files_.network())) {
    return false;
  }
  const LoadedTraining training = read_training_facts(files_.network());
  const std::uint64_t patches = require_not_longer(files_.network(), training.provenance);
  require_not_a_snapshot(training, patches);
  (void)read_network(files_.network(), options_.parameters);
  return patches == options_.patches;
}

/// Files that are no snapshots or recordings would be replaced; those of other trainings would stay
/// beside those of this one.
void TrainingSearch::refuse_foreign_files() const {
  for (const std::uint64_t patches : snapshot_patches(options_.patches, options_.batch)) {
    refuse_foreign_file(files_.snapshot(patches), kNetworkFormat);
  }
  if (options_.record > 0) refuse_foreign_file(files_.recording(), kRecordingFormat);
  for (const fs::path& path : files_.snapshots_there()) {
    if (const std::optional<LoadedTraining> there = facts_if_readable(path)) {
      files_.require_same_but_for_length(path, there->provenance);
    }
  }
  const Provenance expected = files_.provenance_of_recording();
  const std::optional<LoadedTraining> recording = facts_if_readable(files_.recording());
  if (options_.record > 0 && recording) {
    require_same_run(files_.recording(), recording->provenance, expected, kOfRecording);
  }
  if (options_.record == 0 && fs::exists(files_.recording())) {
    throw InputError(fmt::format(
        "{}: was recorded by a training with --record, which this one is not; give the same "
        "--record, use another folder, or remove the file",
        files_.recording().string()));
  }
}

std::optional<StartingPoint> TrainingSearch::of_checkpoint(std::vector<std::string>& warnings) {
  std::optional<CheckpointPair::Found> found = checkpoints_.read();
  if (!found) return std::nullopt;
  const std::uint64_t patches = require_not_longer(found->path, found->checkpoint.provenance);
  if (!found->warning.empty()) {
    warnings.push_back(found->warning);
  }
  return StartingPoint{std::move(found->checkpoint.state), found->path, patches};
}

std::optional<StartingPoint> TrainingSearch::of_network() const {
  if (!fs::exists(files_.network())) return std::nullopt;
  LoadedTraining training = read_training(files_.network());
  if (!training.state) {
    throw InputError(fmt::format(
        "{}: keeps no state that a training of {} patches could go on from, as {} wrote it; use "
        "another folder, or remove the file to train anew",
        files_.network().string(), options_.patches, writer_of(training.provenance)));
  }
  return StartingPoint{std::move(*training.state), files_.network(),
                       patches_in(training.provenance)};
}

void TrainingSearch::require_sound(const StartingPoint& candidate) const {
  require_fits(candidate.state, options_.parameters, candidate.path.string());
  if (candidate.state.next_patch > candidate.patches) {
    throw InputError(fmt::format("{}: holds the state after {} patches of a training of {}",
                                 candidate.path.string(), candidate.state.next_patch,
                                 candidate.patches));
  }
}

/// The states in the folder, the one with most patches first.
std::vector<StartingPoint> TrainingSearch::candidates(std::vector<std::string>& warnings) {
  std::vector<StartingPoint> found;
  if (std::optional<StartingPoint> checkpoint = of_checkpoint(warnings)) {
    found.push_back(std::move(*checkpoint));
  }
  if (std::optional<StartingPoint> network = of_network()) {
    found.push_back(std::move(*network));
  }
  for (const StartingPoint& candidate : found) {
    require_sound(candidate);
  }
  std::stable_sort(found.begin(), found.end(), [](const StartingPoint& a, const StartingPoint& b) {
    return a.state.next_patch > b.state.next_patch;
  });
  return found;
}

bool TrainingSearch::has_snapshot(std::uint64_t patches) const {
  const std::optional<LoadedTraining> there = facts_if_readable(files_.snapshot(patches));
  return there && there->patches == patches && files_.same_but_for_length(there->provenance);
}

/// Whether recording.h5 had all patches before `next_patch` that this training records.
bool TrainingSearch::take_recording(std::uint64_t next_patch,
                                    const std::set<std::string>& may_differ) {
  const std::optional<LoadedRecording> loaded =
      read_recording(files_.recording(), options_.parameters.shape);
  if (!loaded) {
    return false;
  }
  require_same_run(files_.recording(), loaded->provenance, files_.provenance_of_recording(),
                   may_differ);
  return recorder_.resume(loaded->recording, next_patch);
}

void TrainingSearch::require_recording(std::uint64_t next_patch) {
  if (options_.record > 0 && !take_recording(next_patch, {})) {
    throw InputError(fmt::format(
        "--record {}: {} does not hold the first {} patches, which were presented without "
        "--record {}; leave it out, or use another folder",
        options_.record, files_.recording().string(), next_patch, options_.record));
  }
}

/// What a training of more patches has before this state, and the folder does not; empty: nothing.
std::string TrainingSearch::what_lacks(const StartingPoint& candidate) {
  const std::uint64_t done = candidate.state.next_patch;
  for (const std::uint64_t patches : snapshot_patches(options_.patches, options_.batch)) {
    if (patches <= done && !has_snapshot(patches)) {
      return files_.snapshot(patches).string();
    }
  }
  if (options_.record > 0 && !take_recording(done, kOfRecording)) {
    return fmt::format("all patches that --record {} takes, in {}", options_.record,
                       files_.recording().string());
  }
  return {};
}

FoundTraining TrainingSearch::run() {
  FoundTraining found;
  if (is_finished()) {
    found.finished = true;
    require_recording(options_.patches);
    return found;
  }
  refuse_foreign_files();
  std::string lack;
  for (StartingPoint& candidate : candidates(found.warnings)) {
    if (candidate.patches == options_.patches) {
      require_recording(candidate.state.next_patch);
      lack.clear();
    } else {
      lack = what_lacks(candidate);
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

}  // namespace

FoundTraining find_training(const TrainingFiles& files, CheckpointPair& checkpoints,
                            StateRecorder& recorder) {
  return TrainingSearch(files, checkpoints, recorder).run();
}

}  // namespace ebsnn
