#include "statistics/level_metrics.hpp"

#include "statistics/corruption_error.hpp"
#include "statistics/half_saturation.hpp"
#include "statistics/level_curve.hpp"

#include <utility>

namespace ebsnn {
namespace {

using Curve = std::span<const double>;

/// Collects the metrics of one network.
class Collector {
 public:
  Collector(const BootstrapAccuracies& accuracies, std::span<const CorruptionCurve> curves,
            const MeasuredNetwork& measured)
      : accuracies_(accuracies), curves_(curves), measured_(measured) {}

  [[nodiscard]] std::vector<Metric> all() {
    for (const CorruptionCurve& curve : curves_) {
      add_levels(curve);
      add_curve(curve);
      if (measured_.reference) add_errors(curve);
    }
    if (measured_.reference) add_mean_errors();
    return std::move(metrics_);
  }

 private:
  void add_levels(const CorruptionCurve& curve);
  void add_curve(const CorruptionCurve& curve);
  void add_s50(const CorruptionCurve& curve);
  void add_errors(const CorruptionCurve& curve);
  void add_mean_errors();

  /// The accuracies of a network under one corruption.
  [[nodiscard]] static Curve accuracies_of(const AccuracyView& view, std::size_t network,
                                           const CorruptionCurve& curve) {
    return view.curve(network).subspan(curve.levels.first, curve.levels.levels.size());
  }
  [[nodiscard]] Interval interval_of(const Statistic& statistic) const {
    return bootstrap_interval(accuracies_, statistic);
  }
  [[nodiscard]] Ratio error(const AccuracyView& view, const CorruptionCurve& curve,
                            bool relative) const;
  [[nodiscard]] Ratio mean_error(const AccuracyView& view, bool relative) const;

  const BootstrapAccuracies& accuracies_;
  std::span<const CorruptionCurve> curves_;
  MeasuredNetwork measured_;
  std::vector<Metric> metrics_;
};

void Collector::add_levels(const CorruptionCurve& curve) {
  const Curve levels = curve.levels.levels;
  const Curve observed = accuracies_of(accuracies_.observation(), measured_.network, curve);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    metrics_.push_back({curve.corruption, levels[i], "accuracy",
                        accuracy_interval(accuracies_, measured_.network, curve.levels.first + i)});
    if (i == 0) continue;
    const auto kept = [&](const AccuracyView& view) {
      const Curve accuracy = accuracies_of(view, measured_.network, curve);
      return retention(accuracy[i], accuracy[0]);
    };
    metrics_.push_back({curve.corruption, levels[i], "retention",
                        interval_of([&](const AccuracyView& view) { return kept(view).value; }),
                        observed[i], kept(accuracies_.observation()).reason});
  }
}

void Collector::add_curve(const CorruptionCurve& curve) {
  const CurveLevels& all = curve.levels;
  const auto auc = [&](const CurveLevels& levels) {
    return auc_interval(accuracies_, measured_.network, levels);
  };
  metrics_.push_back({curve.corruption, {}, "auc", auc(all)});
  const Block upper = upper_half(all.levels.size());
  if (upper.count >= 2) {
    metrics_.push_back({curve.corruption,
                        {},
                        "auc_upper_half",
                        auc({all.first + upper.first, all.levels.subspan(upper.first)})});
  }
  add_s50(curve);
}

void Collector::add_s50(const CorruptionCurve& curve) {
  const Curve levels = curve.levels.levels;
  const auto half = [&](const AccuracyView& view) {
    return half_saturation(levels, accuracies_of(view, measured_.network, curve),
                           measured_.chance_percent);
  };
  using Outcome = HalfSaturation::Outcome;
  const Outcome outcome = half(accuracies_.observation()).outcome;
  const char* const note = outcome == Outcome::reached         ? ""
                           : outcome == Outcome::never_reached ? "> last level"
                                                               : "clean accuracy not above chance";
  metrics_.push_back(
      {curve.corruption,
       {},
       "s50",
       interval_of([&](const AccuracyView& view) { return on_level_axis(half(view), levels); }),
       {},
       note});
}

/// CE or relative CE: the clean level does not count.
Ratio Collector::error(const AccuracyView& view, const CorruptionCurve& curve,
                       bool relative) const {
  const Curve own = accuracies_of(view, measured_.network, curve);
  const Curve other = accuracies_of(view, *measured_.reference, curve);
  if (!relative) return corruption_error(own.subspan(1), other.subspan(1));
  return relative_corruption_error({own[0], own.subspan(1)}, {other[0], other.subspan(1)});
}

Ratio Collector::mean_error(const AccuracyView& view, bool relative) const {
  std::vector<NamedRatio> errors;
  for (const CorruptionCurve& curve : curves_) {
    errors.push_back({curve.corruption, error(view, curve, relative)});
  }
  return mean_corruption_error(errors);
}

void Collector::add_errors(const CorruptionCurve& curve) {
  for (const bool relative : {false, true}) {
    const auto of = [&](const AccuracyView& view) { return error(view, curve, relative); };
    metrics_.push_back({curve.corruption,
                        {},
                        relative ? "relative_ce" : "ce",
                        interval_of([&](const AccuracyView& view) { return of(view).value; }),
                        {},
                        of(accuracies_.observation()).reason});
  }
}

void Collector::add_mean_errors() {
  for (const bool relative : {false, true}) {
    const auto of = [&](const AccuracyView& view) { return mean_error(view, relative); };
    metrics_.push_back({"all",
                        {},
                        relative ? "relative_mce" : "mce",
                        interval_of([&](const AccuracyView& view) { return of(view).value; }),
                        {},
                        of(accuracies_.observation()).reason});
  }
}

}  // namespace

std::vector<Metric> level_metrics(const BootstrapAccuracies& accuracies,
                                  std::span<const CorruptionCurve> curves,
                                  const MeasuredNetwork& measured) {
  return Collector(accuracies, curves, measured).all();
}

}  // namespace ebsnn
