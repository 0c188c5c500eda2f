#include "pipeline/look_through.hpp"

#include "core/error.hpp"
#include "pipeline/code.hpp"
#include "pipeline/earlier_readouts.hpp"
#include "pipeline/log.hpp"
#include "pipeline/stored_unit.hpp"
#include "readout/metrics.hpp"
#include "storage/activity_file.hpp"

#include <fmt/format.h>

#include <utility>

namespace ebsnn {
namespace {

void require_files(const std::vector<Unit>& units, const std::filesystem::path& run_folder) {
  std::size_t missing = 0;
  std::string first;
  for (const Unit& unit : units_to_simulate(units)) {
    const std::filesystem::path path = find_unit(run_folder, unit).path;
    if (!std::filesystem::exists(path)) {
      first = missing++ == 0 ? path.string() : first;
    }
  }
  if (missing > 0) {
    throw InputError(
        fmt::format("{} of {} activity files are missing (first: {}): run --stage simulate, all "
                    "tasks of it, first",
                    missing, units_to_simulate(units).size(), first));
  }
}

/// Throws InputError naming `path` unless the readout can handle its classes.
void require_classes(const std::filesystem::path& path, const Activity& activity) {
  const std::size_t classes = activity.classes.size();
  if (classes > kMaxConfusionClasses) {
    throw InputError(fmt::format("{}: has {} classes; the readout can handle at most {}",
                                 path.string(), classes, kMaxConfusionClasses));
  }
}

Provenance results_provenance(const Provenance& run, const Provenance& train,
                              const ReadoutChoice& choice) {
  const ReadoutKey key = choice.key();
  Provenance provenance = run;
  provenance.depends_on =
      fmt::format("cost = {}\ntolerance = {}\n", key.svm_c, choice.options.tolerance);
  // Not where they are the published ones: results of earlier builds do not have these lines.
  if (key.code != ReadoutKey{}.code) provenance.depends_on += fmt::format("code = {}\n", key.code);
  if (key.scaling != ReadoutKey{}.scaling) {
    provenance.depends_on += fmt::format("scaling = {}\n", key.scaling);
  }
  provenance.depends_on += train.depends_on;
  provenance.seed = train.seed;
  provenance.data_checksum = train.data_checksum;
  provenance.network_checksum = train.network_checksum;
  return provenance;
}

/// Results without counts, for units that are going to be read out.
std::vector<Result> results_of(const std::vector<Unit>& units) {
  std::vector<Result> results;
  for (const Unit& unit : units) {
    const ResultRow row = result_row(unit);
    results.push_back({row.corruption, row.unit, row.level, ConfusionMatrix()});
  }
  return results;
}

/// What the run folder holds of earlier readouts.
void look_at_earlier(const std::filesystem::path& run_folder, const ReadoutKey& key,
                     FolderContent& content) {
  const std::string& checksum = content.tests.reference.data_checksum;
  content.kept = results_to_keep(run_folder / "results.h5", content.tests.units, content.results,
                                 checksum, content.tests.warnings);
  content.kept_predictions =
      predictions_to_keep(run_folder, content.kept, content.results, checksum);
  std::vector<Result> written = results_of(content.tests.units);
  written.insert(written.end(), content.kept.begin(), content.kept.end());
  const EarlierResults earlier = earlier_results(run_folder, content.results, checksum);
  content.kept_rows = tidy_rows_to_keep(run_folder, earlier, tidy_rows(key, written));
  if (const std::string text = replacement_text(earlier, key); !text.empty()) {
    log_info(text);
  }
}

RecordingsOfRun recordings_of_folder(const std::filesystem::path& run_folder,
                                     const std::filesystem::path& train_path,
                                     const LoadedActivity& train, const TestUnits& tests) {
  const std::filesystem::path path = find_unit(run_folder, tests.units.front()).path;
  return recordings_of_run(train_path, train, read_activity(path));
}

}  // namespace

FolderContent look_through(const std::vector<Unit>& units, const std::filesystem::path& run_folder,
                           const ReadoutChoice& choice, const Provenance& run) {
  require_files(units, run_folder);
  const std::filesystem::path path = run_folder / units.front().file();
  LoadedActivity loaded = read_activity(path);
  require_unit(path, loaded.provenance, units.front());
  require_classes(path, loaded.activity);
  FolderContent content;
  content.code = &code_called(choice.code);
  const bool of_events = content.code->of_events != nullptr;
  content.train_unit = units.front();
  content.train = loaded.provenance;
  content.results = results_provenance(run, content.train, choice);
  content.tests = test_units_of(run_folder, units, content.train);
  look_at_earlier(run_folder, choice.key(), content);
  for (const std::string& warning : content.tests.warnings) {
    log_warning(warning);
  }
  if (choice.data != nullptr) {
    content.recordings = recordings_of_folder(run_folder, path, loaded, content.tests);
  }
  Activity& activity = loaded.activity;
  content.windows = activity.windows;
  content.neurons = activity.neurons;
  content.class_names = std::move(activity.classes);
  content.samples.labels = std::move(activity.label);
  if (!of_events) {
    CodeCounts counts = stored_counts(*content.code, path, activity);
    content.samples.features = counts.features;
    content.samples.counts = std::move(counts.counts);
  }
  return content;
}

}  // namespace ebsnn
