#pragma once
// Columns of numbers as datasets, as a .csv table and as text: all follow from one list of columns.
// Rows are conditions or neurons. Only for measurements.

#include "analysis/measurement.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {

class MeasuredTable {
 public:
  /// A row for each of the conditions.
  [[nodiscard]] static MeasuredTable of_conditions(const std::vector<Condition>& conditions);
  /// A row for each of so many neurons of V1.
  [[nodiscard]] static MeasuredTable of_neurons(std::size_t neurons);

  /// A column with a value for each row; `head` is its title for people, `decimals` how it is shown
  /// to them.
  void add(std::string name, std::string units, std::string long_name, std::string head,
           int decimals, std::vector<double> values);

  /// Datasets, with one index: the row.
  [[nodiscard]] std::vector<MeasuredArray> arrays() const;
  /// A line for each row, after one of names.
  [[nodiscard]] std::string csv() const;
  /// A line for each row.
  [[nodiscard]] std::string text() const;
  /// A line for each column: number of rows that have a value, quartiles over these.
  [[nodiscard]] std::string quartiles_text() const;

 private:
  struct Column {
    MeasuredArray array;
    std::string head;
    int decimals;
  };
  MeasuredTable(std::string axis, std::string names)
      : axis_(std::move(axis)), csv_(std::move(names)) {}

  std::string axis_;
  std::string csv_;                  ///< names of the first columns
  std::vector<std::string> labels_;  ///< [row], the first columns
  std::vector<std::string> titles_;  ///< [row], the same for people
  std::vector<Column> columns_;
};

/// Quartiles of the values that are not NaN; all NaN if there are none.
struct Quartiles {
  double lower, median, upper;
  std::size_t of;  ///< number of values
};
[[nodiscard]] Quartiles quartiles_of(std::vector<double> values);

}  // namespace ebsnn
