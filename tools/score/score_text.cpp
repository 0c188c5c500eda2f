#include "score/score_text.hpp"

#include "storage/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace ebsnn::scoring {
namespace {

/// Differences with a smaller p after Holm count in the table.
constexpr double kSignificant = 0.05;

const SuiteUnit* find_unit(const Suite& suite, std::string_view corruption, std::size_t severity) {
  for (const SuiteUnit& unit : suite.units()) {
    const bool same = unit.corruption != nullptr && unit.corruption->name == corruption;
    if (same && unit.severity == severity) return &unit;
  }
  return nullptr;
}

/// The level of a severity in the unit of the corruption, linear between severities; empty below the
/// first one, where some corruptions have no number, and for an infinite severity.
std::string level_text(const Suite& suite, std::string_view corruption, double severity) {
  if (severity == 0.0) return "0";
  if (!std::isfinite(severity) || severity < 1.0) return "";
  const auto whole = static_cast<std::size_t>(severity);
  const double share = severity - static_cast<double>(whole);
  const SuiteUnit* const unit = find_unit(suite, corruption, whole);
  const SuiteUnit* const next = find_unit(suite, corruption, whole + 1);
  if (share == 0.0 || next == nullptr) return fmt::format("{}", unit->level);
  return fmt::format("{:.4g}", unit->level + share * (next->level - unit->level));
}

/// The columns from model to level.
struct Place {
  const char* model;
  std::string corruption;
  std::string severity;
  std::string level;
};

std::string row_of(const Place& place, std::string_view metric, const Interval& interval,
                   std::string_view rest) {
  return fmt::format("{},{},{},{},{},{:.6f},{:.6f},{:.6f},{},{}\n", place.model, place.corruption,
                     place.severity, place.level, metric, interval.estimate, interval.low,
                     interval.high, interval.undefined, rest);
}

std::string metric_rows(const Suite& suite, const std::vector<Metric>& metrics, const char* model) {
  std::string text;
  for (const Metric& metric : metrics) {
    Place place{model, metric.corruption, "", ""};
    if (metric.level) {
      place.severity = fmt::format("{}", *metric.level);
      place.level = level_text(suite, metric.corruption, *metric.level);
    } else if (metric.name == "s50") {
      place.level = level_text(suite, metric.corruption, metric.interval.estimate);
    }
    const std::string accuracy =
        metric.accuracy_percent ? fmt::format("{:.4f}", *metric.accuracy_percent) : "";
    text += row_of(place, metric.name, metric.interval,
                   fmt::format("{},,,{}", accuracy, csv_cell(metric.note)));
  }
  return text;
}

std::string test_rows(const Suite& suite, const std::vector<UnitTest>& tests) {
  std::string text;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    const SuiteUnit& unit = suite.units()[i];
    const Place place{"model",
                      unit.corruption == nullptr ? "clean" : std::string(unit.corruption->name),
                      fmt::format("{}", unit.severity), fmt::format("{}", unit.level)};
    text += row_of(place, "difference", tests[i].difference,
                   fmt::format(",{:.6g},{:.6g},", tests[i].p, tests[i].p_holm));
  }
  return text;
}

/// The numbers of one line of the table.
class Line {
 public:
  Line(const std::vector<Metric>& metrics, std::string_view corruption)
      : metrics_(metrics), corruption_(corruption) {}

  [[nodiscard]] std::string number(std::string_view name, const char* none = "") const {
    const Metric* const found = find(name, {});
    if (found == nullptr || std::isnan(found->interval.estimate)) return none;
    return fmt::format("{:.2f}", found->interval.estimate);
  }
  [[nodiscard]] const Metric* find(std::string_view name, std::optional<double> level) const {
    const auto same = [&](const Metric& metric) {
      return metric.corruption == corruption_ && metric.name == name && metric.level == level;
    };
    const auto found = std::ranges::find_if(metrics_, same);
    return found == metrics_.end() ? nullptr : &*found;
  }
  /// "75.0 60.0 ...", from severity 1 on.
  [[nodiscard]] std::string accuracies() const {
    std::string text;
    for (double severity = 1.0; const Metric* at = find("accuracy", severity); ++severity) {
      text += fmt::format("{:>6.1f}", at->interval.estimate);
    }
    return text;
  }

