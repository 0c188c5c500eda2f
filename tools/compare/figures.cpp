#include "compare/figures.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace ebsnn::compare {
namespace {

using Figures = std::vector<Figure>;

constexpr std::size_t kClasses = 10;
constexpr double kUs = 1e-3;  // us in ms

constexpr std::array<std::pair<IntervalKind, std::string_view>, kIntervalKinds> kKinds{
    {{IntervalKind::on_on, "ON-ON"},
     {IntervalKind::off_off, "OFF-OFF"},
     {IntervalKind::on_off, "ON-OFF"},
     {IntervalKind::off_on, "OFF-ON"}}};

double ratio(double part, double whole) { return whole > 0.0 ? part / whole : std::nan(""); }

/// `value_of` every recording that has events.
template <class Value>
std::vector<double> of_recordings(const EventStatistics& statistics, const Value& value_of) {
  std::vector<double> values;
  for (const RecordingFigures& recording : statistics.recordings()) {
    if (recording.events > 0) values.push_back(value_of(recording));
  }
  return values;
}

/// The same, summarised.
template <class Value>
double sum(const EventStatistics& statistics, const Value& value_of) {
  double total = 0.0;
  for (const double value : of_recordings(statistics, value_of)) total += value;
  return total;
}

void add_numbers(const EventStatistics& statistics, Figures& figures) {
  const std::vector<double> numbers = statistics.event_numbers();
  figures.push_back({"recordings", "", static_cast<double>(numbers.size()), 0});
  figures.push_back({"events per recording, mean", "", mean(numbers), 1});
  figures.push_back({"events per recording, SD", "", standard_deviation(numbers), 1});
  for (const int percent : {1, 5, 25, 50, 75, 95, 99}) {
    figures.push_back({fmt::format("events per recording, {} %", percent), "",
                       quantile(numbers, percent / 100.0), 0});
  }
}

void add_classes(const EventStatistics& statistics, Figures& figures) {
  std::array<std::vector<double>, kClasses> numbers;
  for (const RecordingFigures& recording : statistics.recordings()) {
    numbers.at(recording.label).push_back(recording.events);
  }
  for (std::size_t digit = 0; digit < kClasses; ++digit) {
    figures.push_back({fmt::format("events per recording of class {}, mean", digit), "",
                       mean(numbers[digit]), 1});
  }
}

void add_saccades(const EventStatistics& statistics, Figures& figures) {
  const auto recordings = static_cast<double>(statistics.recordings().size());
  for (std::size_t s = 0; s < kSaccades; ++s) {
    const auto events = [s](const RecordingFigures& r) -> double { return r.saccade[s]; };
    figures.push_back({fmt::format("events from {} to {} ms, mean", s * kSaccade_us / 1000,
                                   (s + 1) * kSaccade_us / 1000),
                       "", ratio(sum(statistics, events), recordings), 1});
  }
}

void add_shares(const EventStatistics& statistics, Figures& figures) {
  const auto on_share = [](const RecordingFigures& r) { return ratio(r.on, r.events); };
  const std::vector<double> shares = of_recordings(statistics, on_share);
  figures.push_back({"ON share of a recording, mean", "", mean(shares), 4});
  figures.push_back({"ON share of a recording, SD", "", standard_deviation(shares), 4});
  const auto events = [](const RecordingFigures& r) -> double { return r.events; };
  const auto outside = [](const RecordingFigures& r) -> double { return r.outside; };
  figures.push_back({"share of events outside the central 24 x 24", "",
                     ratio(sum(statistics, outside), sum(statistics, events)), 4});
  const auto active = [](const RecordingFigures& r) -> double { return r.active_pixels; };
  const auto recordings = static_cast<double>(statistics.recordings().size());
  figures.push_back({"active pixels, mean", "", ratio(sum(statistics, active), recordings), 1});
  figures.push_back({"events per active pixel, mean", "",
                     ratio(sum(statistics, events), sum(statistics, active)), 2});
  figures.push_back(
      {"events per active pixel, 99 %", "", statistics.pixel_events().quantile(0.99), 0});
}

/// `value_of` returns us.
template <class Value>
void add_times(const EventStatistics& statistics, std::string_view name, const Value& value_of,
               Figures& figures) {
  const std::vector<double> times = of_recordings(statistics, value_of);
  constexpr std::array<std::pair<std::string_view, double>, 3> kShares{
      {{"median", 0.5}, {"min", 0.0}, {"max", 1.0}}};
  for (const auto& [what, share] : kShares) {
    figures.push_back(
        {fmt::format("{} event, {}", name, what), "ms", quantile(times, share) * kUs, 3});
  }
}

void add_intervals(const EventStatistics& statistics, Figures& figures) {
  for (const auto& [kind, name] : kKinds) {
    for (const int percent : {1, 5, 50, 95}) {
      figures.push_back({fmt::format("{} interval, {} %", name, percent), "ms",
                         statistics.intervals(kind).quantile(percent / 100.0) * kUs, 2});
    }
  }
}

/// The number as shown in the table.
std::string shown(const Figure& figure) {
  return std::isnan(figure.value) ? "-" : fmt::format("{:.{}f}", figure.value, figure.decimals);
}

/// The number with all its digits.
std::string cell(const Figure& figure) {
  return std::isnan(figure.value) ? "" : fmt::format("{}", figure.value);
}

std::string label_of(const Figure& figure) {
  return figure.unit.empty() ? figure.name : fmt::format("{} ({})", figure.name, figure.unit);
}

/// As a CSV cell, for any text, such as a path.
std::string quoted(std::string_view text) {
  std::string cell_text = "\"";
  for (const char c : text) {
    cell_text += c == '"' ? "\"\"" : std::string(1, c);
  }
  return cell_text + "\"";
}

}  // namespace

