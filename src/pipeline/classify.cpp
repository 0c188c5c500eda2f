#include "pipeline/classify.hpp"

#include "core/error.hpp"
#include "parallel/archive.hpp"
#include "pipeline/code.hpp"
#include "pipeline/cross_validate.hpp"
#include "pipeline/earlier_readouts.hpp"
#include "pipeline/event_features.hpp"
#include "pipeline/fit_classes.hpp"
#include "pipeline/look_through.hpp"
#include "pipeline/predict_units.hpp"
#include "pipeline/run_units.hpp"
#include "storage/classifier_file.hpp"
#include "storage/foreign_file.hpp"
#include "storage/predictions_file.hpp"
#include "storage/tidy_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace ebsnn {
namespace {

std::vector<Result> results_of(const std::vector<UnitPredictions>& predictions,
                               const FolderContent& content) {
  std::vector<Result> results;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    const ResultRow row = result_row(content.tests.units[i]);
    results.push_back({row.corruption, row.unit, row.level,
                       ConfusionMatrix(content.class_names.size(), predictions[i].label,
                                       predictions[i].prediction)});
  }
  return results;
}

void write_all_predictions(const FolderContent& content, const std::filesystem::path& run_folder,
                           const ReadoutKey& key, const std::vector<UnitPredictions>& predictions) {
  const PredictionsOrigin origin{content.class_names, key, content.tests.reference.data_checksum,
                                 content.results};
  write_predictions(run_folder / "predictions.h5", origin, [&](const WriteUnit& write) {
    std::for_each(predictions.begin(), predictions.end(), write);
    std::for_each(content.kept_predictions.begin(), content.kept_predictions.end(), write);
  });
}

void write_tables(const FolderContent& content, const std::filesystem::path& run_folder,
                  const ReadoutKey& key, const std::vector<Result>& results) {
  const ResultTable table{results, content.class_names, content.tests.reference.data_checksum};
  write_results(run_folder / "results.h5", table, key, content.results);
  write_results_csv(run_folder / "results.csv", table);
  std::vector<TidyRow> rows = tidy_rows(key, results);
  rows.insert(rows.end(), content.kept_rows.begin(), content.kept_rows.end());
  // Not what stands in the table: older ones lack it.
  for (TidyRow& row : rows) row.source = source_of_code(row.readout.code);
  sort_tidy_rows(rows);
  write_tidy_results(run_folder / "results.tidy.csv", rows);
}

/// Writes all files.
void finish(const FolderContent& content, const std::filesystem::path& run_folder,
            const ReadoutChoice& choice, const std::vector<UnitPredictions>& predictions,
            Classification& done) {
  const ReadoutKey key = choice.key();
  done.class_names = content.class_names;
  done.results = results_of(predictions, content);
  done.results.insert(done.results.end(), content.kept.begin(), content.kept.end());
  sort_results(done.results);
  write_all_predictions(content, run_folder, key, predictions);
  write_classifier(run_folder / "classifier.h5", done.classifier->record(),
                   {key, std::string(code_called(choice.code).axes), content.scaling,
                    done.cost_choice, content.results});
  write_tables(content, run_folder, key, done.results);
}

/// Collective. What makes the features, if the code is made from the recordings. If it is not, the
/// data are checked.
std::unique_ptr<EventFeatures> event_features(const RunContext& run, const ReadoutChoice& choice,
                                              const FolderContent& content) {
  const Code& code = code_called(choice.code);
  if (code.of_events == nullptr) {
    if (choice.data != nullptr) {
      RecordingsOfRun recordings = content.recordings;
      broadcast_object(run.comm, recordings);
      (void)open_recordings(run, *choice.data, recordings);
    }
    return nullptr;
  }
  agree(run.comm, [&] {
    if (choice.data == nullptr) {
      throw InputError(
          fmt::format("code {} is made from the recordings, but none were given", code.name));
    }
  });
  return std::make_unique<EventFeatures>(run, *choice.data, code, content.recordings);
}

/// Collective. The cost that is asked for, on all ranks.
double cost_of(const RunContext& run, const Readout& readout, const ReadoutChoice& choice,
               const TrainingSamples& samples, std::optional<CostChoice>& chosen) {
  if (!choice.auto_cost) return choice.options.cost;
  const CostChoice of_root = cross_validate(run, readout, samples);
  double cost = of_root.cost();
  broadcast_object(run.comm, cost);
  if (run.comm.is_root()) chosen = of_root;
  return cost;
}

}  // namespace

ReadoutKey ReadoutChoice::key() const {
  return {code, name_of(scaling), auto_cost ? "auto" : fmt::format("{}", options.cost),
          std::string(readouts().front().name)};
}

void refuse_foreign_results(const std::filesystem::path& run_folder) {
  refuse_foreign_file(run_folder / "predictions.h5", kPredictionsFormat);
  refuse_foreign_file(run_folder / "classifier.h5", kClassifierFormat);
  refuse_foreign_file(run_folder / "results.h5", kResultsFormat);
  refuse_foreign_table(run_folder / "results.csv", "corruption,level,");
  refuse_foreign_table(run_folder / "results.tidy.csv", "code,scaling,");
}

Classification classify(const RunContext& run, const std::vector<Unit>& units,
                        const std::filesystem::path& run_folder, const ReadoutChoice& choice) {
  const Readout& readout = readouts().front();
  FolderContent content;
  agree(run.comm, [&] {
    if (run.comm.is_root()) {
      refuse_foreign_results(run_folder);
      content = look_through(units, run_folder, choice, run.provenance);
    }
  });
  std::unique_ptr<EventFeatures> events = event_features(run, choice, content);
  TrainingSamples& samples = content.samples;
  if (events != nullptr) {
    CodeCounts code = events->of(content.train_unit);
    samples.features = code.features;
    samples.counts = std::move(code.counts);
  }
  if (run.comm.is_root()) {
    content.scaling = fit_scaling(choice.scaling, samples.counts, samples.features);
    samples.scaling = content.scaling;
  }
  Classification done;
  ReadoutOptions options = choice.options;
  options.cost = cost_of(run, readout, choice, samples, done.cost_choice);
  done.classifier = fit_classes(run, readout, std::move(samples), options);
  const std::vector<UnitPredictions> predictions =
      predict_units(run, content, run_folder, events.get(), done.classifier.get());
  agree(run.comm, [&] {
    if (run.comm.is_root()) {
      finish(content, run_folder, choice, predictions, done);
    }
  });
  return done;
}

}  // namespace ebsnn
