#include "pipeline/evaluate.hpp"

#include "core/clock.hpp"
#include "core/error.hpp"
#include "core/partition.hpp"
#include "encoding/spike_raster.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/data_checksum.hpp"
#include "pipeline/data_source.hpp"
#include "pipeline/data_warnings.hpp"
#include "pipeline/log.hpp"
#include "pipeline/stored_unit.hpp"
#include "pipeline/unchanged_dataset.hpp"
#include "storage/activity_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

namespace ebsnn {
namespace {

/// Of each window: first row and column.
std::vector<std::uint16_t> places_of(const EvaluationLayout& layout) {
  std::vector<std::uint16_t> places;
  for (const Window& window : layout.windows()) {
    places.push_back(static_cast<std::uint16_t>(window.top));
    places.push_back(static_cast<std::uint16_t>(window.left));
  }
  return places;
}

class Evaluation {
 public:
  Evaluation(Communicator& comm, const EvaluationInput& input,
             const std::filesystem::path& run_folder, const Provenance& run,
             const StopCondition& stop, Verbosity verbosity)
      : comm_(comm),
        input_(input),
        run_folder_(run_folder),
        run_(run),
        stop_(stop),
        verbosity_(verbosity),
        layout_(input.layout, description_of(*input.data).sensor,
                input.parameters.shape.patch_side),
        simulator_(input.parameters, input.weights, input.precision),
        recorder_(input.record, {layout_.size(), input.parameters.shape}) {}

  SimulateSummary run(const std::vector<Unit>& units);
  EvaluationTrial try_out(const std::vector<Unit>& units, double seconds);

 private:
  [[nodiscard]] const Dataset& data(Split split) const;
  const std::vector<std::size_t>& indices(Split split);
  /// The recordings of a split, which have the checksum data_checksum().
  const Dataset& reading(Split split);
  const std::string& data_checksum(Split split);
  void require_fits(const std::filesystem::path& path, const Unit& unit,
                    const Provenance& expected);
  Provenance provenance_of(const Unit& unit);
  bool is_there(const Unit& unit);
  [[nodiscard]] Activity no_activity() const;
  void sample_until(std::chrono::steady_clock::time_point end, const std::vector<Unit>& units,
                    std::size_t& sampled);
  Block share_of(const Unit& unit);
  Activity simulate(const Unit& unit, Progress& progress, std::size_t done);
  void simulate_recording(const Unit& unit, std::size_t index, Activity& activity);
  [[nodiscard]] bool among_some(Split split, std::size_t index);

