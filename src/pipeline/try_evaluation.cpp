// The dry run of an evaluation.

#include "core/clock.hpp"
#include "pipeline/data_source.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/evaluation_data.hpp"
#include "pipeline/evaluation_folder.hpp"
#include "pipeline/unit_simulation.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace ebsnn {
namespace {

struct Sampled {
  std::size_t recordings = 0;
  std::uint64_t most_events = 0;  ///< of a recording
};

/// Simulates recordings of all units in turn, drawn evenly from each unit, for about `seconds`. Each
/// rank draws different ones. Returns what this rank simulated.
Sampled sample(const RunContext& run, const std::vector<Unit>& units, double seconds,
               EvaluationData& data, UnitSimulation& simulation) {
  constexpr double kEvenly =
      0.6180339887498949;  // fraction of the golden ratio: the most even spread
  const auto ranks = static_cast<std::size_t>(run.comm.size());
  const auto start = std::chrono::steady_clock::now();
  Sampled sampled;
  while (sampled.recordings == 0 || seconds_since(start) < seconds) {
    const std::size_t number =
        static_cast<std::size_t>(run.comm.rank()) + sampled.recordings * ranks;
    const Unit& unit = units[number % units.size()];
    const std::vector<std::size_t>& all = data.indices(unit.split);
    const double place = std::fmod(static_cast<double>(number) * kEvenly, 1.0);
    Activity discarded = simulation.no_activity();
    simulation.simulate_recording(
        unit, all[static_cast<std::size_t>(place * static_cast<double>(all.size()))], discarded);
    ++sampled.recordings;
    sampled.most_events =
        std::max<std::uint64_t>(sampled.most_events, discarded.surviving_events.front());
  }
  return sampled;
}

/// Collective. Recordings per second of the slowest rank while all work, and the most events of one.
void try_units(const RunContext& run, const std::vector<Unit>& units, double seconds,
               EvaluationData& data, UnitSimulation& simulation, EvaluationTrial& trial) {
  const auto start = std::chrono::steady_clock::now();
  Sampled sampled;
  agree(run.comm, [&] { sampled = sample(run, units, seconds, data, simulation); });
  const double nanoseconds = seconds_since(start) * 1e9 / static_cast<double>(sampled.recordings);
  trial.recordings_per_s =
      1e9 / static_cast<double>(run.comm.maximum(static_cast<std::uint64_t>(nanoseconds) + 1));
  trial.most_events = run.comm.maximum(sampled.most_events);
}

}  // namespace

EvaluationTrial try_evaluation(const RunContext& run, const std::vector<Unit>& units,
                               const EvaluationInput& input,
                               const std::filesystem::path& run_folder, double seconds) {
  EvaluationData data(run, input);
  UnitSimulation simulation(run, input, data);
  EvaluationFolder folder(run, input, run_folder, data, simulation);
  EvaluationTrial trial;
  trial.windows = simulation.windows();
  trial.classes = description_of(*input.data).classes.size();
  trial.column_bytes = simulation.recorder().bytes_per_recording();
  std::vector<Unit> missing;
  const auto start = std::chrono::steady_clock::now();
  for (const Unit& unit : units_to_simulate(units)) {
    const bool there = folder.has(unit);
    trial.there.push_back(there);
    trial.recordings.push_back(data.indices(unit.split).size());
    if (!there && trial.recordings.back() > 0) {
      missing.push_back(unit);
    }
  }
  trial.checking_s = seconds_since(start);
  if (!missing.empty()) try_units(run, missing, seconds, data, simulation, trial);
  return trial;
}

}  // namespace ebsnn
