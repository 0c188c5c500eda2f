#include "studies/metrics_table.hpp"

#include "statistics/bootstrap_interval.hpp"
#include "statistics/corruption_error.hpp"
#include "statistics/half_saturation.hpp"
#include "statistics/level_curve.hpp"
#include "storage/csv.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <vector>

namespace ebsnn {
namespace {

using Curve = std::span<const double>;

/// What a row says besides its system.
struct Row {
  std::string corruption;
  std::string level;
  std::string metric;
  Interval interval;
  std::string accuracy;
  std::string note;
};

/// Makes the rows of one readout.
class MetricRows {
 public:
  MetricRows(const Outcomes& outcomes, const BootstrapAccuracies& accuracies,
             const std::string& plan)
      : outcomes_(outcomes),
        accuracies_(accuracies),
        plan_(plan),
        reference_(outcomes.place_of({kInputNetwork, kReferenceCode})) {}

  [[nodiscard]] std::string text() {
    add_guesses();
    for (std::size_t system = 0; system < outcomes_.systems.size(); ++system) {
      for (const AxisPart& part : outcomes_.axis) {
        add_levels(system, part);
        add_curve(system, part);
        if (reference_) add_errors(system, part);
      }
      if (reference_) add_mean_errors(system);
    }
    return std::move(text_);
  }

 private:
  void add_guesses();
  void add_levels(std::size_t system, const AxisPart& part);
  void add_curve(std::size_t system, const AxisPart& part);
  void add_errors(std::size_t system, const AxisPart& part);
  void add_mean_errors(std::size_t system);
  void add(const System& system, const Row& row);
  void add(std::size_t system, const Row& row) { add(outcomes_.systems[system], row); }

  [[nodiscard]] double chance_percent() const {
    return 100.0 / static_cast<double>(outcomes_.classes);
  }
  /// The accuracies of a system under one corruption.
  [[nodiscard]] static Curve curve(const AccuracyView& view, std::size_t system,
                                   const AxisPart& part) {
    return view.curve(system).subspan(part.first, part.corruption->levels.size());
  }
  [[nodiscard]] Interval interval_of(const Statistic& statistic) const {
    return bootstrap_interval(accuracies_, statistic);
  }
  [[nodiscard]] Ratio error(const AccuracyView& view, std::size_t system, const AxisPart& part,
                            bool relative) const;
  [[nodiscard]] Ratio mean_error(const AccuracyView& view, std::size_t system, bool relative) const;

  const Outcomes& outcomes_;
  const BootstrapAccuracies& accuracies_;
  const std::string& plan_;
  std::optional<std::size_t> reference_;
  std::string text_;
};

void MetricRows::add(const System& system, const Row& row) {
  text_ +=
      fmt::format("{},{},{},{},{},{},{},{:.6f},{:.6f},{:.6f},{},{},{},{}\n", system.network,
                  system.code, outcomes_.readout.scaling, outcomes_.readout.svm_c, row.corruption,
                  row.level, row.metric, row.interval.estimate, row.interval.low, row.interval.high,
                  row.interval.undefined, row.accuracy, csv_cell(row.note), plan_);
}

void MetricRows::add_guesses() {
  const auto guess = [&](const char* name, double percent) {
    add(System{name, ""}, {"all", "", "accuracy", {percent, percent, percent, 0}, "", ""});
  };
  guess("chance", chance_percent());
  guess("largest-class", outcomes_.largest_class_percent);
}

void MetricRows::add_levels(std::size_t system, const AxisPart& part) {
  const std::string corruption(part.corruption->corruption->name);
  const AccuracyView observed = accuracies_.observation();
  for (std::size_t i = 0; i < part.corruption->levels.size(); ++i) {
    const std::string level = fmt::format("{}", part.corruption->levels[i]);
    add(system, {corruption, level, "accuracy",
                 accuracy_interval(accuracies_, system, part.first + i), "", ""});
    if (i == 0) continue;
    const auto kept = [&](const AccuracyView& view) {
      const Curve accuracy = curve(view, system, part);
      return retention(accuracy[i], accuracy[0]);
    };
    add(system, {corruption, level, "retention",
                 interval_of([&](const AccuracyView& view) { return kept(view).value; }),
                 fmt::format("{:.4f}", curve(observed, system, part)[i]), kept(observed).reason});
  }
}

void MetricRows::add_curve(std::size_t system, const AxisPart& part) {
  const std::string corruption(part.corruption->corruption->name);
  const std::span<const double> levels = part.corruption->levels;
  add(system,
      {corruption, "", "auc", auc_interval(accuracies_, system, {part.first, levels}), "", ""});
  const Block upper = upper_half(levels.size());
  if (upper.count >= 2) {
    add(system,
        {corruption, "", "auc_upper_half",
         auc_interval(accuracies_, system, {part.first + upper.first, levels.subspan(upper.first)}),
         "", ""});
  }
  const auto half = [&](const AccuracyView& view) {
    return half_saturation(levels, curve(view, system, part), chance_percent());
  };
  using Outcome = HalfSaturation::Outcome;
  const Outcome outcome = half(accuracies_.observation()).outcome;
  const char* const note = outcome == Outcome::reached         ? ""
                           : outcome == Outcome::never_reached ? "> last level"
                                                               : "clean accuracy not above chance";
  add(system, {corruption, "", "s50", interval_of([&](const AccuracyView& view) {
                 return on_level_axis(half(view), levels);
               }),
               "", note});
}

/// CE or relative CE: level 0 does not count.
Ratio MetricRows::error(const AccuracyView& view, std::size_t system, const AxisPart& part,
                        bool relative) const {
  const Curve own = curve(view, system, part);
  const Curve other = curve(view, *reference_, part);
  if (!relative) return corruption_error(own.subspan(1), other.subspan(1));
  return relative_corruption_error({own[0], own.subspan(1)}, {other[0], other.subspan(1)});
}

Ratio MetricRows::mean_error(const AccuracyView& view, std::size_t system, bool relative) const {
  std::vector<NamedRatio> errors;
  for (const AxisPart& part : outcomes_.axis) {
    errors.push_back(
        {std::string(part.corruption->corruption->name), error(view, system, part, relative)});
  }
  return mean_corruption_error(errors);
}

void MetricRows::add_errors(std::size_t system, const AxisPart& part) {
  for (const bool relative : {false, true}) {
    const auto of = [&](const AccuracyView& view) { return error(view, system, part, relative); };
    add(system,
        {std::string(part.corruption->corruption->name), "", relative ? "relative_ce" : "ce",
         interval_of([&](const AccuracyView& view) { return of(view).value; }), "",
         of(accuracies_.observation()).reason});
  }
}

void MetricRows::add_mean_errors(std::size_t system) {
  for (const bool relative : {false, true}) {
    const auto of = [&](const AccuracyView& view) { return mean_error(view, system, relative); };
    add(system, {"all", "", relative ? "relative_mce" : "mce",
                 interval_of([&](const AccuracyView& view) { return of(view).value; }), "",
                 of(accuracies_.observation()).reason});
  }
}

}  // namespace

std::string metrics_header() {
  return "network,code,scaling,svm_c,corruption,level,metric,value,low,high,undefined,"
         "accuracy_percent,note,plan\n";
}

std::string metrics_rows(const Outcomes& outcomes, const BootstrapAccuracies& accuracies,
                         const std::string& plan_checksum) {
  return MetricRows(outcomes, accuracies, plan_checksum).text();
}

}  // namespace ebsnn
