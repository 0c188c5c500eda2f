// ebsnn_measure: measures what a network with frozen weights does, such as its ratio of excitation
// to inhibition.

#include "measure_program.hpp"

#include "analysis/measurement.hpp"
#include "analysis/measurement_file.hpp"
#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "measure/options.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/log.hpp"
#include "program.hpp"
#include "storage/network_file.hpp"
#include "storage/output_place.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

using enum MeasureNeeds;

/// All that the measurements may need.
struct Sources {
  ModelParameters parameters;
  NetworkWeights weights;
  std::string network_checksum;
  DataSource data;
  const Dataset* split = nullptr;
  std::optional<MeasuredRecordings> recordings;
  std::vector<Condition> conditions;  ///< of the recordings
  std::optional<StoredActivities> activities;
};

const Dataset& recordings_of(const DataSource& source, const MeasureOptions& o) {
  const bool train = o.split == "train";
  const Dataset* data = train ? source.train.get() : source.test.get();
  if (data == nullptr || data->size() == 0) {
    throw InputError(fmt::format("--data {}: has no {} recordings (--split {})", o.data.data,
                                 train ? "training" : "test", o.split));
  }
  return *data;
}

void open_network(const Program& program, const MeasureOptions& o, Sources& sources) {
  LoadedNetwork loaded = read_network(o.network, program.parameters({}));
  sources.parameters = program.parameters(loaded.parameters);
  validate(loaded.weights, sources.parameters, o.network);
  sources.weights = std::move(loaded.weights);
  sources.network_checksum = hex(checksum_of(sources.weights));
}

void open_recordings(const MeasureOptions& o, Sources& sources) {
  sources.conditions = measured_conditions(o.conditions);
  sources.data = open_data(o.data);
  sources.split = &recordings_of(sources.data, o);
  // Checks that it fits.
  const EvaluationLayout layout(o.layout, sources.split->description().sensor,
                                sources.parameters.shape.patch_side);
}

MeasureInput input_of(const MeasureTask& task, const MeasureOptions& o, Sources& sources) {
  MeasureInput input{sources.parameters, sources.weights, nullptr, nullptr, {}, o.settings};
  if (task.measurement->needs == recordings) {
    input.recordings = &*sources.recordings;
    input.conditions = sources.conditions;
  }
  if (task.measurement->needs == activities) {
    input.activities = &*sources.activities;
    input.conditions = sources.activities->conditions();
  }
  return input;
}

