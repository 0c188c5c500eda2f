// ebsnn_vary: makes a network from a trained one by scaling, blocking, shuffling or exchanging
// projections, or a network to compare it with.

#include "vary_program.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "data_options.hpp"
#include "encoding/evaluation_layout.hpp"
#include "option_checks.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/log.hpp"
#include "program.hpp"
#include "storage/network_file.hpp"
#include "storage/output_place.hpp"
#include "vary/operations.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

constexpr const char* kOperations = "operations";

struct Options {
  std::string network;
  std::filesystem::path out;
  std::vector<std::string> operations;
  DataOptions data;
  std::string layout = kCentralLayout;
  std::uint64_t limit = 1000;
  double tolerance = 0.001;
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> weight_seed;  ///< none: as `seed`
  bool force = false;
  /// The options of single operations, which are read in the order of the command line.
  std::map<const Option*, const OperationKind*> singles;
};

void declare_operations(OptionList& list, Options& o) {
  list.add_option("--operations", o.operations,
                  "Operations in order, separated by commas, in the words of the options below: "
                  "\"scale INtoV1=0.5,shuffle rows\"; the form for --config")
      ->delimiter(',')
      ->type_name(kList);
  for (const OperationKind& kind : operation_kinds()) {
    const std::string name = fmt::format("--{}", kind.name);
    const std::string help(kind.summary);
    Option* const option = kind.argument.empty() ? list.add_flag(name, help)
                                                 : list.add_option(name)
                                                       ->description(help)
                                                       ->type_name(std::string(kind.argument))
                                                       ->expected(1)
                                                       ->take_all();
    option->group("Operations (at least one; done in the order given)")->configurable(false);
    o.singles[option] = &kind;
  }
}

void declare(OptionList& list, Options& o) {
  list.add_option("--network", o.network,
                  "The network to start from: network.h5, a run folder, or a folder with the five "
                  "text files of the published code")
      ->required();
  list.add_option("--out", o.out, "Network file to write, G.h5")->required();
  declare_data(list, o.data);
  list.add_option("--layout", o.layout, kLayoutHelp)->capture_default_str();
  list.add_option("--limit", o.limit,
                  "Number of training recordings for measurements, spread evenly over all; 0: all")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_option("--tolerance", o.tolerance,
                  "Relative deviation from the wanted ratio or rate that is good enough")
      ->capture_default_str()
      ->check(positive_number());
  list.add_option("--seed", o.seed, "Seed of shuffles and of random weights")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_option("--weight-seed", o.weight_seed,
                  "Seed of random weights, as that of ebsnn_train; default: that of --seed")
      ->transform(whole_number());
  list.add_flag("--force", o.force, "Replace the file if it exists");
  declare_operations(list, o);
}

/// Those of --operations, then those of single options in the order of the command line.
std::vector<Operation> operations_in(const OptionList& list, const Options& o) {
  std::vector<Operation> operations;
  for (const std::string& text : o.operations) operations.push_back(parse_operation(text));
  std::map<const Option*, std::size_t> read;
  for (const Option* option : list.parse_order()) {
    const auto single = o.singles.find(option);
    if (single == o.singles.end()) continue;
    const bool flag = single->second->argument.empty();
    operations.push_back({single->second, flag ? "" : option->results().at(read[option]++)});
  }
  return operations;
}

void check(const std::vector<Operation>& operations, const Options& o) {
  if (operations.empty()) {
    throw InputError("no operation is given: --scale, --block, --shuffle, ... (see --help)");
  }
  for (const Operation& operation : operations) {
    operation.kind->check(operation);
    if (operation.argument.find(',') != std::string::npos) {
      throw InputError(
          fmt::format("--{} {}: has a comma, which separates operations where they are recorded; "
                      "expected a name without one",
                      operation.kind->name, excerpt(operation.argument)));
    }
    if (operation.kind->measures && o.data.data.empty()) {
      throw InputError(fmt::format("--{} needs --data", operation.kind->name));
    }
  }
}

void check_out(const Options& o) {
  if (output_file(o.out, "--out").replaces() && !o.force) {
    throw InputError(
        fmt::format("--out {}: exists already; --force replaces it", printable(o.out.native())));
  }
}

