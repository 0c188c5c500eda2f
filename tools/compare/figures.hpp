#pragma once
// The figures that ebsnn_compare shows, as a table for readers and as CSV. Only for ebsnn_compare
// and its tests.

#include "compare/event_statistics.hpp"

#include <string>
#include <vector>

namespace ebsnn::compare {

/// One line of the table. NaN: undefined, shown as "-" and as an empty cell of the CSV.
struct Figure {
  std::string name;
  std::string unit;  ///< empty: none
  double value = 0.0;
  int decimals = 0;  ///< in the table; the CSV has all of them
};

/// Of one collection: always the same names in the same order.
[[nodiscard]] std::vector<Figure> figures_of(const EventStatistics& statistics);
/// Between two collections.
[[nodiscard]] std::vector<Figure> distances_between(const EventStatistics& a,
                                                    const EventStatistics& b);
/// Between recordings of the same images.
[[nodiscard]] std::vector<Figure> pair_distances(const PairStatistics& pairs);

/// Everything about two data sets.
struct Comparison {
  std::string a;  ///< what is compared, for the heading
  std::string b;
  std::vector<Figure> of_a;
  std::vector<Figure> of_b;
  std::vector<Figure> between;
};

[[nodiscard]] std::string to_text(const Comparison& comparison);
/// Columns figure, unit, a, b, distance; the first row names the data sets.
[[nodiscard]] std::string to_csv(const Comparison& comparison);

}  // namespace ebsnn::compare
