#include "studies/metrics_table.hpp"

#include "statistics/level_metrics.hpp"
#include "storage/csv.hpp"

#include <fmt/format.h>

#include <vector>

namespace ebsnn {
namespace {

std::vector<CorruptionCurve> curves_of(const Outcomes& outcomes) {
  std::vector<CorruptionCurve> curves;
  for (const AxisPart& part : outcomes.axis) {
    curves.push_back(
        {std::string(part.corruption->corruption->name), {part.first, part.corruption->levels}});
  }
  return curves;
}

std::string row_of(const System& system, const StudyReadout& readout, const Metric& metric,
                   const std::string& plan) {
  const std::string level = metric.level ? fmt::format("{}", *metric.level) : "";
  const std::string accuracy =
      metric.accuracy_percent ? fmt::format("{:.4f}", *metric.accuracy_percent) : "";
  return fmt::format("{},{},{},{},{},{},{},{:.6f},{:.6f},{:.6f},{},{},{},{}\n", system.network,
                     system.code, readout.scaling, readout.svm_c, metric.corruption, level,
                     metric.name, metric.interval.estimate, metric.interval.low,
                     metric.interval.high, metric.interval.undefined, accuracy,
                     csv_cell(metric.note), plan);
}

double chance_percent(const Outcomes& outcomes) {
  return 100.0 / static_cast<double>(outcomes.classes);
}

std::string guess_rows(const Outcomes& outcomes, const std::string& plan) {
  const auto guess = [&](const char* name, double percent) {
    return row_of({name, ""}, outcomes.readout,
                  {"all", {}, "accuracy", {percent, percent, percent, 0}}, plan);
  };
  return guess("chance", chance_percent(outcomes)) +
         guess("largest-class", outcomes.largest_class_percent);
}

}  // namespace

std::string metrics_header() {
  return "network,code,scaling,svm_c,corruption,level,metric,value,low,high,undefined,"
         "accuracy_percent,note,plan\n";
}

std::string metrics_rows(const Outcomes& outcomes, const BootstrapAccuracies& accuracies,
                         const std::string& plan_checksum) {
  const std::vector<CorruptionCurve> curves = curves_of(outcomes);
  const auto reference = outcomes.place_of({kInputNetwork, kReferenceCode});
  std::string text = guess_rows(outcomes, plan_checksum);
  for (std::size_t system = 0; system < outcomes.systems.size(); ++system) {
    for (const Metric& metric :
         level_metrics(accuracies, curves, {system, reference, chance_percent(outcomes)})) {
      text += row_of(outcomes.systems[system], outcomes.readout, metric, plan_checksum);
    }
  }
  return text;
}

}  // namespace ebsnn