/// The training recordings, opened when an operation first needs them.
class Recordings {
 public:
  Recordings(Communicator& comm, const Options& o, Verbosity verbosity)
      : comm_(comm), o_(o), verbosity_(verbosity) {}

  /// Collective.
  SearchContext context() {
    if (!chosen_) open();
    return {comm_, *chosen_, stop_, o_.tolerance};
  }
  /// Empty if no operation has needed any.
  [[nodiscard]] std::string checksum() const { return chosen_ ? chosen_->checksum() : ""; }
  /// Collective.
  void warn() const {
    if (!chosen_) return;
    for (const std::string& warning : chosen_->warnings(comm_)) log_warning(warning);
  }

 private:
  void open() {
    agree(comm_, [&] {
      source_ = open_data(o_.data);
      if (source_.train == nullptr || source_.train->size() == 0) {
        throw InputError(fmt::format("--data {}: has no training recordings", o_.data.data));
      }
    });
    warn_of(source_);
    // They are presented without corruption, so the seed does not matter.
    chosen_ = std::make_unique<MeasuredRecordings>(
        comm_, *source_.train, MeasuredChoice{.limit = o_.limit, .layout = o_.layout}, verbosity_);
  }

  Communicator& comm_;
  const Options& o_;
  Verbosity verbosity_;
  StopCondition stop_;
  DataSource source_;
  std::unique_ptr<MeasuredRecordings> chosen_;
};

std::vector<std::string> texts_of(const std::vector<Operation>& operations) {
  std::vector<std::string> texts;
  texts.reserve(operations.size());
  for (const Operation& operation : operations) texts.push_back(operation.text());
  return texts;
}

Provenance provenance_of(const Program& program, const Options& o, const VariedFrom& from,
                         const ModelParameters& parameters, const std::string& data_checksum) {
  const std::string list = fmt::format("{}", fmt::join(from.operations, ","));
  Provenance provenance = program.provenance();
  provenance.seed = o.seed;
  provenance.data_checksum = data_checksum;
  provenance.network_checksum = from.parent_checksum;
  provenance.full_configuration = program.configuration({{kOperations, list}});
  provenance.depends_on =
      fmt::format("{} = {}\n{}{}", kOperations, toml_string(list),
                  own_seed_setting(kWeightSeed, o.weight_seed, o.seed), to_toml(parameters));
  if (!data_checksum.empty()) {
    provenance.depends_on += fmt::format("limit = {}\nlayout = \"{}\"\ntolerance = {}\n", o.limit,
                                         o.layout, o.tolerance);
  }
  return provenance;
}

void vary(Program& program, const Options& o, Communicator& comm) {
  std::vector<Operation> operations;
  FrozenNetwork network;
  agree(comm, [&] {
    operations = operations_in(program.options(), o);
    check(operations, o);
    if (comm.is_root()) check_out(o);
    LoadedNetwork loaded = read_network(o.network, {});
    network = {loaded.parameters, std::move(loaded.weights)};
  });
  VariedFrom from{hex(checksum_of(network.weights)), texts_of(operations), {}};
  require_same(comm, "network (checksum)", from.parent_checksum);
  Recordings recordings(comm, o, program.verbosity());
  const OperationContext context{comm, o.seed, o.weight_seed.value_or(o.seed),
                                 [&] { return recordings.context(); }};
  agree(comm, [&] {
    for (const Operation& operation : operations) {
      from.outcomes.push_back(operation.kind->apply(operation, network, context));
      log_info(fmt::format("{}: {}", operation.text(), from.outcomes.back()));
    }
  });
  recordings.warn();
  agree(comm, [&] {
    if (!comm.is_root()) return;
    write_network(o.out, network.weights, network.parameters, nullptr,
                  provenance_of(program, o, from, network.parameters, recordings.checksum()),
                  &from);
  });
}

}  // namespace

int vary_program(Communicator& comm, int argc, const char* const* argv) {
  Program program("ebsnn_vary",
                  "Makes a network from a trained one, to learn what its projections contribute.",
                  "ebsnn_vary --network RUN/network.h5 --out blocked.h5 --block feedback");
  Options options;
  declare(program.options(), options);
  return program.run(comm, argc, argv, [&] { vary(program, options, comm); });
}

}  // namespace ebsnn