 private:
  const std::vector<Metric>& metrics_;
  std::string_view corruption_;
};

std::string s50_text(const Suite& suite, const Line& line, const Corruption& corruption) {
  const double severity = line.find("s50", {})->interval.estimate;
  if (std::isnan(severity)) return "-";
  if (std::isinf(severity)) return "> sev. 5";
  if (severity < 1.0) return "< sev. 1";
  return level_text(suite, corruption.name, severity);
}

/// "+2 -1": on how many of the severities the model is better and worse than the reference.
std::string significant(const Suite& suite, const std::vector<UnitTest>& tests,
                        const Corruption& corruption) {
  int better = 0;
  int worse = 0;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    if (suite.units()[i].corruption != &corruption || tests[i].p_holm > kSignificant) continue;
    ++(tests[i].difference.estimate > 0.0 ? better : worse);
  }
  return better + worse == 0 ? "" : fmt::format("+{} -{}", better, worse);
}

std::string heading(const Suite& suite, const Scores& scores) {
  const Interval& clean = scores.model.front().interval;
  return fmt::format(
      "{}: {} units of {} recordings, {} classes; clean accuracy {:.2f} % ({:.2f} - {:.2f} %)\n",
      suite.name(), suite.units().size(), scores.recordings, scores.classes, clean.estimate,
      clean.low, clean.high);
}

std::string notes(const Suite& suite, const Scores& scores) {
  const Line reference(scores.reference, "all");
  const Interval& clean = scores.reference.front().interval;
  return fmt::format(
      "reference: clean accuracy {:.2f} % ({:.2f} - {:.2f} %), mean AUC {}\n"
      "McNemar: at how many of the five levels the model is better (+) and worse (-), with p <= {} "
      "after Holm for {} units\n",
      clean.estimate, clean.low, clean.high, reference.number("auc"), kSignificant,
      suite.units().size());
}

std::string lines(const Suite& suite, const Scores& scores) {
  std::string text;
  for (const SuiteUnit& unit : suite.units()) {
    if (unit.severity != 1) continue;
    const Corruption& corruption = *unit.corruption;
    const Line line(scores.model, corruption.name);
    text += fmt::format("{:<15}{} {:>6} {:>8} {:<9}", corruption.name, line.accuracies(),
                        line.number("auc"), s50_text(suite, line, corruption), corruption.unit);
    if (!scores.tests.empty()) {
      text += fmt::format("{:>6} {:>8}   {}", line.number("ce", "nan"),
                          line.number("relative_ce", "nan"),
                          significant(suite, scores.tests, corruption));
    }
    text += '\n';
  }
  return text;
}

std::string without_trailing_spaces(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out.erase(out.find_last_not_of(' ') + 1);
    out += c;
  }
  return out;
}

}  // namespace

std::string csv_of(const Suite& suite, const Scores& scores) {
  return "model,corruption,severity,level,metric,value,low,high,undefined,accuracy_percent,p,p_"
         "holm,"
         "note\n" +
         metric_rows(suite, scores.model, "model") +
         metric_rows(suite, scores.reference, "reference") + test_rows(suite, scores.tests);
}

std::string table_of(const Suite& suite, const Scores& scores) {
  const bool compares = !scores.tests.empty();
  const Line all(scores.model, "all");
  std::string text = heading(suite, scores);
  text += fmt::format("{:<15}{:>6}{:>6}{:>6}{:>6}{:>6} {:>6} {:>8} {:<9}{}\n", "accuracy (%) at", 1,
                      2, 3, 4, 5, "AUC", "s50", "", compares ? "    CE  rel. CE   McNemar" : "");
  text += lines(suite, scores);
  text += fmt::format("{:<15}{:>30} {:>6} {:>18}", "mean", "", all.number("auc"), "");
  if (compares) {
    text += fmt::format("{:>6} {:>8}", all.number("mce", "nan"), all.number("relative_mce", "nan"));
  }
  text += '\n';
  if (compares) text += notes(suite, scores);
  return without_trailing_spaces(text);
}

}  // namespace ebsnn::scoring
