#include "pipeline/evaluate.hpp"

#include "core/clock.hpp"
#include "pipeline/evaluation_data.hpp"
#include "pipeline/evaluation_folder.hpp"
#include "pipeline/log.hpp"
#include "pipeline/unit_simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace ebsnn {
namespace {

/// Collective. Number of recordings that this rank simulates, if no unit is there yet.
std::size_t share_of_all(const std::vector<Unit>& units, EvaluationData& data) {
  std::size_t total = 0;
  for (const Unit& unit : units) {
    (void)data.checksum(unit.split);  // shows its own progress
    total += data.share(unit.split).count;
  }
  return total;
}

std::size_t units_of(Split split, const std::vector<Unit>& units) {
  return static_cast<std::size_t>(std::ranges::count(units, split, &Unit::split));
}

/// Collective. Simulates `units` in turn.
class Evaluation {
 public:
  Evaluation(const RunContext& run, const EvaluationInput& input,
             const std::filesystem::path& run_folder)
      : run_(run),
        steps_(input.parameters.shape.steps),
        data_(run, input),
        simulation_(run, input, data_),
        folder_(run, input, run_folder, data_, simulation_) {}

  SimulateSummary simulate(const std::vector<Unit>& units);

 private:
  void simulate_unit(const Unit& unit, const std::string& title, Progress& progress);

  const RunContext& run_;
  int steps_;
  EvaluationData data_;
  UnitSimulation simulation_;
  EvaluationFolder folder_;
  std::size_t done_ = 0;  ///< recordings of this rank
  SimulateSummary summary_;
};

void Evaluation::simulate_unit(const Unit& unit, const std::string& title, Progress& progress) {
  progress.begin(title);
  progress.update(done_);
  if (folder_.has(unit)) {
    ++summary_.skipped;
    progress.skip(data_.share(unit.split).count);
    return;
  }
  const Activity mine = simulation_.simulate_share(unit, progress, done_);
  done_ += mine.size();
  folder_.write(unit, mine);
  ++summary_.simulated;
  summary_.simulated_s +=
      static_cast<double>(data_.indices(unit.split).size() * simulation_.windows()) * steps_ /
      1000.0;
  if (run_.verbosity >= Verbosity::verbose) {
    progress.clear();
    log_info(fmt::format("{}: written {}", title, folder_.path_of(unit).string()));
  }
}

SimulateSummary Evaluation::simulate(const std::vector<Unit>& units) {
  const auto start = std::chrono::steady_clock::now();
  // One for all units: many are done before a bar of their own would be shown.
  Progress progress("units", "recordings per rank", share_of_all(units, data_), run_.verbosity);
  if (units_of(Split::test, units) > 1) data_.keep(Split::test);
  for (std::size_t number = 0; number < units.size(); ++number) {
    const Unit& unit = units[number];
    simulate_unit(unit, fmt::format("unit {}/{} {}", number + 1, units.size(), unit.name()),
                  progress);
  }
  summary_.elapsed_s = seconds_since(start);
  summary_.warnings = data_.warnings();
  return summary_;
}

}  // namespace

SimulateSummary simulate_units(const RunContext& run, const std::vector<Unit>& units,
                               const EvaluationInput& input,
                               const std::filesystem::path& run_folder) {
  return Evaluation(run, input, run_folder).simulate(units_to_simulate(units));
}

}  // namespace ebsnn
