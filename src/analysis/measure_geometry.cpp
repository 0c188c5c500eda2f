#include "analysis/measure_geometry.hpp"

#include "analysis/measured_table.hpp"
#include "analysis/results_of_ranks.hpp"
#include "statistics/population_geometry.hpp"

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

/// What is told of one condition.
struct GeometryRow {
  double ratio = 0.0, ratio_lower = 0.0, ratio_upper = 0.0;
  double cosine = 0.0, cosine_lower = 0.0, cosine_upper = 0.0;
  double more = 0.0, changed = 0.0, skipped = 0.0;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& ratio& ratio_lower& ratio_upper& cosine& cosine_lower& cosine_upper;
    archive& more& changed& skipped;
  }
};

GeometryRow row_of(const StoredCounts& clean, const StoredCounts& corrupted,
                   std::size_t recordings) {
  GeometryRow row;
  std::vector<double> ratios;
  std::vector<double> cosines;
  for (std::size_t i = 0; i < recordings; ++i) {
    const PopulationGeometry g = population_geometry(clean.of(i), corrupted.of(i));
    row.more += g.more_spikes / static_cast<double>(recordings);
    row.changed += g.changed / static_cast<double>(recordings);
    if (std::isnan(g.cosine)) {
      ++row.skipped;
      continue;
    }
    ratios.push_back(g.length_ratio);
    cosines.push_back(g.cosine);
  }
  const Quartiles ratio = quartiles_of(std::move(ratios));
  const Quartiles cosine = quartiles_of(std::move(cosines));
  row.ratio = ratio.median;
  row.ratio_lower = ratio.lower;
  row.ratio_upper = ratio.upper;
  row.cosine = cosine.median;
  row.cosine_lower = cosine.lower;
  row.cosine_upper = cosine.upper;
  return row;
}

}  // namespace

Measured measure_geometry(const RunContext& run, const MeasureInput& input) {
  StoredCounts clean;
  agree(run.comm, [&] { clean = input.activities->read(input.conditions.front()); });
  const std::vector<GeometryRow> rows =
      results_of_ranks<GeometryRow>(run, input.conditions.size(), [&](std::size_t i) {
        return row_of(clean, input.activities->read(input.conditions[i]),
                      input.activities->recordings());
      });
  MeasuredTable table = MeasuredTable::of_conditions(input.conditions);
  const auto add = [&](const char* name, const char* units, const char* long_name, const char* head,
                       int decimals, double GeometryRow::*value) {
    std::vector<double> values;
    values.reserve(rows.size());
    for (const GeometryRow& row : rows) values.push_back(row.*value);
    table.add(name, units, long_name, head, decimals, std::move(values));
  };
  add("length_ratio", "1", "length of the spike counts, relative to clean ones (median)", "|y|/|x|",
      4, &GeometryRow::ratio);
  add("length_ratio_lower_quartile", "1", "lower quartile of the relative length", "lower", 4,
      &GeometryRow::ratio_lower);
  add("length_ratio_upper_quartile", "1", "upper quartile of the relative length", "upper", 4,
      &GeometryRow::ratio_upper);
  add("cosine", "1", "cosine of clean and corrupted spike counts (median)", "cosine", 4,
      &GeometryRow::cosine);
  add("cosine_lower_quartile", "1", "lower quartile of the cosine", "lower", 4,
      &GeometryRow::cosine_lower);
  add("cosine_upper_quartile", "1", "upper quartile of the cosine", "upper", 4,
      &GeometryRow::cosine_upper);
  add("more_spikes", "1", "additional spikes of a recording (mean)", "more spikes", 2,
      &GeometryRow::more);
  add("changed_spikes", "1", "changes of spike counts, summed over a recording (mean)", "changed",
      2, &GeometryRow::changed);
  add("skipped", "1", "recordings without spikes", "skipped", 0, &GeometryRow::skipped);
  return {table.arrays(), table.csv(), table.text()};
}

}  // namespace ebsnn