  Communicator& comm_;
  const EvaluationInput& input_;
  const std::filesystem::path& run_folder_;
  const Provenance& run_;
  const StopCondition& stop_;
  Verbosity verbosity_;
  EvaluationLayout layout_;
  Simulator simulator_;
  Recorder recorder_;
  std::map<Split, std::vector<std::size_t>> indices_;
  std::map<Split, std::set<std::size_t>> some_;  ///< recordings whose spikes are recorded
  std::map<Split, std::string> checksums_;
  std::map<Split, UnchangedDataset> unchanged_;
  std::map<Split, DataWarnings> warnings_;
  std::vector<std::uint8_t> scratch_;
};

const Dataset& Evaluation::data(Split split) const {
  return split == Split::train ? *input_.data->train : *input_.data->test;
}

const std::vector<std::size_t>& Evaluation::indices(Split split) {
  if (!indices_.contains(split)) {
    const std::size_t limit = split == Split::train ? input_.train_limit : input_.test_limit;
    indices_[split] = spread_evenly(data(split).size(), limit);
  }
  return indices_[split];
}

const std::string& Evaluation::data_checksum(Split split) {
  if (!checksums_.contains(split)) {
    const SplitChecksum checksum =
        checksum_of_split(comm_, data(split), indices(split), verbosity_);
    checksums_[split] = checksum.text;
    unchanged_.try_emplace(split, data(split), indices(split), checksum);
  }
  return checksums_[split];
}

const Dataset& Evaluation::reading(Split split) { return unchanged_.at(split); }

/// At the root: throws InputError unless the file is this unit's, whole, and of this run.
void Evaluation::require_fits(const std::filesystem::path& path, const Unit& unit,
                              const Provenance& expected) {
  const LoadedActivity there = read_activity(path);
  require_same_run(path, there.provenance, expected);
  const std::vector<std::size_t>& all = indices(unit.split);
  std::vector<Label> labels;
  labels.reserve(all.size());
  for (const std::size_t index : all) {
    labels.push_back(data(unit.split).label(index));
  }
  require_rows(path, there.activity, layout_.size(),
               static_cast<std::size_t>(input_.parameters.shape.v1),
               std::vector<std::uint64_t>(all.begin(), all.end()), labels);
}

Provenance Evaluation::provenance_of(const Unit& unit) {
  return unit_provenance(unit, input_, run_, data_checksum(unit.split));
}

bool Evaluation::is_there(const Unit& unit) {
  bool there = false;
  (void)data_checksum(unit.split);  // collective
  agree(comm_, [&] {
    const StoredUnit stored = find_unit(run_folder_, unit);
    if (comm_.is_root() && std::filesystem::exists(stored.path)) {
      require_fits(stored.path, stored.unit, provenance_of(stored.unit));
      there = recorder_.all_in(intact_columns(h5::File::open(stored.path)));
      if (!there) {
        log_info(fmt::format("{}: lacks some of --record; simulated again", stored.path.string()));
      }
    }
  });
  return comm_.maximum(there ? 1 : 0) != 0;
}

bool Evaluation::among_some(Split split, std::size_t index) {
  if (!some_.contains(split)) {
    const std::vector<std::size_t>& all = indices(split);
    for (const std::size_t place : spread_evenly(all.size(), input_.record.spikes_of)) {
      some_[split].insert(all[place]);
    }
  }
  return some_[split].contains(index);
}

void Evaluation::simulate_recording(const Unit& unit, std::size_t index, Activity& activity) {
  const ModelParameters& parameters = input_.parameters;
  Recording recording = reading(unit.split).read(index);
  warnings_[unit.split].note(index, recording);
  apply(unit.condition, recording.events,
        {data(unit.split).description().sensor, parameters.shape.steps, input_.sensor_seed},
        input_.seed, index);
  const bool some = among_some(unit.split, index);
  std::uint16_t window = 0;
  for (const SpikeRaster& raster :
       encode(recording.events, layout_.windows(), parameters.shape.steps, scratch_)) {
    const SpikeCounts counts =
        recorder_.present(simulator_, raster, {index, window++, some}, activity.columns);
    activity.counts.insert(activity.counts.end(), counts.v1.begin(), counts.v1.end());
  }
  activity.label.push_back(recording.label);
  activity.recording.push_back(index);
  activity.surviving_events.push_back(static_cast<std::uint32_t>(recording.events.size()));
  activity.surviving_events.push_back(
      static_cast<std::uint32_t>(layout_.count_inside(recording.events)));
}

/// This rank's recordings of the unit.
Block Evaluation::share_of(const Unit& unit) {
  return block_of(indices(unit.split).size(), static_cast<std::size_t>(comm_.rank()),
                  static_cast<std::size_t>(comm_.size()));
}

/// Without rows.
Activity Evaluation::no_activity() const {
  Activity activity;
  activity.windows = layout_.size();
  activity.neurons = static_cast<std::size_t>(input_.parameters.shape.v1);
  activity.window_place = places_of(layout_);
  activity.classes = description_of(*input_.data).classes;
  activity.columns = recorder_.columns();
  return activity;
}

/// This rank's share of the unit, after `done` recordings of others. Ends early if a rank failed or
/// was asked to stop.
Activity Evaluation::simulate(const Unit& unit, Progress& progress, std::size_t done) {
  const std::vector<std::size_t>& all = indices(unit.split);
  const Block block = share_of(unit);
  Activity activity = no_activity();
  activity.counts.reserve(block.count * activity.features());
  agree(comm_, [&] {
    for (std::size_t i = block.first; i < block.end() && !comm_.stop_raised(); ++i) {
      simulate_recording(unit, all[i], activity);
      progress.update(done + activity.size());
      if (const std::string reason = stop_.reason(); !reason.empty()) {
        throw Interrupted(
            fmt::format("stopped by {} while simulating {}; finished units are kept: run the "
                        "same command again to continue",
                        reason, unit.name()));
      }
    }
  });
  return activity;
}

SimulateSummary Evaluation::run(const std::vector<Unit>& units) {
  SimulateSummary summary;
  const auto start = std::chrono::steady_clock::now();
  std::size_t total = 0;
  for (const Unit& unit : units) {
    (void)data_checksum(unit.split);  // shows its own progress
    total += share_of(unit).count;
  }
  // One for all units: many are done before a bar of their own would be shown.
  Progress progress("units", "recordings per rank", total, verbosity_);
  std::size_t done = 0;
  for (std::size_t number = 0; number < units.size(); ++number) {
    const Unit& unit = units[number];
    const std::string title = fmt::format("unit {}/{} {}", number + 1, units.size(), unit.name());
    progress.begin(title);
    progress.update(done);
    if (is_there(unit)) {
      ++summary.skipped;
      progress.skip(share_of(unit).count);
      continue;
    }
    const Activity mine = simulate(unit, progress, done);
    done += mine.size();
    write_activity(comm_, run_folder_ / unit.file(), mine, provenance_of(unit));
    ++summary.simulated;
    summary.simulated_s += static_cast<double>(indices(unit.split).size() * layout_.size()) *
                           input_.parameters.shape.steps / 1000.0;
    if (verbosity_ >= Verbosity::verbose) {
      progress.clear();
      log_info(fmt::format("{}: written {}", title, (run_folder_ / unit.file()).string()));
    }
  }
  summary.elapsed_s = seconds_since(start);
  for (const Split split : {Split::train, Split::test}) {
    // Every rank takes part, even if it had no recording of the split.
    if ((split == Split::train ? input_.data->train : input_.data->test) != nullptr) {
      const std::vector<std::string> lines = warnings_[split].summary(comm_, data(split));
      summary.warnings.insert(summary.warnings.end(), lines.begin(), lines.end());
    }
  }
  return summary;
}

/// Simulates recordings of all units in turn, drawn evenly from each unit. Each rank draws
/// different ones.
void Evaluation::sample_until(std::chrono::steady_clock::time_point end,
                              const std::vector<Unit>& units, std::size_t& sampled) {
  constexpr double kEvenly =
      0.6180339887498949;  // fraction of the golden ratio: the most even spread
  const auto ranks = static_cast<std::size_t>(comm_.size());
  while (sampled == 0 || std::chrono::steady_clock::now() < end) {
    const std::size_t number = static_cast<std::size_t>(comm_.rank()) + sampled * ranks;
    const Unit& unit = units[number % units.size()];
    const std::vector<std::size_t>& all = indices(unit.split);
    const double place = std::fmod(static_cast<double>(number) * kEvenly, 1.0);
    Activity discarded = no_activity();
    simulate_recording(unit, all[static_cast<std::size_t>(place * static_cast<double>(all.size()))],
                       discarded);
    ++sampled;
  }
}

EvaluationTrial Evaluation::try_out(const std::vector<Unit>& units, double seconds) {
  EvaluationTrial trial;
  trial.windows = layout_.size();
  trial.classes = description_of(*input_.data).classes.size();
  trial.column_bytes = recorder_.bytes_per_recording();
  std::vector<Unit> missing;
  const auto begin = std::chrono::steady_clock::now();
  for (const Unit& unit : units) {
    const bool there = is_there(unit);
    trial.there.push_back(there);
    trial.recordings.push_back(indices(unit.split).size());
    if (!there && trial.recordings.back() > 0) {
      missing.push_back(unit);
    }
  }
  trial.checking_s = seconds_since(begin);
  if (missing.empty()) {
    return trial;
  }
  const auto start = std::chrono::steady_clock::now();
  std::size_t sampled = 0;
  agree(comm_, [&] {
    sample_until(start + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                             std::chrono::duration<double>(seconds)),
                 missing, sampled);
  });
  const double nanoseconds = seconds_since(start) * 1e9 / static_cast<double>(sampled);
  trial.recordings_per_s =
      1e9 / static_cast<double>(comm_.maximum(static_cast<std::uint64_t>(nanoseconds) + 1));
  return trial;
}

}  // namespace

