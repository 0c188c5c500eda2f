#include "analysis/measure_sparseness.hpp"

#include "analysis/measured_summary.hpp"
#include "core/error.hpp"
#include "network/simulator.hpp"
#include "pipeline/recording_sums.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace ebsnn {
namespace {

/// A mean over those that can be computed.
struct Mean {
  double sum = 0.0;
  std::uint64_t count = 0;
  void add(double value) {
    sum += value;
    ++count;
  }
  [[nodiscard]] double value() const {
    return count == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(count);
  }
  Mean& operator+=(const Mean& other) {
    sum += other.sum;
    count += other.count;
    return *this;
  }
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& sum& count;
  }
};

/// Over neurons or presentations.
struct SparsenessMean {
  Mean s, a;
  std::uint64_t skipped = 0;
  void add(const Sparseness& value) {
    if (std::isnan(value.s)) {
      ++skipped;
      return;
    }
    s.add(value.s);
    a.add(value.a);
  }
  SparsenessMean& operator+=(const SparsenessMean& other) {
    s += other.s;
    a += other.a;
    skipped += other.skipped;
    return *this;
  }
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& s& a& skipped;
  }
};

/// Over the presentations of a condition.
struct SparsenessSums {
  std::vector<std::uint64_t> counts, squares;  ///< [v1 + inh]
  SparsenessMean v1, inh;
  std::uint64_t presentations = 0;

  SparsenessSums() = default;
  explicit SparsenessSums(std::size_t neurons) : counts(neurons), squares(neurons) {}
  SparsenessSums& operator+=(const SparsenessSums& other) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      counts[i] += other.counts[i];
      squares[i] += other.squares[i];
    }
    v1 += other.v1;
    inh += other.inh;
    presentations += other.presentations;
    return *this;
  }
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& counts& squares& v1& inh& presentations;
  }
};

/// Adds the counts of one population in one presentation.
void add_population(const std::vector<std::uint16_t>& counts, std::size_t first,
                    SparsenessSums& sums, SparsenessMean& mean) {
  std::uint64_t sum = 0;
  std::uint64_t squares = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::uint64_t count = counts[i];
    sum += count;
    squares += count * count;
    sums.counts[first + i] += count;
    sums.squares[first + i] += count * count;
  }
  mean.add(sparseness_of(sum, squares, counts.size()));
}

SparsenessSums sparseness_sums_of(const RunContext& run, const MeasureInput& input,
                                  const Condition& condition) {
  const NetworkShape& shape = input.parameters.shape;
  const EvaluationLayout layout = input.recordings->layout_for(shape);
  Simulator simulator(input.parameters, input.weights);
  const SparsenessSums zero(static_cast<std::size_t>(shape.neurons()));
  return sum_over_recordings<SparsenessSums>(
      run.comm, input.recordings->size(), zero, run.stop,
      [&](std::size_t number, SparsenessSums& sums) {
        for (const SpikeRaster& raster :
             input.recordings->windows(number, condition, layout, shape.steps)) {
          const SpikeCounts counts = simulator.present(raster);
          add_population(counts.v1, v1_of(shape).first, sums, sums.v1);
          add_population(counts.inh, inh_of(shape).first, sums, sums.inh);
          ++sums.presentations;
        }
      });
}

/// What is told of one population under one condition.
struct SparsenessRow {
  double population_s, population_a, population_skipped;
  double lifetime_s, lifetime_a, lifetime_skipped;
};

constexpr std::array<SummaryColumn<SparsenessRow>, 6> kSparsenessColumns{{
    {"population_sparseness", "1", "population sparseness", &SparsenessRow::population_s},
    {"population_a", "1", "population sparseness a of Treves and Rolls",
     &SparsenessRow::population_a},
    {"population_skipped", "1", "presentations without spikes", &SparsenessRow::population_skipped},
    {"lifetime_sparseness", "1", "lifetime sparseness", &SparsenessRow::lifetime_s},
    {"lifetime_a", "1", "lifetime sparseness a of Treves and Rolls", &SparsenessRow::lifetime_a},
    {"lifetime_skipped", "1", "neurons without spikes", &SparsenessRow::lifetime_skipped},
}};

Sparseness lifetime_of(const SparsenessSums& sums, std::size_t neuron) {
  return sparseness_of(sums.counts[neuron], sums.squares[neuron], sums.presentations);
}

SparsenessRow row_of(const SparsenessSums& sums, const Population& population) {
  const SparsenessMean& over_presentations = population.first == 0 ? sums.v1 : sums.inh;
  SparsenessMean over_neurons;
  for (std::size_t i = 0; i < population.count; ++i) {
    over_neurons.add(lifetime_of(sums, population.first + i));
  }
  return {over_presentations.s.value(),
          over_presentations.a.value(),
          static_cast<double>(over_presentations.skipped),
          over_neurons.s.value(),
          over_neurons.a.value(),
          static_cast<double>(over_neurons.skipped)};
}

MeasuredArray lifetimes_of(const std::vector<SparsenessSums>& results, std::size_t neurons) {
  MeasuredArray array{"neuron_lifetime_sparseness", "1", "lifetime sparseness", "condition, neuron",
                      {results.size(), neurons},    {}};
  for (const SparsenessSums& sums : results) {
    for (std::size_t i = 0; i < neurons; ++i) array.values.push_back(lifetime_of(sums, i).s);
  }
  return array;
}

std::string table_of(const MeasureInput& input, const std::vector<SparsenessRow>& rows) {
  std::string text = fmt::format("{:<22}{:<6}{:>12}{:>8}{:>9}{:>12}{:>8}{:>9}\n", "condition", "of",
                                 "population S", "a", "skipped", "lifetime S", "a", "skipped");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const SparsenessRow& row = rows[i];
    text += fmt::format("{:<22}{:<6}{:>12.4f}{:>8.4f}{:>9}{:>12.4f}{:>8.4f}{:>9}\n",
                        title_of(input.conditions[i / 2]),
                        populations_of(input.parameters.shape)[i % 2].name, row.population_s,
                        row.population_a, row.population_skipped, row.lifetime_s, row.lifetime_a,
                        row.lifetime_skipped);
  }
  return text;
}

}  // namespace

Sparseness sparseness_of(std::uint64_t sum, std::uint64_t sum_of_squares, std::uint64_t n) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (sum == 0) return {kNone, kNone};
  const auto count = static_cast<double>(n);
  const double mean = static_cast<double>(sum) / count;
  const double a = mean * mean / (static_cast<double>(sum_of_squares) / count);
  return {n == 1 ? kNone : (1.0 - a) / (1.0 - 1.0 / count), a};
}

Measured measure_sparseness(const RunContext& run, const MeasureInput& input) {
  const NetworkShape& shape = input.parameters.shape;
  const std::vector<SparsenessSums> results = measure_each<SparsenessSums>(
      run, input,
      [&](const Condition& condition) { return sparseness_sums_of(run, input, condition); });
  std::vector<SparsenessRow> rows;
  for (const SparsenessSums& sums : results) {
    for (const Population& population : populations_of(shape)) {
      rows.push_back(row_of(sums, population));
    }
  }
  Measured measured{summary_arrays<SparsenessRow>(kSparsenessColumns, rows),
                    summary_csv<SparsenessRow>(input, kSparsenessColumns, rows),
                    table_of(input, rows)};
  measured.arrays.push_back(lifetimes_of(results, static_cast<std::size_t>(shape.neurons())));
  return measured;
}

}  // namespace ebsnn
