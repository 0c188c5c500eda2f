// ebsnn_eval: measures how well digits can be classified from the activity of the network when
// recordings are corrupted.

#include "eval_program.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/standard_error.hpp"
#include "eval_options.hpp"
#include "pipeline/classify.hpp"
#include "pipeline/data_source.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/log.hpp"
#include "pipeline/plan.hpp"
#include "pipeline/results_text.hpp"
#include "program.hpp"
#include "simulated_as_given.hpp"
#include "storage/network_file.hpp"
#include "storage/output_folder.hpp"
#include "storage/run_lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

/// What has files of its own.
std::vector<Unit> units_to_simulate(const std::vector<Unit>& units, const EvalOptions& o) {
  const std::vector<Unit> all = ebsnn::units_to_simulate(units);
  return o.task.empty() ? all : slice(all, parse_task(o.task));
}

/// On the root. Tasks of a job array may share the run folder with each other, but with no other
/// run.
std::unique_ptr<RunLock> lock_run(const EvalOptions& o, const Provenance& provenance) {
  make_output_folder(o.out, "--out");
  auto lock = std::make_unique<RunLock>(
      o.out, "eval", o.task.empty() ? RunLock::Mode::exclusive : RunLock::Mode::shared,
      provenance.command_line);
  if (!lock->warning().empty()) {
    log_warning(lock->warning());
  }
  return lock;
}

/// Throws InputError unless the data that the units need exist.
void require_data(const DataSource& data, const std::vector<Unit>& units, const std::string& name) {
  for (const Unit& unit : units) {
    if ((unit.split == Split::train ? data.train : data.test) == nullptr) {
      throw InputError(fmt::format("--data {}: has no {} recordings, which unit {} needs", name,
                                   unit.split == Split::train ? "training" : "test", unit.name()));
    }
  }
}

/// Collective. Opens what the units have in common; `input` refers to `data`.
void open_input(const Program& program, const EvalOptions& o, const std::vector<Unit>& units,
                DataSource& data, EvaluationInput& input, Communicator& comm) {
  agree(comm, [&] {
    LoadedNetwork network = read_network(o.network_place(), program.parameters({}));
    input.parameters = program.parameters(network.parameters);
    validate(network.weights, input.parameters, o.network_place());
    input.weights = std::move(network.weights);
    data = open_data(o.data);
    require_data(data, units, o.data.data);
    // Checks that it fits.
    const EvaluationLayout layout(o.layout, description_of(data).sensor,
                                  input.parameters.shape.patch_side);
  });
  require_same(comm, "network (checksum)", hex(checksum_of(input.weights)));
  warn_of(data);
  input.data = &data;
  input.layout = o.layout;
  input.precision =
      o.precision == name_of(Precision::kSingle) ? Precision::kSingle : Precision::kDouble;
  input.seed = o.seeds.seed;
  input.sensor_seed = o.seeds.sensor_seed;
  input.record = o.record;
  input.train_limit = o.train_limit;
  input.test_limit = o.test_limit;
}

/// `run`, for a simulation of this network.
RunContext context_for(const Program& program, const EvalOptions& o, const EvaluationInput& input,
                       const RunContext& run) {
  RunContext context = run;
  context.provenance.network_checksum = hex(checksum_of(input.weights));
  OptionValues settled = values_of(input.parameters);
  settled["network"] = o.network_place();
  context.provenance.full_configuration = program.configuration(settled);
  return context;
}

void simulate(const Program& program, const EvalOptions& o, const std::vector<Unit>& units,
              const RunContext& run) {
  DataSource data;
  EvaluationInput input;
  open_input(program, o, units, data, input, run.comm);
  const SimulateSummary summary =
      simulate_units(context_for(program, o, input, run), units, input, o.out);
  for (const std::string& warning : summary.warnings) {
    log_warning(warning);
  }
  log_info(fmt::format(
      "{} units simulated, {} existed already: {} of model time in {} on {} ranks in {} precision: "
      "{:.0f} times real time",
      summary.simulated, summary.skipped, duration_text(summary.simulated_s),
      duration_text(summary.elapsed_s), run.comm.size(), o.precision,
      summary.simulated_s / std::max(summary.elapsed_s, 1e-9)));
}

