#include "score/scores.hpp"

#include "readout/metrics.hpp"
#include "statistics/correctness.hpp"
#include "statistics/holm.hpp"
#include "statistics/level_curve.hpp"
#include "statistics/mcnemar.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace ebsnn::scoring {
namespace {

constexpr std::size_t kModel = 0;
constexpr std::size_t kReference = 1;
constexpr std::array kSeverities{0.0, 1.0, 2.0, 3.0, 4.0, 5.0};

/// The curves of all corruptions, one after the other; each begins with the clean unit. `unit` is
/// that of each place on the axis.
struct Axis {
  std::vector<CorruptionCurve> curves;
  std::vector<std::size_t> unit;
};

Axis axis_of(const Suite& suite) {
  Axis axis;
  for (std::size_t i = 0; i < suite.units().size(); ++i) {
    const SuiteUnit& unit = suite.units()[i];
    if (unit.severity == 1) {
      axis.curves.push_back({std::string(unit.corruption->name), {axis.unit.size(), kSeverities}});
      axis.unit.push_back(0);
    }
    if (unit.severity > 0) axis.unit.push_back(i);
  }
  return axis;
}

std::vector<std::uint8_t> right_of(const Predictions& predictions, std::size_t unit) {
  std::vector<std::uint8_t> right;
  for (std::size_t i = 0; i < predictions.label.size(); ++i) {
    right.push_back(predictions.prediction[unit][i] == predictions.label[i] ? 1 : 0);
  }
  return right;
}

BootstrapAccuracies replicates_of(const std::vector<const Predictions*>& models, const Axis& axis,
                                  std::uint64_t seed) {
  CorrectnessTable table({1, models.size(), axis.unit.size(), models.front()->label.size()});
  for (std::size_t model = 0; model < models.size(); ++model) {
    for (std::size_t place = 0; place < axis.unit.size(); ++place) {
      table.set(0, model, place, right_of(*models[model], axis.unit[place]));
    }
  }
  return crossed_bootstrap(table, seed);
}

/// As ebsnn_eval gives them: also where all recordings are right, and the bootstrap has no width.
void use_wilson_intervals(std::vector<Metric>& metrics, std::size_t recordings) {
  for (Metric& metric : metrics) {
    if (metric.name != "accuracy") continue;
    const double correct = metric.interval.estimate / 100.0 * static_cast<double>(recordings);
    const PercentInterval wilson =
        wilson_interval_percent(static_cast<std::uint64_t>(std::llround(correct)), recordings);
    metric.interval.low = wilson.low;
    metric.interval.high = wilson.high;
  }
}

Metric mean_auc(const BootstrapAccuracies& accuracies, const Axis& axis, std::size_t model) {
  const auto mean = [&](const AccuracyView& view) {
    double sum = 0.0;
    for (const CorruptionCurve& curve : axis.curves) {
      const CurveLevels& place = curve.levels;
      sum += area_under_curve(place.levels,
                              view.curve(model).subspan(place.first, place.levels.size()));
    }
    return sum / static_cast<double>(axis.curves.size());
  };
  return {"all", {}, "auc", bootstrap_interval(accuracies, mean)};
}

std::vector<Metric> metrics_of(const BootstrapAccuracies& accuracies, const Axis& axis,
                               const MeasuredNetwork& measured, std::size_t recordings) {
  std::vector<Metric> metrics = level_metrics(accuracies, axis.curves, measured);
  metrics.push_back(mean_auc(accuracies, axis, measured.network));
  use_wilson_intervals(metrics, recordings);
  return metrics;
}

std::vector<UnitTest> tests_of(const Suite& suite, const Predictions& model,
                               const Predictions& reference, const BootstrapAccuracies& accuracies,
                               const Axis& axis) {
  std::vector<UnitTest> tests;
  std::vector<double> p;
  for (std::size_t unit = 0; unit < suite.units().size(); ++unit) {
    const auto found = std::ranges::find(axis.unit, unit);
    const auto place = static_cast<std::size_t>(found - axis.unit.begin());
    const auto difference = [place](const AccuracyView& view) {
      return view.curve(kModel)[place] - view.curve(kReference)[place];
    };
    p.push_back(mcnemar_p(discordant(right_of(model, unit), right_of(reference, unit))));
    tests.push_back({bootstrap_interval(accuracies, difference), p.back(), 1.0});
  }
  const std::vector<double> adjusted = holm_adjusted(p);
  for (std::size_t i = 0; i < tests.size(); ++i) tests[i].p_holm = adjusted[i];
  return tests;
}

}  // namespace

Scores score(const Suite& suite, const Predictions& model, const Predictions* reference,
             std::uint64_t seed) {
  const Axis axis = axis_of(suite);
  std::vector<const Predictions*> models{&model};
  if (reference != nullptr) models.push_back(reference);
  const BootstrapAccuracies accuracies = replicates_of(models, axis, seed);
  Scores scores;
  scores.recordings = model.label.size();
  scores.classes = model.classes.size();
  MeasuredNetwork measured;
  measured.chance_percent = 100.0 / static_cast<double>(scores.classes);
  if (reference != nullptr) measured.reference = kReference;
  scores.model = metrics_of(accuracies, axis, measured, scores.recordings);
  if (reference == nullptr) return scores;
  measured.network = kReference;
  scores.reference = metrics_of(accuracies, axis, measured, scores.recordings);
  scores.tests = tests_of(suite, model, *reference, accuracies, axis);
  return scores;
}

}  // namespace ebsnn::scoring