std::string list_of(const std::vector<Condition>& conditions) {
  std::vector<std::string> names;
  names.reserve(conditions.size());
  for (const Condition& condition : conditions) {
    names.push_back(fmt::format("\"{}\"", name_of(condition)));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

Provenance provenance_of(const Program& program, const MeasureOptions& o, const MeasureTask& task,
                         const MeasureInput& input, const Sources& sources) {
  Provenance provenance = program.provenance();
  provenance.seed = o.settings.seed;
  provenance.network_checksum = sources.network_checksum;
  provenance.full_configuration = program.configuration(values_of(input.parameters));
  provenance.depends_on = fmt::format("what = \"{}\"\n", task.measurement->name);
  if (input.recordings != nullptr) {
    provenance.data_checksum = input.recordings->checksum();
    provenance.depends_on +=
        fmt::format("split = \"{}\"\nlimit = {}\nlayout = \"{}\"\nconditions = [{}]\n", o.split,
                    o.limit, o.layout, list_of(input.conditions)) +
        own_seed_setting(kSensorSeed, o.sensor_seed, o.settings.seed);
  }
  if (input.activities != nullptr) {
    provenance.data_checksum = input.activities->data_checksum();
    provenance.network_checksum = input.activities->network_checksum();
    provenance.depends_on += fmt::format("class-recordings = {}\nconditions = [{}]\n",
                                         o.settings.class_recordings, list_of(input.conditions));
    return provenance;
  }
  if (task.measurement->needs == network) {
    provenance.depends_on += fmt::format("noise-patches = {}\nrepeats = {}\n",
                                         o.settings.noise_patches, o.settings.repeats);
  }
  if (task.measurement->has_draws) {
    provenance.depends_on += fmt::format("draws = {}\n", o.settings.draws);
  }
  provenance.depends_on += to_toml(input.parameters);
  return provenance;
}

/// Collective. Whether the measurement is there from an earlier run. Throws InputError if its file
/// is of another run.
bool is_there(const MeasureTask& task, const Provenance& now, bool force, Communicator& comm) {
  bool there = false;
  agree(comm, [&] {
    if (force || !comm.is_root() || !output_file(task.out, "--out").replaces()) return;
    require_same_measurement(task.out, now);
    there = std::filesystem::exists(csv_beside(task.out));
    if (!there) return;
    log_info(fmt::format("{}: is there, measured with the same settings; --force measures it again",
                         printable(task.out.native())));
  });
  return comm.maximum(there ? 1 : 0) != 0;
}

void measure_one(const Program& program, const MeasureOptions& o, const MeasureTask& task,
                 Sources& sources, bool with_title, const RunContext& run) {
  const MeasureInput input = input_of(task, o, sources);
  const Provenance provenance = provenance_of(program, o, task, input, sources);
  if (is_there(task, provenance, o.force, run.comm)) return;
  const Measured measured = task.measurement->measure(run, input);
  agree(run.comm, [&] {
    if (!run.comm.is_root()) return;
    write_measurement(task.out, *task.measurement, input, measured, provenance);
    if (with_title) fmt::print("{}\n", task.measurement->name);
    fmt::print("{}", measured.table);
  });
}

/// The error after which `done` of `count` measurements are kept.
Error of_the_rest(const Error& error, std::size_t done, std::size_t count, bool stopped) {
  Error told(fmt::format("{}\n{} of {} measurements are kept; the same command goes on",
                         error.what(), done, count),
             stopped ? ExitCode::interrupted : error.exit_code());
  told.set_agreed();
  return told;
}

/// Collective: measurements before the first that fails or is stopped are kept.
void measure_all(const Program& program, const MeasureOptions& o,
                 const std::vector<MeasureTask>& tasks, Sources& sources, const RunContext& run) {
  std::size_t done = 0;
  try {
    for (; done < tasks.size(); ++done) {
      measure_one(program, o, tasks[done], sources, tasks.size() > 1, run);
    }
  } catch (const Error& error) {
    if (done == 0 || !error.agreed()) throw;
    const bool stopped = run.comm.maximum(run.stop.reason().empty() ? 0 : 1) != 0;
    throw of_the_rest(error, done, tasks.size(), stopped);
  }
}

void measure(const Program& program, MeasureOptions& o, Communicator& comm) {
  std::vector<MeasureTask> tasks;
  Sources sources;
  agree(comm, [&] {
    tasks = measure_tasks(o);
    if (comm.is_root()) require_room(o, tasks);
    if (any_needs(tasks, recordings) || any_needs(tasks, network)) {
      open_network(program, o, sources);
    }
    if (any_needs(tasks, recordings)) open_recordings(o, sources);
    if (any_needs(tasks, activities)) sources.activities.emplace(o.run);
    if (comm.is_root() && tasks.size() > 1) std::filesystem::create_directories(o.out);
  });
  require_same(comm, "network (checksum)", sources.network_checksum);
  if (sources.activities) {
    for (const std::string& warning : sources.activities->warnings()) log_warning(warning);
  }
  if (sources.split != nullptr) {
    warn_of(sources.data);
    sources.recordings.emplace(comm, *sources.split,
                               MeasuredChoice{o.limit, o.settings.seed, o.layout, o.sensor_seed},
                               program.verbosity());
  }
  measure_all(program, o, tasks, sources, {comm, StopCondition(), program.verbosity()});
  if (!sources.recordings) return;
  for (const std::string& warning : sources.recordings->warnings(comm)) {
    log_warning(warning);
  }
}

}  // namespace

int measure_program(Communicator& comm, int argc, const char* const* argv) {
  Program program(
      "ebsnn_measure", "Measures what a network with frozen weights does, on all ranks.",
      "ebsnn_measure --what ei --data N-MNIST --network RUN/network.h5 --out RUN/ei.h5");
  MeasureOptions options;
  declare(program.options(), options);
  program.add_model_options(Program::ModelDefaults::of_network);
  return program.run(comm, argc, argv, [&] { measure(program, options, comm); });
}

}  // namespace ebsnn
