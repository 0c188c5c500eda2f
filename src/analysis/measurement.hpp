#pragma once
// What ebsnn_measure can measure of a network with frozen weights, as a table: a new measurement is
// one file with one function, and a row in measurement.cpp.

#include "analysis/stored_activities.hpp"
#include "h5/file.hpp"
#include "network/parameters.hpp"
#include "network/weights.hpp"
#include "pipeline/condition.hpp"
#include "pipeline/measured_recordings.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/run_context.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// Sizes of measurements, as the options give them.
struct MeasureSettings {
  std::uint64_t seed = 1;             ///< of corruptions and stimuli
  std::size_t class_recordings = 20;  ///< rsa: recordings of a class
  std::size_t draws = 20;             ///< fano, reliability: of the corruption
  std::size_t noise_patches = 50000;  ///< sta
  std::size_t repeats = 50;           ///< tuning: of each grating
};

/// What a measurement gets. What it does not need (MeasureNeeds) may be empty.
struct MeasureInput {
  ModelParameters parameters;
  NetworkWeights weights;
  MeasuredRecordings* recordings = nullptr;
  const StoredActivities* activities = nullptr;
  std::vector<Condition> conditions;  ///< the first one is clean
  MeasureSettings settings;
};

/// A dataset of the file.
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

/// What a measurement is made of.
enum class MeasureNeeds {
  recordings,  ///< presents recordings to the network, under each condition
  activities,  ///< reads the activity files of a run folder
  network,     ///< needs only the network
};

/// One row of the table.
struct Measurement {
  std::string_view name;     ///< of --what
  std::string_view summary;  ///< one line for --help
  MeasureNeeds needs;
  /// Collective; the same result on all ranks, and for any number of them. Throws as sum_ei() does.
  Measured (*measure)(const RunContext& run, const MeasureInput& input);
  bool has_draws = false;  ///< whether it depends on MeasureSettings::draws
};

[[nodiscard]] std::span<const Measurement> measurements();

/// The measurement called `name`; InputError listing the known ones if there is none.
[[nodiscard]] const Measurement& find_measurement(std::string_view name);

/// For measurements: calls `measure` for each condition in turn and shows the progress. A condition
/// that changes nothing is not measured again: it gets what the first one has.
template <class Result>
[[nodiscard]] std::vector<Result> measure_each(
    const RunContext& run, const MeasureInput& input,
    const std::function<Result(const Condition&)>& measure) {
  Progress progress("measuring", "conditions", input.conditions.size(), run.verbosity);
  std::vector<Result> results;
  for (const Condition& condition : input.conditions) {
    const bool known = !results.empty() && is_clean(condition);
    results.push_back(known ? results.front() : measure(condition));
    progress.update(results.size());
  }
  return results;
}

}  // namespace ebsnn
