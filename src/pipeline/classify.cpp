#include "pipeline/classify.hpp"

#include "core/error.hpp"
#include "pipeline/fit_classes.hpp"
#include "pipeline/run_units.hpp"
#include "pipeline/stored_unit.hpp"
#include "storage/activity_file.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <optional>
#include <string>
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

FeatureMatrix features_of(const Activity& activity) {
  return {activity.counts, activity.features()};
}

/// Moves the counts out of `activity`.
TrainingSamples samples_of(Activity& activity) {
  return {activity.features(), std::move(activity.counts), activity.label};
}

/// Throws InputError naming `path` unless the readout can handle its classes.
void require_classes(const std::filesystem::path& path, const Activity& activity) {
  const std::size_t classes = activity.classes.size();
  if (classes > kMaxConfusionClasses) {
    throw InputError(fmt::format("{}: has {} classes; the readout can handle at most {}",
                                 path.string(), classes, kMaxConfusionClasses));
  }
}

Result apply(const Unit& unit, const Activity& activity, const LinearSvm& svm) {
  const ConfusionMatrix confusion(activity.classes.size(), activity.label,
                                  predict(svm, features_of(activity)));
  const ResultRow row = result_row(unit);
  return {row.corruption, row.unit, row.level, confusion};
}

Provenance results_provenance(const Provenance& run, const Provenance& train,
                              const SvmOptions& options) {
  Provenance provenance = run;
  provenance.depends_on = fmt::format("cost = {}\ntolerance = {}\n{}", options.cost,
                                      options.tolerance, train.depends_on);
  provenance.seed = train.seed;
  provenance.data_checksum = train.data_checksum;
  provenance.network_checksum = train.network_checksum;
  return provenance;
}

/// What of the test sets must be alike: which recordings there are.
struct TestRows {
  std::size_t windows = 0;
  std::vector<std::uint64_t> recording;
  std::vector<Label> label;
};

/// Reads the test units, one after the other, and predicts.
std::vector<Result> apply_to_tests(const TestUnits& tests, const std::filesystem::path& run_folder,
                                   const LinearSvm& svm, const Provenance& train,
                                   Verbosity verbosity) {
  std::vector<Result> results;
  Progress progress("predicting", "units", tests.units.size(), verbosity);
  std::optional<TestRows> rows;
  for (const Unit& unit : tests.units) {
    const StoredUnit stored = find_unit(run_folder, unit);
    const std::filesystem::path& path = stored.path;
    const LoadedActivity test = read_activity(path);
    require_same_study(path, test.provenance, train, tests.reference);
    require_unit(path, test.provenance, stored.unit);
    if (!rows) {
      rows = TestRows{test.activity.windows, test.activity.recording, test.activity.label};
    }
    require_rows(path, test.activity, rows->windows, svm.features / rows->windows, rows->recording,
                 rows->label);
    results.push_back(apply(unit, test.activity, svm));
    progress.update(results.size());
  }
  return results;
}

void write_all(const std::filesystem::path& run_folder, const Classification& done,
               const SvmOptions& options, const Provenance& provenance,
               const std::string& test_data_checksum) {
  write_classifier(run_folder / "classifier.h5", done.svm, options, provenance);
  const ResultTable table{done.results, done.class_names, test_data_checksum};
  write_results(run_folder / "results.h5", table, provenance);
  write_results_csv(run_folder / "results.csv", table);
}

/// What the root has read, and looked through, before the SVM is fitted.
struct Study {
  TrainingSamples samples;
  std::vector<std::string> class_names;
  Provenance train;
  Provenance results;  ///< of the files to be written
  TestUnits tests;
  std::vector<Result> kept;  ///< of earlier results
};

Study look_through(const std::vector<Unit>& units, const std::filesystem::path& run_folder,
                   const SvmOptions& options, const Provenance& run) {
  require_files(units, run_folder);
  const std::filesystem::path path = run_folder / units.front().file();
  LoadedActivity loaded = read_activity(path);
  require_unit(path, loaded.provenance, units.front());
  require_classes(path, loaded.activity);
  Study study;
  study.train = std::move(loaded.provenance);
  study.results = results_provenance(run, study.train, options);
  study.tests = test_units_of(run_folder, units, study.train);
  study.kept = results_to_keep(run_folder / "results.h5", study.tests.units, study.results,
                               study.tests.reference.data_checksum, study.tests.warnings);
  for (const std::string& warning : study.tests.warnings) {
    spdlog::warn("{}", warning);
  }
  study.class_names = loaded.activity.classes;
  study.samples = samples_of(loaded.activity);
  return study;
}

}  // namespace

Classification classify(Communicator& comm, const std::vector<Unit>& units,
                        const std::filesystem::path& run_folder, const SvmOptions& options,
                        const Provenance& run, const StopCondition& stop, Verbosity verbosity) {
  Study study;
  agree(comm, [&] {
    if (comm.is_root()) {
      study = look_through(units, run_folder, options, run);
    }
  });
  Classification done{
      fit_classes(comm, std::move(study.samples), options, stop, verbosity), {}, study.class_names};
  agree(comm, [&] {
    if (comm.is_root()) {
      done.results = apply_to_tests(study.tests, run_folder, done.svm, study.train, verbosity);
      done.results.insert(done.results.end(), study.kept.begin(), study.kept.end());
      sort_results(done.results);
      write_all(run_folder, done, options, study.results, study.tests.reference.data_checksum);
    }
  });
  return done;
}

}  // namespace ebsnn
