#include "analysis/measured_table.hpp"

#include "statistics/percentile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ebsnn {

MeasuredTable MeasuredTable::of_conditions(const std::vector<Condition>& conditions) {
  MeasuredTable table("condition", "corruption,level");
  for (const Condition& condition : conditions) {
    const ResultRow row = names_of(condition);
    table.labels_.push_back(fmt::format("{},{}", row.corruption, row.level));
    table.titles_.push_back(title_of(condition));
  }
  return table;
}

MeasuredTable MeasuredTable::of_neurons(std::size_t neurons) {
  MeasuredTable table("neuron", "neuron");
  for (std::size_t neuron = 0; neuron < neurons; ++neuron) {
    table.labels_.push_back(fmt::format("{}", neuron));
  }
  table.titles_ = table.labels_;
  return table;
}

void MeasuredTable::add(std::string name, std::string units, std::string long_name,
                        std::string head, int decimals, std::vector<double> values) {
  const std::size_t rows = values.size();
  for (double& value : values) {  // 0 / 0 has a sign, and would be shown as -nan
    if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  }
  columns_.push_back(
      {{std::move(name), std::move(units), std::move(long_name), axis_, {rows}, std::move(values)},
       std::move(head),
       decimals});
}

std::vector<MeasuredArray> MeasuredTable::arrays() const {
  std::vector<MeasuredArray> arrays;
  for (const Column& column : columns_) arrays.push_back(column.array);
  return arrays;
}

std::string MeasuredTable::csv() const {
  std::string text = csv_;
  for (const Column& column : columns_) text += fmt::format(",{}", column.array.name);
  text += '\n';
  for (std::size_t row = 0; row < labels_.size(); ++row) {
    text += labels_[row];
    for (const Column& column : columns_) text += fmt::format(",{}", column.array.values[row]);
    text += '\n';
  }
  return text;
}

std::string MeasuredTable::text() const {
  constexpr std::size_t kTitle = 22;
  constexpr std::size_t kWidth = 10;
  std::string text = fmt::format("{:<{}}", axis_, kTitle);
  for (const Column& column : columns_) {
    text += fmt::format("  {:>{}}", column.head, std::max(kWidth, column.head.size()));
  }
  text += '\n';
  for (std::size_t row = 0; row < titles_.size(); ++row) {
    text += fmt::format("{:<{}}", titles_[row], kTitle);
    for (const Column& column : columns_) {
      text += fmt::format("  {:>{}.{}f}", column.array.values[row],
                          std::max(kWidth, column.head.size()), column.decimals);
    }
    text += '\n';
  }
  return text;
}

std::string MeasuredTable::quartiles_text() const {
  std::string text = fmt::format("{:<36}{:>8}{:>12}{:>12}{:>12}\n", "of neurons", "number", "lower",
                                 "median", "upper");
  for (const Column& column : columns_) {
    const Quartiles q = quartiles_of(column.array.values);
    text += fmt::format("{:<36}{:>8}{:>12.{}f}{:>12.{}f}{:>12.{}f}\n", column.head, q.of, q.lower,
                        column.decimals, q.median, column.decimals, q.upper, column.decimals);
  }
  return text;
}

Quartiles quartiles_of(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (values.empty()) return {kNone, kNone, kNone, 0};
  std::sort(values.begin(), values.end());
  return {percentile(values, 25.0), percentile(values, 50.0), percentile(values, 75.0),
          values.size()};
}

}  // namespace ebsnn
