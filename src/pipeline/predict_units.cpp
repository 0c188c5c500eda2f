#include "pipeline/predict_units.hpp"

#include "pipeline/run_units.hpp"
#include "pipeline/stored_unit.hpp"
#include "storage/activity_file.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>

namespace ebsnn {
namespace {

/// What of the test sets must be alike: which recordings there are.
struct TestRows {
  std::vector<std::uint64_t> recording;
  std::vector<Label> label;
};

/// Each condition once, although the clean test set has a row for each corruption.
std::vector<Unit> conditions_of(const std::vector<Unit>& units) {
  std::vector<Unit> conditions;
  for (const Unit& unit : units) {
    const Unit condition = is_clean(unit.condition) ? clean_unit() : unit;
    if (std::find(conditions.begin(), conditions.end(), condition) == conditions.end()) {
      conditions.push_back(condition);
    }
  }
  return conditions;
}

/// Decision values [recording, class] for all classes of the data, in single precision.
std::vector<float> margins_of(const std::vector<double>& values, std::span<const Label> fitted,
                              std::size_t classes) {
  const std::size_t samples = values.size() / fitted.size();
  std::vector<float> margins(samples * classes, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < values.size(); ++i) {
    margins[i / fitted.size() * classes + fitted[i % fitted.size()]] =
        static_cast<float>(values[i]);
  }
  return margins;
}

UnitPredictions predict(Activity&& activity, const CodeCounts& code, const Scaling& scaling,
                        const Classifier& classifier) {
  const std::vector<double> values =
      classifier.decision_values(FeatureMatrix(code.counts, code.features, &scaling));
  UnitPredictions predictions;
  predictions.prediction = largest_of(values, classifier.classes());
  predictions.margin = margins_of(values, classifier.classes(), activity.classes.size());
  predictions.label = std::move(activity.label);
  predictions.recording = std::move(activity.recording);
  return predictions;
}

/// On the root: reads the files of units, one after the other.
class TestFiles {
 public:
  explicit TestFiles(const FolderContent& content) : content_(content) {}

  Activity read(const StoredUnit& stored) {
    LoadedActivity test = read_activity(stored.path);
    require_same_study(stored.path, test.provenance, content_.train, content_.tests.reference);
    require_unit(stored.path, test.provenance, stored.unit);
    if (!rows_) {
      rows_ = TestRows{test.activity.recording, test.activity.label};
    }
    require_rows(stored.path, test.activity, content_.windows, content_.neurons, rows_->recording,
                 rows_->label);
    return std::move(test.activity);
  }

 private:
  const FolderContent& content_;
  std::optional<TestRows> rows_;
};

/// Predictions for each row of results, from those of the conditions.
std::vector<UnitPredictions> rows_of(const std::vector<Unit>& units,
                                     const std::vector<Unit>& conditions,
                                     const std::vector<UnitPredictions>& predictions) {
  std::vector<UnitPredictions> rows;
  for (const Unit& unit : units) {
    const Unit condition = is_clean(unit.condition) ? clean_unit() : unit;
    const auto place = std::find(conditions.begin(), conditions.end(), condition);
    const ResultRow row = result_row(unit);
    rows.push_back(predictions[static_cast<std::size_t>(place - conditions.begin())]);
    rows.back().corruption = row.corruption;
    rows.back().level = row.level;
  }
  return rows;
}

}  // namespace

std::vector<UnitPredictions> predict_units(const RunContext& run, const FolderContent& content,
                                           const std::filesystem::path& run_folder,
                                           EventFeatures* events, const Classifier* classifier) {
  const std::vector<Unit> conditions = conditions_of(content.tests.units);
  const std::size_t count = run.comm.maximum(conditions.size());  // that of the root
  Progress progress("predicting", "units", count, run.verbosity);
  TestFiles files(content);
  std::vector<UnitPredictions> predictions;
  for (std::size_t i = 0; i < count; ++i) {
    CodeCounts code;
    if (events != nullptr) {
      code = events->of(run.comm.is_root() ? conditions[i] : Unit{});
    }
    agree(run.comm, [&] {
      if (!run.comm.is_root()) return;
      const StoredUnit stored = find_unit(run_folder, conditions[i]);
      Activity activity = files.read(stored);
      if (events == nullptr) code = stored_counts(*content.code, stored.path, activity);
      predictions.push_back(predict(std::move(activity), code, content.scaling, *classifier));
    });
    progress.update(i + 1);
  }
  return rows_of(content.tests.units, conditions, predictions);
}

}  // namespace ebsnn