EvaluationTrial try_evaluation(Communicator& comm, const std::vector<Unit>& units,
                               const EvaluationInput& input,
                               const std::filesystem::path& run_folder, const Provenance& run,
                               double seconds, Verbosity verbosity) {
  const StopCondition never;
  return Evaluation(comm, input, run_folder, run, never, verbosity)
      .try_out(units_to_simulate(units), seconds);
}

Provenance unit_provenance(const Unit& unit, const EvaluationInput& input, const Provenance& run,
                           const std::string& data_checksum) {
  Provenance provenance = run;
  provenance.seed = input.seed;
  provenance.data_checksum = data_checksum;
  provenance.depends_on =
      unit_settings(unit) +
      fmt::format("limit = {}\nprecision = \"{}\"\nsensor = \"{}\"\nlayout = \"{}\"\n",
                  unit.split == Split::train ? input.train_limit : input.test_limit,
                  name_of(input.precision), text_of(description_of(*input.data).sensor),
                  input.layout) +
      sensor_seed_setting(input.sensor_seed, input.seed) + to_toml(input.parameters);
  return provenance;
}

SimulateSummary simulate_units(Communicator& comm, const std::vector<Unit>& units,
                               const EvaluationInput& input,
                               const std::filesystem::path& run_folder, const Provenance& run,
                               const StopCondition& stop, Verbosity verbosity) {
  return Evaluation(comm, input, run_folder, run, stop, verbosity).run(units_to_simulate(units));
}

}  // namespace ebsnn
