#include "analysis/measure_ei.hpp"

#include "analysis/measured_summary.hpp"
#include "analysis/measured_table.hpp"
#include "pipeline/ei_sums.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace ebsnn {
namespace {

/// What is told of one population under one condition.
struct EiRow {
  double ratio, lower_quartile, median, upper_quartile;
  double rate_hz, mean_g_exc, mean_g_inh;
  double peak_lag_ms, peak_height;
};

constexpr std::array<SummaryColumn<EiRow>, 9> kEiColumns{{
    {"ratio", "1", "ratio of excitation to inhibition", &EiRow::ratio},
    {"ratio_lower_quartile", "1", "lower quartile of the neurons' ratios", &EiRow::lower_quartile},
    {"ratio_median", "1", "median of the neurons' ratios", &EiRow::median},
    {"ratio_upper_quartile", "1", "upper quartile of the neurons' ratios", &EiRow::upper_quartile},
    {"rate_hz", "Hz", "mean firing rate", &EiRow::rate_hz},
    {"mean_g_exc", "mV/ms", "mean excitatory conductance", &EiRow::mean_g_exc},
    {"mean_g_inh", "mV/ms", "mean inhibitory conductance", &EiRow::mean_g_inh},
    {"peak_lag_ms", "ms", "lag of the cross-correlation's peak, positive: inhibition follows",
     &EiRow::peak_lag_ms},
    {"peak_height", "1", "height of the cross-correlation's peak", &EiRow::peak_height},
}};

/// Mean over steps, presentations and the neurons of a population.
double mean_of(const std::vector<double>& sums, const Population& p, double presented_steps) {
  double sum = 0.0;
  for (std::size_t i = 0; i < p.count; ++i) sum += sums[p.first + i];
  return sum / (presented_steps * static_cast<double>(p.count));
}

double presented_steps(const EiSums& sums, int steps) {
  return static_cast<double>(sums.presentations) * steps;
}

const CrossCovariance& covariance_of(const EiSums& sums, const Population& population) {
  return population.first == 0 ? sums.v1 : sums.inh;
}

EiRow row_of(const EiSums& sums, const Population& population, int steps) {
  const Quartiles ratios = quartiles_of(ei_ratio_of_neurons(sums, population));
  const CorrelationPeak peak = covariance_of(sums, population).peak();
  EiRow row{};
  row.ratio = ei_ratio(sums, population);
  row.lower_quartile = ratios.lower;
  row.median = ratios.median;
  row.upper_quartile = ratios.upper;
  row.rate_hz = mean_rate_hz(sums, population, steps);
  row.mean_g_exc = mean_of(sums.g_exc, population, presented_steps(sums, steps));
  row.mean_g_inh = mean_of(sums.g_inh, population, presented_steps(sums, steps));
  row.peak_lag_ms = peak.lag_ms;
  row.peak_height = peak.height;
  return row;
}

MeasuredArray correlations_of(const std::vector<EiSums>& results, const NetworkShape& shape) {
  MeasuredArray array{"correlation",
                      "1",
                      "cross-correlation of the mean conductances, lags from -20 to 20 ms",
                      "condition, population, lag",
                      {results.size(), 2, kLags},
                      {}};
  for (const EiSums& sums : results) {
    for (const Population& population : populations_of(shape)) {
      const std::vector<double> values = covariance_of(sums, population).correlation();
      array.values.insert(array.values.end(), values.begin(), values.end());
    }
  }
  return array;
}

/// Coordinates of the correlations.
MeasuredArray lags() {
  MeasuredArray array{"lag", "ms",    "time by which inhibition follows excitation",
                      "lag", {kLags}, {}};
  for (int lag = -kLargestLag_ms; lag <= kLargestLag_ms; ++lag) array.values.push_back(lag);
  return array;
}

void append_neurons(std::vector<MeasuredArray>& arrays, const std::vector<EiSums>& results,
                    const NetworkShape& shape) {
  const auto neurons = static_cast<std::size_t>(shape.neurons());
  const auto array = [&](const char* name, const char* units, const char* long_name) {
    return MeasuredArray{name, units, long_name, "condition, neuron", {results.size(), neurons},
                         {}};
  };
  MeasuredArray exc = array("neuron_mean_g_exc", "mV/ms", "mean excitatory conductance");
  MeasuredArray inh = array("neuron_mean_g_inh", "mV/ms", "mean inhibitory conductance");
  MeasuredArray ratio = array("neuron_ratio", "1", "ratio of excitation to inhibition");
  for (const EiSums& sums : results) {
    const double steps = presented_steps(sums, shape.steps);
    for (const double sum : sums.g_exc) exc.values.push_back(sum / steps);
    for (const double sum : sums.g_inh) inh.values.push_back(sum / steps);
    const std::vector<double> ratios = ei_ratio_of_neurons(sums, {"V1 and Inh", 0, neurons});
    ratio.values.insert(ratio.values.end(), ratios.begin(), ratios.end());
  }
  for (MeasuredArray* each : {&exc, &inh, &ratio}) arrays.push_back(std::move(*each));
}

std::string table_of(const MeasureInput& input, const std::vector<EiRow>& rows) {
  std::string text = fmt::format("{:<22}{:<6}{:>9}{:>26}{:>9}{:>8}{:>8}\n", "condition", "of", "R",
                                 "R of neurons (quartiles)", "Hz", "lag ms", "height");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const EiRow& row = rows[i];
    const std::string quartiles =
        fmt::format("{:.3f} {:.3f} {:.3f}", row.lower_quartile, row.median, row.upper_quartile);
    text += fmt::format("{:<22}{:<6}{:>9.3f}{:>26}{:>9.2f}{:>8}{:>8.3f}\n",
                        title_of(input.conditions[i / 2]),
                        populations_of(input.parameters.shape)[i % 2].name, row.ratio, quartiles,
                        row.rate_hz, row.peak_lag_ms, row.peak_height);
  }
  return text;
}

}  // namespace

Measured measure_ei(const RunContext& run, const MeasureInput& input) {
  const NetworkShape& shape = input.parameters.shape;
  const std::vector<EiSums> results =
      measure_each<EiSums>(run, input, [&](const Condition& condition) {
        return sum_ei(run.comm, input.parameters, input.weights, *input.recordings, condition,
                      run.stop);
      });
  std::vector<EiRow> rows;
  for (const EiSums& sums : results) {
    for (const Population& population : populations_of(shape)) {
      rows.push_back(row_of(sums, population, shape.steps));
    }
  }
  Measured measured{summary_arrays<EiRow>(kEiColumns, rows),
                    summary_csv<EiRow>(input, kEiColumns, rows), table_of(input, rows)};
  measured.arrays.push_back(correlations_of(results, shape));
  measured.arrays.push_back(lags());
  append_neurons(measured.arrays, results, shape);
  return measured;
}

}  // namespace ebsnn