std::vector<Figure> figures_of(const EventStatistics& statistics) {
  Figures figures;
  add_numbers(statistics, figures);
  add_classes(statistics, figures);
  add_saccades(statistics, figures);
  add_shares(statistics, figures);
  add_times(
      statistics, "first", [](const RecordingFigures& r) -> double { return r.first_us; }, figures);
  add_times(
      statistics, "last", [](const RecordingFigures& r) -> double { return r.last_us; }, figures);
  add_intervals(statistics, figures);
  return figures;
}

std::vector<Figure> distances_between(const EventStatistics& a, const EventStatistics& b) {
  Figures distances;
  distances.push_back(
      {"1 ms rate profile, pooled: correlation", "", correlation(a.profile(), b.profile()), 4});
  distances.push_back({"count maps (3 saccades x 2 polarities), pooled: mean correlation", "",
                       map_correlation(a.maps(), b.maps()), 4});
  distances.push_back(
      {"events per recording: KS", "", ks_distance(a.event_numbers(), b.event_numbers()), 4});
  for (const auto& [kind, name] : kKinds) {
    distances.push_back({fmt::format("{} intervals: KS", name), "",
                         a.intervals(kind).ks_distance(b.intervals(kind)), 4});
  }
  return distances;
}

std::vector<Figure> pair_distances(const PairStatistics& pairs) {
  const std::vector<double> ratios = pairs.event_ratios();
  return {{"pairs, events per recording: correlation", "", pairs.event_correlation(), 4},
          {"pairs, ratio of events B / A: mean", "", mean(ratios), 4},
          {"pairs, ratio of events B / A: SD", "", standard_deviation(ratios), 4},
          {"pairs, 5 ms rate profile: mean correlation", "", pairs.profile_correlation(), 4},
          {"pairs, count maps: mean correlation", "", pairs.pair_map_correlation(), 4}};
}

std::string to_text(const Comparison& comparison) {
  constexpr int kName = 66;
  constexpr int kNumber = 12;
  std::string text = fmt::format("A: {}\nB: {}\n\n{:<{}}{:>{}}{:>{}}\n", comparison.a, comparison.b,
                                 "", kName, "A", kNumber, "B", kNumber);
  for (std::size_t i = 0; i < comparison.of_a.size(); ++i) {
    const Figure& figure = comparison.of_a[i];
    text += fmt::format("{:<{}}{:>{}}{:>{}}\n", label_of(figure), kName, shown(figure), kNumber,
                        shown(comparison.of_b[i]), kNumber);
  }
  text += fmt::format("\n{:<{}}{:>{}}\n", "", kName, "A to B", kNumber);
  for (const Figure& figure : comparison.between) {
    text += fmt::format("{:<{}}{:>{}}\n", label_of(figure), kName, shown(figure), kNumber);
  }
  return text;
}

std::string to_csv(const Comparison& comparison) {
  std::string text = "figure,unit,a,b,distance\n";
  text += fmt::format("data,,{},{},\n", quoted(comparison.a), quoted(comparison.b));
  for (std::size_t i = 0; i < comparison.of_a.size(); ++i) {
    const Figure& figure = comparison.of_a[i];
    text += fmt::format("{},{},{},{},\n", quoted(figure.name), figure.unit, cell(figure),
                        cell(comparison.of_b[i]));
  }
  for (const Figure& figure : comparison.between) {
    text += fmt::format("{},{},,,{}\n", quoted(figure.name), figure.unit, cell(figure));
  }
  return text;
}

}  // namespace ebsnn::compare
