// ebsnn_measure: measures what a network with frozen weights does, such as its ratio of excitation
// to inhibition.

#include "measure_program.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "data_options.hpp"
#include "encoding/evaluation_layout.hpp"
#include "option_checks.hpp"
#include "pipeline/condition.hpp"
#include "pipeline/levels.hpp"
#include "pipeline/log.hpp"
#include "pipeline/measurement.hpp"
#include "pipeline/measurement_file.hpp"
#include "pipeline/unit.hpp"
#include "program.hpp"
#include "storage/network_file.hpp"
#include "storage/output_place.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

struct Options {
  std::string what;
  DataOptions data;
  std::string network;
  std::filesystem::path out;
  std::string split = "train";
  std::uint64_t limit = 1000;
  UnitChoice conditions{.corruption = "none"};
  std::string layout = kCentralLayout;
  std::uint64_t seed = 1;
  bool force = false;
};

std::string what_help() {
  std::string text;
  for (const Measurement& measurement : measurements()) {
    text +=
        fmt::format("{}{}: {}", text.empty() ? "" : "; ", measurement.name, measurement.summary);
  }
  return text;
}

void declare(CLI::App& app, Options& o) {
  app.add_option("--what", o.what, what_help())->required();
  declare_data(app, o.data)->required();
  app.add_option("--network", o.network,
                 "network.h5, a run folder, or a folder with the five text files of the published "
                 "code")
      ->required();
  app.add_option("--out", o.out, "File to write, M.h5; a table M.csv is written beside it")
      ->required();
  app.add_option("--split", o.split, "Recordings: train or test")
      ->capture_default_str()
      ->check(CLI::IsMember({"train", "test"}));
  app.add_option("--limit", o.limit, "Number of recordings, spread evenly over all; 0: all")
      ->capture_default_str()
      ->transform(whole_number());
  app.add_option("--layout", o.layout, kLayoutHelp)->capture_default_str();
  app.add_option("--corruption", o.conditions.corruption,
                 "Measure under these corruptions too: names separated by commas, all, or none")
      ->capture_default_str()
      ->type_name(kList);
  app.add_option("--levels", o.conditions.levels, kLevelsHelp)
      ->capture_default_str()
      ->type_name(kList);
  app.add_option("--suite", o.conditions.suite, kSuiteHelp);
  app.add_option("--condition", o.conditions.conditions,
                 "Measure under this condition too: " + std::string(kConditionHelp) +
                     "; several separated by commas")
      ->delimiter(',')
      ->type_name(kList);
  app.add_option("--seed", o.seed, "Seed of the corruptions")
      ->capture_default_str()
      ->transform(whole_number());
  app.add_flag("--force", o.force, "Replace the files if they exist");
}

void check_out(const Options& o) {
  if (o.out.extension() == ".csv") {
    throw InputError(
        fmt::format("--out {}: is the name of the table beside the file; expected a "
                    "name such as M.h5",
                    printable(o.out.native())));
  }
  for (const std::filesystem::path& path : {o.out, csv_beside(o.out)}) {
    if (output_file(path, "--out").replaces() && !o.force) {
      throw InputError(fmt::format("--out {}: {} exists already; --force replaces it",
                                   printable(o.out.native()), printable(path.native())));
    }
  }
}

const Dataset& recordings_of(const DataSource& source, const Options& o) {
  const bool train = o.split == "train";
  const Dataset* data = train ? source.train.get() : source.test.get();
  if (data == nullptr || data->size() == 0) {
    throw InputError(fmt::format("--data {}: has no {} recordings (--split {})", o.data.data,
                                 train ? "training" : "test", o.split));
  }
  return *data;
}

/// Network and conditions; the recordings follow.
MeasureInput input_of(const Program& program, const Options& o) {
  MeasureInput input;
  LoadedNetwork network = read_network(o.network, program.parameters({}));
  input.parameters = program.parameters(network.parameters);
  validate(network.weights, input.parameters, o.network);
  input.weights = std::move(network.weights);
  input.conditions = measured_conditions(o.conditions);
  return input;
}

std::string list_of(const std::vector<Condition>& conditions) {
  std::vector<std::string> names;
  for (const Condition& condition : conditions) {
    names.push_back(fmt::format("\"{}\"", name_of(condition)));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

Provenance provenance_of(const Program& program, const Options& o, const MeasureInput& input) {
  Provenance provenance = program.provenance();
  provenance.seed = o.seed;
  provenance.data_checksum = input.recordings->checksum();
  provenance.network_checksum = hex(checksum_of(input.weights));
  provenance.full_configuration = program.configuration(values_of(input.parameters));
  provenance.depends_on = fmt::format(
      "what = \"{}\"\nsplit = \"{}\"\nlimit = {}\nlayout = \"{}\"\nconditions = [{}]\n{}", o.what,
      o.split, o.limit, o.layout, list_of(input.conditions), to_toml(input.parameters));
  return provenance;
}

void measure(const Program& program, const Options& o, Communicator& comm) {
  const StopCondition stop;
  const Measurement* measurement = nullptr;
  MeasureInput input;
  DataSource source;
  const Dataset* data = nullptr;
  agree(comm, [&] {
    measurement = &find_measurement(o.what);
    if (comm.is_root()) check_out(o);
    input = input_of(program, o);
    source = open_data(o.data);
    data = &recordings_of(source, o);
    // Checks that it fits.
    const EvaluationLayout layout(o.layout, data->description().sensor,
                                  input.parameters.shape.patch_side);
  });
  require_same(comm, "network (checksum)", hex(checksum_of(input.weights)));
  warn_of(source);
  MeasuredRecordings recordings(comm, *data, {o.limit, o.seed, o.layout}, program.verbosity());
  input.recordings = &recordings;
  const Measured measured = measurement->measure(comm, input, stop, program.verbosity());
  for (const std::string& warning : recordings.warnings(comm)) log_warning(warning);
  agree(comm, [&] {
    if (!comm.is_root()) return;
    write_measurement(o.out, *measurement, input, measured, provenance_of(program, o, input));
    fmt::print("{}", measured.table);
  });
}

}  // namespace

int measure_program(Communicator& comm, int argc, const char* const* argv) {
  Program program(
      "ebsnn_measure", "Measures what a network with frozen weights does, on all ranks.",
      "ebsnn_measure --what ei --data N-MNIST --network RUN/network.h5 --out RUN/ei.h5");
  Options options;
  declare(program.app(), options);
  program.add_model_options(Program::ModelDefaults::of_network);
  return program.run(comm, argc, argv, [&] { measure(program, options, comm); });
}

}  // namespace ebsnn
