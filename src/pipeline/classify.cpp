#include "pipeline/classify.hpp"

#include "core/error.hpp"
#include "pipeline/configuration.hpp"
#include "storage/activity_file.hpp"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string>

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

/// Activities of different runs would give accuracies that look fine and mean nothing.
void require_same_study(const std::filesystem::path& path, const Provenance& found,
                        const std::filesystem::path& reference_path, const Provenance& reference,
                        const std::set<std::string>& may_differ) {
  const std::string text = differences(found, reference, may_differ);
  if (!text.empty()) {
    throw InputError(fmt::format("{} does not belong to the same study as {}:{}", path.string(),
                                 reference_path.string(), text));
  }
}

/// Training and test activity differ in their data; test activities in corruption and level only.
const std::set<std::string> kOfUnit{"corruption", "level"};
const std::set<std::string> kOfSplit{"corruption", "level", "split", "limit", "data checksum"};

FeatureMatrix features_of(const Activity& activity) {
  return {activity.counts, kQuadrants * activity.neurons};
}

LinearSvm fit(const Activity& train, const SvmOptions& options, Verbosity verbosity) {
  const SvmTrainingSet training(features_of(train), train.label);
  std::vector<ClassFit> fits;
  Progress progress("linear SVM", "classes", training.classes().size(), verbosity);
  for (const std::uint8_t digit : training.classes()) {
    fits.push_back(fit_class(training, digit, options));
    progress.update(fits.size());
  }
  return assemble(std::move(fits));
}

Result apply(const Unit& unit, const Activity& activity, const LinearSvm& svm) {
  return {std::string(unit.corruption->name), std::string(unit.corruption->unit), unit.level,
          ConfusionMatrix(activity.label, predict(svm, features_of(activity)))};
}

Provenance results_provenance(const Provenance& run, const Provenance& train,
                              const SvmOptions& options) {
  Provenance provenance = run;
  provenance.configuration = fmt::format("cost = {}\ntolerance = {}\n{}", options.cost,
                                         options.tolerance, train.configuration);
  provenance.seed = train.seed;
  provenance.data_checksum = train.data_checksum;
  provenance.network_checksum = train.network_checksum;
  return provenance;
}

std::string convergence_of(const LinearSvm& svm) {
  std::string text;
  for (std::size_t i = 0; i < svm.classes.size(); ++i) {
    text += fmt::format(
        "SVM class {}: {}, primal objective {:.6g}, at most {:.1g} above the optimum ({} "
        "iterations "
        "and {} Newton steps)\n",
        svm.classes[i], svm.converged[i] != 0 ? "converged" : "NOT CONVERGED", svm.objective[i],
        svm.excess[i], svm.iterations[i], svm.newton_steps[i]);
  }
  return text;
}

}  // namespace

Classification classify(const std::vector<Unit>& units, const std::filesystem::path& run_folder,
                        const SvmOptions& options, const Provenance& run, Verbosity verbosity) {
  require_files(units, run_folder);
  const std::filesystem::path train_path = run_folder / units.front().file();
  const LoadedActivity train = read_activity(train_path);
  Classification done{fit(train.activity, options, verbosity), {}};
  Progress progress("predicting", "units", units.size() - 1, verbosity);
  std::optional<Provenance> first_test;
  for (std::size_t i = 1; i < units.size(); ++i) {
    const std::filesystem::path path = run_folder / units[i].file();
    const LoadedActivity test = read_activity(path);
    require_same_study(path, test.provenance, train_path, train.provenance, kOfSplit);
    if (!first_test) {
      first_test = test.provenance;
    }
    require_same_study(path, test.provenance, run_folder / units[1].file(), *first_test, kOfUnit);
    done.results.push_back(apply(units[i], test.activity, done.svm));
    progress.update(i);
  }
  const Provenance provenance = results_provenance(run, train.provenance, options);
  write_classifier(run_folder / "classifier.h5", done.svm, options, provenance);
  write_results(run_folder / "results.h5", done.results, provenance);
  write_results_csv(run_folder / "results.csv", done.results);
  return done;
}

std::string table_of(const Classification& classification) {
  std::string text = fmt::format("{:<15} {:>8} {:<9} {:>6} {:>9}   {}\n", "corruption", "level",
                                 "unit", "n", "accuracy", "Wilson 95 %");
  for (const Result& result : classification.results) {
    const ConfusionMatrix& confusion = result.confusion;
    const PercentInterval interval =
        wilson_interval_percent(confusion.correct(), confusion.total());
    text += fmt::format("{:<15} {:>8} {:<9} {:>6} {:>7.2f} %   {:.2f} - {:.2f} %\n",
                        result.corruption, result.level, result.unit, confusion.total(),
                        confusion.accuracy_percent(), interval.low, interval.high);
  }
  return text + convergence_of(classification.svm);
}

}  // namespace ebsnn