/// Collective.
Classification classify(const Program& program, const EvalOptions& o,
                        const std::vector<Unit>& units, const RunContext& run) {
  DataSource data;
  ReadoutChoice choice = o.readout_choice();
  if (!o.simulates()) {
    agree(run.comm, [&] {
      if (run.comm.is_root()) require_simulated_as_given(program, o, units);
    });
  }
  if (o.reads_recordings_out() || (!o.simulates() && program.on_command_line("data"))) {
    agree(run.comm, [&] { data = open_data(o.data); });
    choice.data = &data;
  }
  return ebsnn::classify(run, units, o.out, choice);
}

/// --dry-run.
void tell_plan(const Program& program, const EvalOptions& o, const std::vector<Unit>& units,
               const RunContext& run) {
  DataSource data;
  EvaluationInput input;
  agree(run.comm, [&] {
    require_room_in(o.out, "--out");
    if (!o.simulates()) {
      throw InputError("--dry-run plans the stage simulate; the stage classify alone is short");
    }
  });
  open_input(program, o, units, data, input, run.comm);
  const EvaluationTrial trial =
      try_evaluation(context_for(program, o, input, run), units, input, o.out, o.trial_s);
  Plan plan = plan_of(run.comm, units, input, trial);
  if (!o.task.empty()) {
    plan.array_tasks = 0;
  }
  if (o.classifies()) {
    add_classification(plan, input.parameters, trial);
  }
  if (run.comm.is_root()) {
    fmt::print("{}", text_of(plan, o.out));
  }
}

/// Results go to standard output, everything else to standard error.
void show(const Classification& done, const EvalOptions& o, Verbosity verbosity) {
  fmt::print("{}{}", table_of(done.results), chance_text(done.results));
  if (verbosity >= Verbosity::verbose) {
    say(done.classifier->details());
  }
  if (done.cost_choice) {
    log_info(cost_text(*done.cost_choice));
  }
  const auto log = done.classifier->converged() ? log_info : log_warning;
  log(done.classifier->summary());
  log_info(fmt::format("next: ebsnn_report {} draws figures and tables", o.out.string()));
}

void run(const Program& program, const EvalOptions& o, Communicator& comm) {
  const RunContext context = program.context(comm, o.max_hours);
  std::vector<Unit> asked;
  std::vector<Unit> units;
  std::unique_ptr<RunLock> lock;
  agree(comm, [&] {
    asked = make_units(o.units);
    units = units_to_simulate(asked, o);
    if (o.list_units) {
      return;
    }
    require_options(o);
    if (comm.is_root() && !o.dry_run) {
      lock = lock_run(o, program.provenance());
      if (o.classifies()) refuse_foreign_results(o.out);
    }
  });
  if (o.list_units) {
    for (const Unit& unit : units) {
      fmt::print("{}", comm.is_root() ? unit.name() + "\n" : "");
    }
    return;
  }
  if (o.dry_run) {
    tell_plan(program, o, units, context);
    return;
  }
  if (o.simulates()) {
    simulate(program, o, units, context);
  }
  if (!o.classifies()) {
    return;
  }
  const Classification done = classify(program, o, asked, context);
  if (comm.is_root()) {
    show(done, o, program.verbosity());
  }
}

}  // namespace

int eval_program(Communicator& comm, int argc, const char* const* argv) {
  Program program(
      "ebsnn_eval",
      "Simulates training and corrupted test recordings on all ranks, and classifies the digits "
      "by their activity with a linear SVM.",
      "mpirun -n 8 ebsnn_eval --data N-MNIST --out RUN");
  EvalOptions options;
  declare_eval_options(program.options(), options);
  program.add_model_options(Program::ModelDefaults::of_network);
  return program.run(comm, argc, argv, [&] { run(program, options, comm); });
}

}  // namespace ebsnn
