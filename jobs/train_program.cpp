// ebsnn_train: trains the network on recordings.

#include "train_program.hpp"

#include "core/error.hpp"
#include "data_options.hpp"
#include "network/weight_changes.hpp"
#include "option_checks.hpp"
#include "pipeline/data_checksum.hpp"
#include "pipeline/log.hpp"
#include "pipeline/plan.hpp"
#include "pipeline/train.hpp"
#include "pipeline/unchanged_dataset.hpp"
#include "pipeline/unit.hpp"
#include "program.hpp"
#include "storage/network_file.hpp"
#include "storage/output_folder.hpp"
#include "storage/text_weights.hpp"

#include <fmt/format.h>

namespace ebsnn {
namespace {

constexpr std::uint64_t kMaxPatches = 1000000000;

struct Options {
  DataOptions data;
  std::string export_text;
  bool dry_run = false;
  double trial_s = kTrial_s;
  double max_hours = 0.0;
  TrainOptions train;
};

void declare(OptionList& list, Options& o) {
  declare_data(list, o.data)->required();
  list.add_option("--out", o.train.out,
                  "Run folder; the same command continues an interrupted training")
      ->required();
  list.add_option("--patches", o.train.patches, "Patch presentations of 350 ms")
      ->capture_default_str()
      ->transform(whole_number(1, kMaxPatches));
  list.add_option("--layout", o.train.layout,
                  fmt::format("{}; random windows lie in the same block", kLayoutHelp))
      ->capture_default_str();
  list.add_option("--seed", o.train.seed, "Seed of all random numbers")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_option("--weight-seed", o.train.weight_seed,
                  "Seed of the initial weights; default: that of --seed")
      ->transform(whole_number());
  list.add_option("--patch-seed", o.train.patch_seed,
                  "Seed of the choice of patches and of their windows; default: that of --seed")
      ->transform(whole_number());
  list.add_option("--batch", o.train.batch,
                  "Patches presented to the same weights, divided among ranks; 1 is the published "
                  "online rule")
      ->capture_default_str()
      ->transform(whole_number(1, WeightChanges::kMostPatches));
  list.add_option(
      "--initial-network", o.train.initial_network,
      "network.h5, its run folder, or a folder with the five text files to start from; default: "
      "random weights");
  list.add_option("--checkpoint-every", o.train.checkpoint_every, "Patches between checkpoints")
      ->capture_default_str()
      ->transform(whole_number(1, kMaxPatches));
  list.add_option("--history-every", o.train.history_every,
                  "Patches between records of rates and conductances, of 4.3 kB each")
      ->capture_default_str()
      ->transform(whole_number(1, kMaxPatches));
  list.add_option(
          "--record", o.train.record,
          "Number of patches, spread over the training, over which recording.h5 gets the state "
          "of four neurons (vm, umeanLTD, umeanLTP, vmean): 45 kB per patch; 0: none")
      ->capture_default_str()
      ->transform(whole_number(0, kMaxRecord));
  list.add_option("--max-hours", o.max_hours,
                  "Stop after this many hours with a checkpoint (exit code 3); 0: never")
      ->capture_default_str()
      ->check(number_from_zero());
  list.add_option(
      "--export-text", o.export_text,
      "At the end, write the weights as the five text files of the published code to this folder");
  list.add_flag("--dry-run", o.dry_run, kDryRunHelp);
  list.add_option("--trial-s", o.trial_s, kTrialHelp)
      ->capture_default_str()
      ->check(positive_number());
}

void report(const TrainSummary& summary, const Options& o) {
  for (const std::string& warning : summary.warnings) {
    log_warning(warning);
  }
  if (summary.already_done) {
    log_info(
        fmt::format("{} exists and matches: nothing to do", (o.train.out / "network.h5").string()));
    return;
  }
  log_info(fmt::format("simulated {} of model time ({} patches) in {}: {:.0f} times real time",
                       duration_text(summary.simulated_s), o.train.patches - summary.first_patch,
                       duration_text(summary.elapsed_s),
                       summary.simulated_s / std::max(summary.elapsed_s, 1e-9)));
}

/// --dry-run.
void tell_plan(const RunContext& context, const Options& o, const Dataset& data) {
  agree(context.comm, [&] { require_room_in(o.train.out, "--out"); });
  const TrainTrial trial = try_training(context, data, o.train, o.trial_s);
  const Plan plan = plan_of(context.comm, o.train, trial);
  if (context.comm.is_root()) {
    fmt::print("{}", text_of(plan, o.train.out));
  }
}

void run(Program& program, Options& o, Communicator& comm) {
  RunContext context = program.context(comm, o.max_hours);
  DataSource data;
  agree(comm, [&] {
    if (!o.export_text.empty()) require_room_in(o.export_text, "--export-text");
    o.train.parameters = program.parameters({});
    data = open_data(o.data);
    if (!data.train) {
      throw InputError(fmt::format("--data {}: has no training recordings", o.data.data));
    }
    // Checks that it fits.
    const EvaluationLayout layout(o.train.layout, data.train->description().sensor,
                                  o.train.parameters.shape.patch_side);
  });
  warn_of(data);
  context.provenance.seed = o.train.seed;
  const std::vector<std::size_t> all = spread_evenly(data.train->size(), 0);
  const SplitChecksum checksum = checksum_of_split(comm, *data.train, all, program.verbosity());
  context.provenance.data_checksum = checksum.text;
  const UnchangedDataset recordings(*data.train, all, checksum);
  if (o.dry_run) {
    tell_plan(context, o, recordings);
    return;
  }
  const TrainSummary summary = train(context, recordings, o.train);
  if (!o.export_text.empty()) {
    agree(comm, [&] {
      if (comm.is_root()) {
        write_text_weights(o.export_text,
                           read_network(o.train.out / "network.h5", o.train.parameters).weights);
      }
    });
  }
  report(summary, o);
}

}  // namespace

int train_program(Communicator& comm, int argc, const char* const* argv) {
  Program program("ebsnn_train", "Trains the model of primary visual cortex on N-MNIST recordings.",
                  "ebsnn_train --data N-MNIST --out RUN --patches 400000 --seed 1");
  Options options;
  declare(program.options(), options);
  program.add_model_options();
  return program.run(comm, argc, argv, [&] { run(program, options, comm); });
}

}  // namespace ebsnn
