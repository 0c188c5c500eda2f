#include "analysis/stored_activities.hpp"

#include "pipeline/run_units.hpp"
#include "pipeline/stored_unit.hpp"
#include "pipeline/unit.hpp"
#include "storage/activity_file.hpp"

#include <utility>

namespace ebsnn {

StoredActivities::StoredActivities(std::filesystem::path run_folder)
    : run_folder_(std::move(run_folder)) {
  const StoredUnit clean = find_unit(run_folder_, clean_unit());
  LoadedActivity loaded = read_activity(clean.path);
  require_unit(clean.path, loaded.provenance, clean.unit);
  const Activity& activity = loaded.activity;
  labels_ = activity.label;
  recording_ = activity.recording;
  classes_ = activity.classes.size();
  windows_ = activity.windows;
  neurons_ = activity.neurons;
  data_checksum_ = loaded.provenance.data_checksum;
  network_checksum_ = loaded.provenance.network_checksum;
  // The clean file stands for that of the training set: differences between splits do not count.
  TestUnits found = test_units_of(run_folder_, {clean_unit()}, loaded.provenance);
  conditions_.emplace_back();
  for (const Unit& unit : found.units) {
    if (!is_clean(unit.condition)) conditions_.push_back(unit.condition);
  }
  warnings_ = std::move(found.warnings);
}

StoredCounts StoredActivities::read(const Condition& condition) const {
  const StoredUnit stored = find_unit(run_folder_, {Split::test, condition});
  LoadedActivity loaded = read_activity(stored.path);
  require_unit(stored.path, loaded.provenance, stored.unit);
  require_rows(stored.path, loaded.activity, windows_, neurons_, recording_, labels_);
  return {loaded.activity.features(), std::move(loaded.activity.counts)};
}

}  // namespace ebsnn
