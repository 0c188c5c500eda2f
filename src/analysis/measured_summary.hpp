#pragma once
// Numbers of each condition and population as datasets and as a .csv table: both follow from one
// list of columns. Only for measurements.

#include "analysis/measurement.hpp"
#include "pipeline/population.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ebsnn {

/// One number of a Row, which tells of one population under one condition.
template <class Row>
struct SummaryColumn {
  const char* name;
  const char* units;
  const char* long_name;
  double Row::*value;
};

/// `rows` are in the order of conditions, then of populations_of().
template <class Row>
[[nodiscard]] std::vector<MeasuredArray> summary_arrays(std::span<const SummaryColumn<Row>> columns,
                                                        std::span<const Row> rows) {
  std::vector<MeasuredArray> arrays;
  for (const SummaryColumn<Row>& column : columns) {
    MeasuredArray array{column.name,          column.units,
                        column.long_name,     "condition, population",
                        {rows.size() / 2, 2}, {}};
    for (const Row& row : rows) array.values.push_back(row.*column.value);
    arrays.push_back(std::move(array));
  }
  return arrays;
}

/// A line for each row, after one of names: corruption, level, population, number of recordings,
/// and the columns.
template <class Row>
[[nodiscard]] std::string summary_csv(const MeasureInput& input,
                                      std::span<const SummaryColumn<Row>> columns,
                                      std::span<const Row> rows) {
  std::string text = "corruption,level,population,recordings";
  for (const SummaryColumn<Row>& column : columns) text += fmt::format(",{}", column.name);
  text += '\n';
  const auto populations = populations_of(input.parameters.shape);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ResultRow row = names_of(input.conditions[i / 2]);
    text += fmt::format("{},{},{},{}", row.corruption, row.level, populations[i % 2].name,
                        input.recordings->size());
    for (const SummaryColumn<Row>& column : columns) {
      text += fmt::format(",{}", rows[i].*column.value);
    }
    text += '\n';
  }
  return text;
}

}  // namespace ebsnn
