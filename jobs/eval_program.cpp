// ebsnn_eval: measures how well digits can be classified from the activity of the network when
// recordings are corrupted.

#include "eval_program.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "corruption_seeds.hpp"
#include "data_options.hpp"
#include "option_checks.hpp"
#include "pipeline/classify.hpp"
#include "pipeline/code.hpp"
#include "pipeline/data_source.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/levels.hpp"
#include "pipeline/log.hpp"
#include "pipeline/plan.hpp"
#include "pipeline/results_text.hpp"
#include "program.hpp"
#include "readout/scaling.hpp"
#include "storage/network_file.hpp"
#include "storage/run_lock.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

namespace ebsnn {
namespace {

struct Options {
  DataOptions data;
  std::string network;
  std::filesystem::path out;
  UnitChoice units;
  std::string layout = kCentralLayout;
  std::vector<std::string> stages{"simulate", "classify"};
  std::size_t train_limit = 0;
  std::size_t test_limit = 0;
  std::string task;
  RecordChoice record;
  std::string precision = name_of(Precision::kDouble);
  CorruptionSeeds seeds;
  double max_hours = 0.0;
  bool list_units = false;
  bool dry_run = false;
  double trial_s = kTrial_s;
  ReadoutChoice readout;
  std::string scaling{scalings().front().name};
  std::string svm_c = "1";

  [[nodiscard]] bool simulates() const {
    return std::find(stages.begin(), stages.end(), "simulate") != stages.end();
  }
  /// A task simulates only its slice; classification needs all units.
  [[nodiscard]] bool classifies() const {
    return task.empty() && std::find(stages.begin(), stages.end(), "classify") != stages.end();
  }
};

std::string corruption_help() {
  std::string text =
      "all or published (those of the study; the default unless there is a --condition), none, or "
      "names separated by commas: ";
  for (const Corruption* corruption : corruptions()) {
    text += fmt::format("{} ({}; {})", corruption->name, corruption->unit, corruption->summary);
    text += corruption == corruptions().back() ? "" : ", ";
  }
  return text;
}

/// "v1 (...), ..." of a table of things with names and summaries.
template <class Table>
std::string names_help(const Table& table) {
  std::vector<std::string> texts;
  for (const auto& row : table) texts.push_back(fmt::format("{} ({})", row.name, row.summary));
  return fmt::format("{}", fmt::join(texts, ", "));
}

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& row : table) names.emplace_back(row.name);
  return names;
}

void declare_readout(CLI::App& app, Options& o) {
  app.add_option(
         "--code", o.readout.code,
         "What is read out: " + names_help(codes()) + "; lgn and codes of events need --data")
      ->capture_default_str()
      ->check(CLI::IsMember(names_of(codes())));
  app.add_option("--scaling", o.scaling, "Scaling of the counts: " + names_help(scalings()))
      ->capture_default_str()
      ->check(CLI::IsMember(names_of(scalings())));
  app.add_option("--svm-c", o.svm_c,
                 "Cost C of the linear SVM, or auto: chosen from 1e-6 .. 10 by cross-validation on "
                 "the training set")
      ->capture_default_str()
      ->type_name(kNumberOr + std::string("auto"))
      ->check(positive_number_or("auto"));
  app.add_option("--svm-tolerance", o.readout.options.tolerance, "Tolerance of the linear SVM")
      ->capture_default_str()
      ->check(positive_number());
}

/// The readout that the options describe.
ReadoutChoice readout_of(const Options& o) {
  ReadoutChoice choice = o.readout;
  choice.scaling = scaling_called(o.scaling);
  choice.auto_cost = o.svm_c == "auto";
  if (!choice.auto_cost) choice.options.cost = std::stod(o.svm_c);
  return choice;
}

bool reads_recordings_out(const Options& o) {
  return o.classifies() && code_called(o.readout.code).of_events != nullptr;
}

