#include "analysis/measure_dprime.hpp"

#include "analysis/measured_table.hpp"
#include "analysis/results_of_ranks.hpp"
#include "statistics/d_prime.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

using Matrix = std::vector<double>;  // [class, class]

Matrix pairs_of(const StoredCounts& counts, const StoredActivities& activities) {
  std::vector<ClassRows> rows(activities.classes());
  for (std::size_t i = 0; i < activities.recordings(); ++i) {
    rows[activities.labels()[i]].push_back(counts.of(i));
  }
  const std::size_t n = rows.size();
  Matrix pairs(n * n, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = a + 1; b < n; ++b) {
      pairs[a * n + b] = pairs[b * n + a] = d_prime_along_means(rows[a], rows[b]);
    }
  }
  return pairs;
}

/// The columns of the table, a value for each condition.
struct DprimeColumns {
  std::vector<double> mean, lower, median, upper, smallest, skipped;

  void add(const Matrix& pairs, std::size_t classes) {
    std::vector<double> values;  // each pair once
    for (std::size_t a = 0; a < classes; ++a) {
      for (std::size_t b = a + 1; b < classes; ++b) {
        if (!std::isnan(pairs[a * classes + b])) values.push_back(pairs[a * classes + b]);
      }
    }
    double sum = 0.0;
    double least = std::numeric_limits<double>::quiet_NaN();
    for (const double value : values) {
      sum += value;
      least = std::fmin(least, value);
    }
    const Quartiles quartiles = quartiles_of(values);
    mean.push_back(sum / static_cast<double>(values.size()));
    lower.push_back(quartiles.lower);
    median.push_back(quartiles.median);
    upper.push_back(quartiles.upper);
    smallest.push_back(least);
    const std::size_t all_pairs = classes * (classes - 1) / 2;
    skipped.push_back(static_cast<double>(all_pairs - values.size()));
  }
};

}  // namespace

Measured measure_dprime(const RunContext& run, const MeasureInput& input) {
  const std::size_t classes = input.activities->classes();
  const std::vector<Matrix> results =
      results_of_ranks<Matrix>(run, input.conditions.size(), [&](std::size_t i) {
        return pairs_of(input.activities->read(input.conditions[i]), *input.activities);
      });
  DprimeColumns columns;
  MeasuredArray pairs{"pairs",
                      "1",
                      "d' of two classes",
                      "condition, class, class",
                      {results.size(), classes, classes},
                      {}};
  for (const Matrix& matrix : results) {
    columns.add(matrix, classes);
    pairs.values.insert(pairs.values.end(), matrix.begin(), matrix.end());
  }
  MeasuredTable table = MeasuredTable::of_conditions(input.conditions);
  table.add("mean", "1", "mean d' of pairs of classes", "mean d'", 3, std::move(columns.mean));
  table.add("lower_quartile", "1", "lower quartile of d'", "lower", 3, std::move(columns.lower));
  table.add("median", "1", "median d' of pairs of classes", "median", 3, std::move(columns.median));
  table.add("upper_quartile", "1", "upper quartile of d'", "upper", 3, std::move(columns.upper));
  table.add("smallest", "1", "smallest d' of a pair of classes", "smallest", 3,
            std::move(columns.smallest));
  table.add("skipped", "1", "pairs of classes without a d'", "skipped", 0,
            std::move(columns.skipped));
  Measured measured{table.arrays(), table.csv(), table.text()};
  measured.arrays.push_back(std::move(pairs));
  return measured;
}

}  // namespace ebsnn
