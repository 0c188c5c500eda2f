#include "pipeline/classify.hpp"

#include "core/error.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/fit_classes.hpp"
#include "storage/activity_file.hpp"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace ebsnn {
namespace {

void require_files(const std::vector<Unit>& units, const std::filesystem::path& run_folder) {
  std::size_t missing = 0;
  std::string first;
  for (const Unit& unit : units) {
    const std::filesystem::path path = run_folder / unit.file();
    if (!std::filesystem::exists(path)) {
      first = missing++ == 0 ? path.string() : first;
    }
  }
  if (missing > 0) {
    throw InputError(
        fmt::format("{} of {} activity files are missing (first: {}): run --stage simulate, all "
                    "tasks of it, first",
                    missing, units.size(), first));
  }
}

/// Activities of different runs would give plausible but meaningless accuracies.
void require_same_study(const std::filesystem::path& path, const Provenance& found,
                        const std::filesystem::path& reference_path, const Provenance& reference,
                        const std::set<std::string>& may_differ) {
  const std::string text = differences(found, reference, may_differ);
  if (!text.empty()) {
    throw InputError(fmt::format("{} does not belong to the same study as {}:{}", path.string(),
                                 reference_path.string(), text));
  }
}

/// Training and test activities differ in their data; test activities differ only in corruption and
/// level.
const std::set<std::string> kOfUnit{"corruption", "level"};
const std::set<std::string> kOfSplit{"corruption", "level", "split", "limit", "data checksum"};

FeatureMatrix features_of(const Activity& activity) {
  return {activity.counts, kQuadrants * activity.neurons};
}

/// Moves the counts and labels out of `activity`.
TrainingSamples samples_of(Activity& activity) {
  return {kQuadrants * activity.neurons, std::move(activity.counts), std::move(activity.label)};
}

Result apply(const Unit& unit, const Activity& activity, const LinearSvm& svm) {
  return {std::string(unit.corruption->name), std::string(unit.corruption->unit), unit.level,
          ConfusionMatrix(activity.label, predict(svm, features_of(activity)))};
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

/// Reads the test units, one after the other, and predicts.
std::vector<Result> apply_to_tests(const std::vector<Unit>& units,
                                   const std::filesystem::path& run_folder, const LinearSvm& svm,
                                   const Provenance& train, Verbosity verbosity) {
  std::vector<Result> results;
  Progress progress("predicting", "units", units.size() - 1, verbosity);
  std::optional<Provenance> first_test;
  for (std::size_t i = 1; i < units.size(); ++i) {
    const std::filesystem::path path = run_folder / units[i].file();
    const LoadedActivity test = read_activity(path);
    require_same_study(path, test.provenance, run_folder / units.front().file(), train, kOfSplit);
    if (!first_test) {
      first_test = test.provenance;
    }
    require_same_study(path, test.provenance, run_folder / units[1].file(), *first_test, kOfUnit);
    results.push_back(apply(units[i], test.activity, svm));
    progress.update(i);
  }
  return results;
}

void write_all(const std::filesystem::path& run_folder, const Classification& done,
               const SvmOptions& options, const Provenance& provenance) {
  write_classifier(run_folder / "classifier.h5", done.svm, options, provenance);
  write_results(run_folder / "results.h5", done.results, provenance);
  write_results_csv(run_folder / "results.csv", done.results);
}

}  // namespace

Classification classify(Communicator& comm, const std::vector<Unit>& units,
                        const std::filesystem::path& run_folder, const SvmOptions& options,
                        const Provenance& run, const StopCondition& stop, Verbosity verbosity) {
  Provenance train;
  TrainingSamples samples;
  agree(comm, [&] {
    if (comm.is_root()) {
      require_files(units, run_folder);
      LoadedActivity loaded = read_activity(run_folder / units.front().file());
      train = std::move(loaded.provenance);
      samples = samples_of(loaded.activity);
    }
  });
  Classification done{fit_classes(comm, std::move(samples), options, stop, verbosity), {}};
  agree(comm, [&] {
    if (comm.is_root()) {
      done.results = apply_to_tests(units, run_folder, done.svm, train, verbosity);
      write_all(run_folder, done, options, results_provenance(run, train, options));
    }
  });
  return done;
}

}  // namespace ebsnn