void declare(CLI::App& app, Options& o) {
  declare_data(app, o.data);
  app.add_option(
      "--network", o.network,
      "network.h5 of a training, its run folder, or a folder with the five text files of the "
      "published code");
  app.add_option("--out", o.out, "Run folder; units whose file exists are skipped");
  app.add_option("--corruption", o.units.corruption, corruption_help())->type_name(kList);
  app.add_option("--levels", o.units.levels, kLevelsHelp)->capture_default_str()->type_name(kList);
  app.add_option("--suite", o.units.suite, kSuiteHelp);
  app.add_option("--condition", o.units.conditions,
                 "Also, or instead, simulate the test set under this condition: " +
                     std::string(kConditionHelp) + "; several separated by commas")
      ->delimiter(',')
      ->type_name(kList);
  app.add_option("--train-condition", o.units.train_condition,
                 "Condition of the training set, for a readout that has seen it: clean, or " +
                     std::string(kConditionHelp))
      ->capture_default_str();
  app.add_option("--layout", o.layout, kLayoutHelp)->capture_default_str();
  app.add_option("--stage", o.stages, "Stages, separated by commas: simulate, classify")
      ->delimiter(',')
      ->type_name(kList)
      ->check(CLI::IsMember({"simulate", "classify"}))
      ->default_str("simulate,classify");
  app.add_option("--train-limit", o.train_limit,
                 "Number of training recordings, spread evenly over all; 0: all")
      ->capture_default_str()
      ->transform(whole_number());
  app.add_option("--test-limit", o.test_limit,
                 "Number of test recordings, spread evenly over all; 0: all")
      ->capture_default_str()
      ->transform(whole_number());
  app.add_option(
      "--task", o.task,
      "K/M: simulate only the K-th (from 1) of M slices of the list of units, for job arrays");
  app.add_option(
         "--precision", o.precision,
         "Number format of the simulation: double gives the published spikes, single "
         "nearly the same ones in less time (figures in jobs/README.md); all units of a run "
         "folder have the same precision")
      ->capture_default_str()
      ->check(CLI::IsMember({name_of(Precision::kSingle), name_of(Precision::kDouble)}));
  app.add_option("--record", o.record.names,
                 "Also record, separated by commas: " + names_help(recordables()))
      ->delimiter(',')
      ->type_name(kList)
      ->check(CLI::IsMember(names_of(recordables())));
  app.add_option("--record-spikes-of", o.record.spikes_of,
                 "Number of recordings of a unit, spread evenly, whose spikes are recorded; 0: all")
      ->capture_default_str()
      ->transform(whole_number());
  app.add_flag("--list-units", o.list_units, "Print the list of units, one per line, and exit");
  app.add_flag("--dry-run", o.dry_run, kDryRunHelp);
  app.add_option("--trial-s", o.trial_s, kTrialHelp)
      ->capture_default_str()
      ->check(positive_number());
  declare_corruption_seeds(app, o.seeds);
  app.add_option("--max-hours", o.max_hours, "Stop after this many hours (exit code 3); 0: never")
      ->capture_default_str()
      ->check(number_from_zero());
  declare_readout(app, o);
}

/// What has files of its own.
std::vector<Unit> units_to_simulate(const std::vector<Unit>& units, const Options& o) {
  const std::vector<Unit> all = ebsnn::units_to_simulate(units);
  return o.task.empty() ? all : slice(all, parse_task(o.task));
}

void require_options(const Options& o) {
  const auto require = [](bool given, const char* name) {
    if (!given) {
      throw InputError(fmt::format("{} is required", name));
    }
  };
  require(!o.out.empty(), "--out");
  if (reads_recordings_out(o) && o.data.data.empty()) {
    throw InputError(
        fmt::format("--data is required: --code {} is made from the recordings", o.readout.code));
  }
  if (o.simulates()) {
    require(!o.data.data.empty(), "--data");
    require(!o.network.empty(), "--network");
  }
  if (!o.task.empty() && !o.simulates()) {
    throw InputError("--task divides the stage simulate; --stage classify needs all units");
  }
}

