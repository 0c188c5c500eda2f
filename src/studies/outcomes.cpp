#include "studies/outcomes.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"
#include "studies/piece.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace ebsnn {
namespace {

std::vector<AxisPart> axis_of(const StudyPlan& plan) {
  std::vector<AxisPart> axis;
  std::size_t first = 0;
  for (const StudyCorruption& corruption : plan.corruptions) {
    axis.push_back({&corruption, first});
    first += corruption.levels.size();
  }
  return axis;
}

std::size_t levels_on(const std::vector<AxisPart>& axis) {
  return axis.back().first + axis.back().corruption->levels.size();
}

/// The test recordings and their classes, the same in all files.
struct TestSet {
  std::vector<std::uint64_t> recording;
  std::vector<Label> label;
  std::size_t classes = 0;
  friend bool operator==(const TestSet&, const TestSet&) = default;

  [[nodiscard]] double largest_class_percent() const {
    std::vector<std::size_t> counts(classes);
    std::size_t largest = 0;
    for (const Label l : label) largest = std::max(largest, ++counts.at(l));
    return 100.0 * static_cast<double>(largest) / static_cast<double>(label.size());
  }
};

TestSet test_set_of(const UnitPredictions& predictions) {
  const std::size_t n = predictions.label.size();
  return {predictions.recording, predictions.label, n == 0 ? 0 : predictions.margin.size() / n};
}

/// One file of predictions.
class PredictionsOfRun {
 public:
  explicit PredictionsOfRun(std::filesystem::path path)
      : path_(std::move(path)), file_(opened(path_)) {}

  [[nodiscard]] UnitPredictions read(const std::string& corruption, double level) const {
    if (!file_.holds(corruption, level)) {
      throw InputError(fmt::format("{}: holds no predictions of {} {}: run --stage classify again",
                                   printable(path_.native()), corruption, level));
    }
    return file_.read(corruption, level);
  }
  void require_same(const TestSet& found, const TestSet& expected) const {
    if (found == expected) return;
    throw InputError(
        fmt::format("{}: has other test recordings or classes than the first file of the study",
                    printable(path_.native())));
  }

 private:
  static const std::filesystem::path& opened(const std::filesystem::path& path) {
    if (!std::filesystem::exists(path)) {
      throw InputError(
          fmt::format("{}: is missing: run --stage classify first", printable(path.native())));
    }
    return path;
  }

  std::filesystem::path path_;
  StoredPredictions file_;
};

std::vector<std::uint8_t> right_of(const UnitPredictions& predictions) {
  std::vector<std::uint8_t> right(predictions.label.size());
  for (std::size_t i = 0; i < right.size(); ++i) {
    right[i] = predictions.prediction.at(i) == predictions.label[i] ? 1 : 0;
  }
  return right;
}

/// Fills the table with one system and seed.
void read_run(const PredictionsOfRun& run, const TestSet& expected, std::size_t seed,
              std::size_t system, Outcomes& outcomes) {
  for (const AxisPart& part : outcomes.axis) {
    const std::string corruption(part.corruption->corruption->name);
    for (std::size_t i = 0; i < part.corruption->levels.size(); ++i) {
      const UnitPredictions predictions = run.read(corruption, part.corruption->levels[i]);
      run.require_same(test_set_of(predictions), expected);
      outcomes.right.set(seed, system, part.first + i, right_of(predictions));
    }
  }
}

}  // namespace

double Outcomes::accuracy_percent(std::size_t seed, std::size_t system, std::size_t level) const {
  std::uint64_t ones = 0;
  for (const std::uint64_t word : right.row(seed, system, level)) {
    ones += static_cast<std::uint64_t>(std::popcount(word));
  }
  return 100.0 * static_cast<double>(ones) / static_cast<double>(right.shape().recordings);
}

std::optional<std::size_t> Outcomes::place_of(const System& system) const {
  const auto found = std::ranges::find(systems, system);
  return found == systems.end() ? std::nullopt
                                : std::optional(static_cast<std::size_t>(found - systems.begin()));
}

const AxisPart& Outcomes::part_of(const std::string& corruption) const {
  return *std::ranges::find_if(
      axis, [&](const AxisPart& part) { return part.corruption->corruption->name == corruption; });
}

std::vector<System> systems_of(const StudyPlan& plan) {
  std::vector<System> systems;
  for (const StudyNetwork& network : plan.networks) {
    for (const std::string& code : plan.codes) {
      if (!is_input_code(code)) systems.push_back({network.name, code});
    }
  }
  for (const std::string& code : plan.codes) {
    if (is_input_code(code)) systems.push_back({kInputNetwork, code});
  }
  return systems;
}

std::filesystem::path predictions_of(const StudyPlan& plan, const System& system,
                                     std::uint64_t seed, const StudyReadout& readout) {
  const std::string& network =
      system.network == kInputNetwork ? plan.networks.front().name : system.network;
  return run_folder_of(network, seed) / "predictions" /
         (readout_name(system.code, readout) + ".h5");
}

Outcomes read_outcomes(const StudyPlan& plan, std::span<const std::uint64_t> seeds,
                       const StudyReadout& readout, const std::filesystem::path& study) {
  const std::vector<System> systems = systems_of(plan);
  const std::vector<AxisPart> axis = axis_of(plan);
  const auto open = [&](std::size_t seed, std::size_t system) {
    return PredictionsOfRun(study / predictions_of(plan, systems[system], seeds[seed], readout));
  };
  const std::string first(axis.front().corruption->corruption->name);
  const TestSet test = test_set_of(open(0, 0).read(first, 0.0));
  Outcomes outcomes{
      readout,
      {seeds.begin(), seeds.end()},
      systems,
      axis,
      test.classes,
      test.largest_class_percent(),
      CorrectnessTable({seeds.size(), systems.size(), levels_on(axis), test.recording.size()})};
  for (std::size_t seed = 0; seed < seeds.size(); ++seed) {
    for (std::size_t system = 0; system < systems.size(); ++system) {
      read_run(open(seed, system), test, seed, system, outcomes);
    }
  }
  return outcomes;
}

}  // namespace ebsnn
