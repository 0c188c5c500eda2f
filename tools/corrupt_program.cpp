// ebsnn_corrupt: writes corrupted recordings as files, for other programs.

#include "corrupt_program.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"
#include "corrupt/unit_files.hpp"
#include "corrupt/unit_writer.hpp"
#include "corruption_seeds.hpp"
#include "data_options.hpp"
#include "option_checks.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/data_checksum.hpp"
#include "pipeline/levels.hpp"
#include "pipeline/log.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/unchanged_dataset.hpp"
#include "pipeline/unit.hpp"
#include "program.hpp"
#include "storage/atomic_file.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using namespace ebsnn::corrupting;

struct Options {
  DataOptions data;
  UnitChoice units;
  std::string split = "test";
  int steps = kDefaultSteps;
  CorruptionSeeds seeds;
  bool sort_time = false;
  Output output;
  std::string form = std::string(published_form().name);

  [[nodiscard]] Split chosen_split() const { return split == "test" ? Split::test : Split::train; }
};

void declare(OptionList& list, Options& o) {
  declare_data(list, o.data)->required();
  list.add_option("--corruption", o.units.corruption,
                  "Corruptions separated by commas, or published; as in ebsnn_eval")
      ->type_name(kList);
  list.add_option("--levels,--level", o.units.levels, kLevelsHelp)
      ->capture_default_str()
      ->type_name(kList);
  list.add_option("--suite", o.units.suite, kSuiteHelp);
  list.add_option("--split", o.split, "Which recordings: test or train")
      ->capture_default_str()
      ->check(one_of({"test", "train"}));
  list.add_option("--steps", o.steps, "Duration of a presentation (ms)")
      ->capture_default_str()
      ->transform(whole_number(1, 60000));
  declare_corruption_seeds(list, o.seeds);
  list.add_option(
          "--out", o.output.out,
          "Where to write: a new folder, for <corruption>/<level>/Test/<class>/<number>.bin "
          "and manifest.csv; or F.h5, for packed files F-<corruption>-<level>.h5 and F.csv")
      ->required();
  list.add_option("--form", o.form,
                  "Files of recordings in a folder: bin (the published form) or npz (NumPy's, with "
                  "the arrays t, x, y, p, as SpikingJelly reads them)")
      ->capture_default_str()
      ->check(one_of({"bin", "npz"}));
  list.add_flag("--sort-time", o.sort_time,
                "Sort the events of each recording by time; events of one time keep their order");
}

/// Throws InputError if packed files are to have a form.
void choose_form(Options& o) {
  if (o.form == published_form().name) return;
  if (o.output.packed()) {
    throw InputError(
        fmt::format("--form {}: packed files have a form of their own; expected --out "
                    "with the name of a folder, not {}",
                    o.form, printable(o.output.out.native())));
  }
  o.output.form = &npz_form();
}

/// Those that differ from the recordings as they are.
std::vector<Unit> corrupted_units(const Options& o) {
  if (o.units.corruption.empty() && o.units.suite.empty()) {
    throw InputError("--corruption or --suite is required");
  }
  std::vector<Unit> units = units_to_simulate(make_units(o.units));
  units.erase(units.begin(), units.begin() + 2);  // the training set, the clean test set
  if (units.empty()) {
    throw InputError(
        "--corruption, --levels: no level above 0; recordings at 0 are those of --data");
  }
  return units;
}

const Dataset& recordings_of(const DataSource& source, const Options& o) {
  const Dataset* data = o.chosen_split() == Split::train ? source.train.get() : source.test.get();
  if (data == nullptr || data->size() == 0) {
    throw InputError(
        fmt::format("--data {}: has no recordings of --split {}", o.data.data, o.split));
  }
  return *data;
}

/// What all units share.
Provenance shared_provenance(const Program& program, const Options& o,
                             const std::string& data_checksum) {
  Provenance provenance = program.provenance();
  provenance.seed = o.seeds.seed;
  provenance.data_checksum = data_checksum;
  provenance.depends_on =
      fmt::format("split = \"{}\"\nsteps = {}\nsort-time = {}\n", o.split, o.steps, o.sort_time) +
      own_seed_setting(kSensorSeed, o.seeds.sensor_seed, o.seeds.seed);
  if (!o.output.packed()) provenance.depends_on += fmt::format("form = \"{}\"\n", o.form);
  provenance.full_configuration = program.configuration();
  return provenance;
}

/// Writes the units of the recordings of `data`, which must not change meanwhile.
std::vector<WrittenUnit> write_all(const Program& program, const Options& o,
                                   const std::vector<Unit>& units, const Dataset& data) {
  std::vector<std::size_t> indices(data.size());
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  const SplitChecksum checksum =
      checksum_of_split(*make_local_communicator(), data, indices, program.verbosity());
  UnchangedDataset unchanged(data, indices, checksum);
  if (units.size() > 1) unchanged.keep(UnchangedDataset::kMostKeptBytes);
  return write_units({.output = o.output,
                      .units = units,
                      .data = unchanged,
                      .split = o.chosen_split(),
                      .change = {.condition = {},
                                 .duration_ms = o.steps,
                                 .seed = o.seeds.seed,
                                 .sensor_seed = o.seeds.sensor_seed,
                                 .sort_time = o.sort_time},
                      .provenance = shared_provenance(program, o, checksum.text),
                      .verbosity = program.verbosity()});
}

void corrupt_recordings(const Program& program, Options& o) {
  const auto start = std::chrono::steady_clock::now();
  choose_form(o);
  const std::vector<Unit> units = corrupted_units(o);
  if (!std::filesystem::exists(o.output.unfinished())) o.output.require_room(units, {});
  const DataSource source = open_data(o.data);
  warn_of(source);
  const std::vector<WrittenUnit> written = write_all(program, o, units, recordings_of(source, o));
  // The manifest comes last: where it is, all units are complete.
  write_file_atomically(o.output.manifest(), manifest_text(written));
  std::filesystem::remove(o.output.unfinished());
  std::uint64_t bytes = 0;
  for (const WrittenUnit& unit : written) bytes += unit.bytes;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  log_info(fmt::format("{}: {} units of {} recordings, {:.1f} MB, in {}",
                       o.output.manifest().string(), written.size(), written.front().recordings,
                       static_cast<double>(bytes) / 1e6, duration_text(elapsed.count())));
}

}  // namespace

int corrupt_program(Communicator& comm, int argc, const char* const* argv) {
  Program program("ebsnn_corrupt",
                  "Writes corrupted recordings as files, for other programs: those that ebsnn_eval "
                  "simulates.",
                  "ebsnn_corrupt --data N-MNIST --suite ec1 --out N-MNIST-ec1");
  Options options;
  declare(program.options(), options);
  // One process reads and writes; more would only wait for the same disk.
  return program.run(comm, argc, argv, [&] {
    agree(comm, [&] {
      if (comm.is_root()) corrupt_recordings(program, options);
    });
  });
}

}  // namespace ebsnn