/// On the root. Tasks of a job array may share the run folder with each other, but with no other
/// run.
std::unique_ptr<RunLock> lock_run(const Options& o, const Provenance& provenance) {
  std::error_code error;
  std::filesystem::create_directories(o.out, error);
  if (error) {
    throw InputError(fmt::format("--out {}: cannot be made: {}", o.out.string(), error.message()));
  }
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
void open_input(Program& program, const Options& o, const std::vector<Unit>& units,
                DataSource& data, EvaluationInput& input, Communicator& comm) {
  agree(comm, [&] {
    LoadedNetwork network = read_network(o.network, program.parameters({}));
    input.parameters = program.parameters(network.parameters);
    validate(network.weights, input.parameters, o.network);
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

Provenance provenance_of(const Program& program, const EvaluationInput& input) {
  Provenance provenance = program.provenance();
  provenance.network_checksum = hex(checksum_of(input.weights));
  provenance.full_configuration = program.configuration(values_of(input.parameters));
  return provenance;
}

void simulate(Program& program, const Options& o, const std::vector<Unit>& units,
              const StopCondition& stop, Communicator& comm) {
  DataSource data;
  EvaluationInput input;
  open_input(program, o, units, data, input, comm);
  const SimulateSummary summary = simulate_units(
      comm, units, input, o.out, provenance_of(program, input), stop, program.verbosity());
  for (const std::string& warning : summary.warnings) {
    log_warning(warning);
  }
  log_info(fmt::format(
      "{} units simulated, {} existed already: {} of model time in {} on {} ranks in {} precision: "
      "{:.0f} times real time",
      summary.simulated, summary.skipped, duration_text(summary.simulated_s),
      duration_text(summary.elapsed_s), comm.size(), o.precision,
      summary.simulated_s / std::max(summary.elapsed_s, 1e-9)));
}

/// Collective.
Classification classify(Program& program, const Options& o, const std::vector<Unit>& units,
                        const StopCondition& stop, Communicator& comm) {
  DataSource data;
  ReadoutChoice choice = readout_of(o);
  if (reads_recordings_out(o)) {
    agree(comm, [&] { data = open_data(o.data); });
    choice.data = &data;
  }
  return ebsnn::classify(comm, units, o.out, choice, program.provenance(), stop,
                         program.verbosity());
}

/// --dry-run.
void tell_plan(Program& program, const Options& o, const std::vector<Unit>& units,
               Communicator& comm) {
  DataSource data;
  EvaluationInput input;
  agree(comm, [&] {
    require_usable(o.out);
    if (!o.simulates()) {
      throw InputError("--dry-run plans the stage simulate; the stage classify alone is short");
    }
  });
  open_input(program, o, units, data, input, comm);
  const EvaluationTrial trial = try_evaluation(
      comm, units, input, o.out, provenance_of(program, input), o.trial_s, program.verbosity());
  Plan plan = plan_of(comm, units, input, trial);
  if (!o.task.empty()) {
    plan.array_tasks = 0;
  }
  if (o.classifies()) {
    add_classification(plan, input.parameters, trial);
  }
  if (comm.is_root()) {
    fmt::print("{}", text_of(plan, o.out));
  }
}

/// Results go to standard output, everything else to standard error.
void show(const Classification& done, const Options& o, Verbosity verbosity) {
  fmt::print("{}{}", table_of(done.results), chance_text(done.results));
  if (verbosity >= Verbosity::verbose) {
    fmt::print(stderr, "{}", done.classifier->details());
  }
  if (done.cost_choice) {
    log_info(cost_text(*done.cost_choice));
  }
  const auto log = done.classifier->converged() ? log_info : log_warning;
  log(done.classifier->summary());
  log_info(fmt::format("next: ebsnn_report {} draws figures and tables", o.out.string()));
}

void run(Program& program, const Options& o, Communicator& comm) {
  const StopCondition stop(o.max_hours);
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
    }
  });
  if (o.list_units) {
    for (const Unit& unit : units) {
      fmt::print("{}", comm.is_root() ? unit.name() + "\n" : "");
    }
    return;
  }
  if (o.dry_run) {
    tell_plan(program, o, units, comm);
    return;
  }
  if (o.simulates()) {
    simulate(program, o, units, stop, comm);
  }
  if (!o.classifies()) {
    return;
  }
  const Classification done = classify(program, o, asked, stop, comm);
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
      "mpirun -n 8 ebsnn_eval --data N-MNIST --network RUN/network.h5 --out RUN");
  Options options;
  declare(program.app(), options);
  program.add_model_options(Program::ModelDefaults::of_network);
  return program.run(comm, argc, argv, [&] { run(program, options, comm); });
}

}  // namespace ebsnn
