#include "pipeline/training_start.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "pipeline/log.hpp"
#include "storage/network_file.hpp"
#include "storage/output_folder.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <utility>

namespace ebsnn {
namespace {

/// The weights that a training begins with, and their name in its configuration.
struct InitialNetwork {
  NetworkWeights weights;
  std::string name;
};

InitialNetwork initial_network(const TrainOptions& options) {
  if (options.initial_network.empty()) {
    return {initial_weights(options.parameters, options.weight_seed.value_or(options.seed)),
            "random"};
  }
  LoadedNetwork loaded = read_network(options.initial_network, options.parameters);
  validate(loaded.weights, options.parameters, options.initial_network.string());
  std::string name = hex(checksum_of(loaded.weights));
  return {std::move(loaded.weights), std::move(name)};
}

/// What this training is, and its state before the first patch.
void describe_training(const RunContext& run, const Dataset& data, const TrainOptions& options,
                       TrainingStart& start) {
  if (options.record > 0 && options.batch > 1) {
    throw InputError(fmt::format("--record {}: needs --batch 1 (the online rule), --batch is {}",
                                 options.record, options.batch));
  }
  if (options.weight_seed && !options.initial_network.empty()) {
    throw InputError(fmt::format(
        "--weight-seed {}: the initial weights are those of --initial-network; leave out one of "
        "the two",
        *options.weight_seed));
  }
  InitialNetwork initial = initial_network(options);
  Provenance provenance = run.provenance;
  provenance.depends_on = configuration_of(options, data.description().sensor, initial.name);
  start.folder.emplace(options, std::move(provenance));
  start.state.weights = std::move(initial.weights);
  start.state.traces = InhibitoryTraces(options.parameters.shape);
}

/// Makes sure that no other run uses the run folder.
std::unique_ptr<RunLock> lock_of(const TrainOptions& options, const Provenance& provenance) {
  make_output_folder(options.out, "--out");
  auto lock = std::make_unique<RunLock>(options.out, "train", RunLock::Mode::exclusive,
                                        provenance.command_line);
  if (!lock->warning().empty()) {
    log_warning(lock->warning());
  }
  return lock;
}

/// Continues the training from its files.
void take_up(Verbosity verbosity, const TrainOptions& options, TrainingStart& start) {
  FoundTraining found = start.folder->look(start.recorder);
  for (const std::string& warning : found.warnings) {
    log_warning(warning);
  }
  start.finished = found.finished;
  if (found.finished || !found.state) {
    return;
  }
  start.state = std::move(*found.state);
  if (verbosity >= Verbosity::normal) {
    log_info(fmt::format("continues after patch {} of {} ({})", start.state.next_patch,
                         options.patches, found.where));
  }
}

}  // namespace

TrainingStart start_training(const RunContext& run, const Dataset& data,
                             const TrainOptions& options, FolderUse use) {
  TrainingStart start(options);
  agree(run.comm, [&] {
    if (!run.comm.is_root()) {
      return;
    }
    describe_training(run, data, options, start);
    if (use == FolderUse::write) {
      start.lock = lock_of(options, run.provenance);
    }
    take_up(run.verbosity, options, start);
  });
  start.finished = run.comm.maximum(start.finished ? 1 : 0) != 0;
  return start;
}

}  // namespace ebsnn
