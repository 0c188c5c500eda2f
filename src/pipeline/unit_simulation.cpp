#include "pipeline/unit_simulation.hpp"

#include "core/error.hpp"
#include "encoding/spike_raster.hpp"
#include "pipeline/data_source.hpp"

#include <fmt/format.h>

#include <string>

namespace ebsnn {
namespace {

/// Of each window: first row and column.
std::vector<std::uint16_t> places_of(const EvaluationLayout& layout) {
  std::vector<std::uint16_t> places;
  for (const Window& window : layout.windows()) {
    places.push_back(static_cast<std::uint16_t>(window.top));
    places.push_back(static_cast<std::uint16_t>(window.left));
  }
  return places;
}

}  // namespace

UnitSimulation::UnitSimulation(const RunContext& run, const EvaluationInput& input,
                               EvaluationData& data)
    : run_(run),
      input_(input),
      data_(data),
      layout_(input.layout, description_of(*input.data).sensor, input.parameters.shape.patch_side),
      simulator_(input.parameters, input.weights, input.precision),
      recorder_(input.record, {layout_.size(), input.parameters.shape}) {}

bool UnitSimulation::among_some(Split split, std::size_t index) {
  if (!some_.contains(split)) {
    const std::vector<std::size_t>& all = data_.indices(split);
    for (const std::size_t place : spread_evenly(all.size(), input_.record.spikes_of)) {
      some_[split].insert(all[place]);
    }
  }
  return some_[split].contains(index);
}

Activity UnitSimulation::no_activity() const {
  Activity activity;
  activity.windows = layout_.size();
  activity.neurons = static_cast<std::size_t>(input_.parameters.shape.v1);
  activity.window_place = places_of(layout_);
  activity.classes = description_of(*input_.data).classes;
  activity.columns = recorder_.columns();
  return activity;
}

SpikeCounts UnitSimulation::present(const Unit& unit, const Presented& presented,
                                    const SpikeRaster& raster, Activity& activity) {
  SpikeCounts counts = recorder_.present(simulator_, raster, presented,
                                         known_.find(presented, raster), activity.columns);
  known_.add(presented, raster, unit.split == Split::test && is_clean(unit.condition), counts);
  return counts;
}

void UnitSimulation::simulate_recording(const Unit& unit, std::size_t index, Activity& activity) {
  const int steps = input_.parameters.shape.steps;
  Recording recording = data_.read(unit.split, index);
  apply(unit.condition, recording.events,
        {data_.description(unit.split).sensor, steps, input_.sensor_seed}, input_.seed, index);
  const bool some = among_some(unit.split, index);
  std::uint16_t window = 0;
  for (const SpikeRaster& raster : encode(recording.events, layout_.windows(), steps, scratch_)) {
    const SpikeCounts counts = present(unit, {index, window++, some}, raster, activity);
    activity.counts.insert(activity.counts.end(), counts.v1.begin(), counts.v1.end());
  }
  activity.label.push_back(recording.label);
  activity.recording.push_back(index);
  activity.surviving_events.push_back(static_cast<std::uint32_t>(recording.events.size()));
  activity.surviving_events.push_back(
      static_cast<std::uint32_t>(layout_.count_inside(recording.events)));
}

void UnitSimulation::require_no_stop(const Unit& unit) const {
  if (const std::string reason = run_.stop.reason(); !reason.empty()) {
    throw Interrupted(
        fmt::format("stopped by {} while simulating {}; finished units are kept: run the "
                    "same command again to continue",
                    reason, unit.name()));
  }
}

Activity UnitSimulation::simulate_share(const Unit& unit, Progress& progress, std::size_t done) {
  const std::vector<std::size_t>& all = data_.indices(unit.split);
  const Block block = data_.share(unit.split);
  Activity activity = no_activity();
  activity.counts.reserve(block.count * activity.features());
  agree(run_.comm, [&] {
    for (std::size_t i = block.first; i < block.end() && !run_.comm.stop_raised(); ++i) {
      simulate_recording(unit, all[i], activity);
      progress.update(done + activity.size());
      require_no_stop(unit);
    }
  });
  return activity;
}

}  // namespace ebsnn
