#pragma once
// What ebsnn_measure can measure of a network with frozen weights, as a table: a new measurement is
// one file with one function, and a row in measurement.cpp.

#include "network/parameters.hpp"
#include "network/weights.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/condition.hpp"
#include "pipeline/measured_recordings.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stop.hpp"
#include "storage/h5.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

struct MeasureInput {
  ModelParameters parameters;
  NetworkWeights weights;
  MeasuredRecordings* recordings = nullptr;
  std::vector<Condition> conditions;  ///< the first one is clean
};

/// A dataset of the file. Its first index is the condition.
struct MeasuredArray {
  std::string name;       ///< below the group of the measurement
  std::string units;      ///< "1" for none
  std::string long_name;  ///< for axes of figures
  std::string axes;       ///< names of the indices, in order
  h5::Shape shape;
  std::vector<double> values;
};

/// What a measurement found. Text is that of the .csv file, with a line of column names.
struct Measured {
  std::vector<MeasuredArray> arrays;
  std::string csv;
  std::string table;  ///< the same for people, aligned
};

/// One row of the table.
struct Measurement {
  std::string_view name;     ///< of --what
  std::string_view summary;  ///< one line for --help
  /// Collective; the same result on all ranks, and for any number of them. Throws as sum_ei() does.
  Measured (*measure)(Communicator& comm, const MeasureInput& input, const StopCondition& stop,
                      Verbosity verbosity);
};

[[nodiscard]] std::span<const Measurement> measurements();

/// The measurement called `name`; InputError listing the known ones if there is none.
[[nodiscard]] const Measurement& find_measurement(std::string_view name);

/// For measurements: calls `measure` for each condition in turn and shows the progress. A condition
/// that changes nothing is not measured again: it gets what the first one has.
template <class Result>
[[nodiscard]] std::vector<Result> measure_each(
    const MeasureInput& input, Verbosity verbosity,
    const std::function<Result(const Condition&)>& measure) {
  Progress progress("measuring", "conditions", input.conditions.size(), verbosity);
  std::vector<Result> results;
  for (const Condition& condition : input.conditions) {
    const bool known = !results.empty() && is_clean(condition);
    results.push_back(known ? results.front() : measure(condition));
    progress.update(results.size());
  }
  return results;
}

}  // namespace ebsnn
