#pragma once
// Simulates recordings of units on this rank, and counts spikes.

#include "encoding/evaluation_layout.hpp"
#include "network/simulator.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/evaluation_data.hpp"
#include "pipeline/known_counts.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/recordable.hpp"
#include "pipeline/run_context.hpp"
#include "pipeline/unit.hpp"
#include "storage/activity_file.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace ebsnn {

class UnitSimulation {
 public:
  /// The arguments must outlive the object. Throws InputError if the layout does not fit on the
  /// sensor, or something is to be recorded that is not known.
  UnitSimulation(const RunContext& run, const EvaluationInput& input, EvaluationData& data);

  /// Windows of a recording.
  [[nodiscard]] std::size_t windows() const { return layout_.size(); }
  [[nodiscard]] const Recorder& recorder() const { return recorder_; }

  /// Without rows.
  [[nodiscard]] Activity no_activity() const;
  /// Appends the row of a recording. Throws InputError (unreadable recording), and Error for a
  /// simulation that diverged.
  void simulate_recording(const Unit& unit, std::size_t index, Activity& activity);
  /// Collective. This rank's share of the unit, after `done` recordings of others. Throws on all
  /// ranks what one throws; Interrupted if a rank is to stop.
  [[nodiscard]] Activity simulate_share(const Unit& unit, Progress& progress, std::size_t done);

 private:
  void require_no_stop(const Unit& unit) const;
  [[nodiscard]] bool among_some(Split split, std::size_t index);
  SpikeCounts present(const Unit& unit, const Presented& presented, const SpikeRaster& raster,
                      Activity& activity);

  const RunContext& run_;
  const EvaluationInput& input_;
  EvaluationData& data_;
  EvaluationLayout layout_;
  Simulator simulator_;
  Recorder recorder_;
  KnownCounts known_;
  std::map<Split, std::set<std::size_t>> some_;  ///< recordings whose spikes are recorded
  std::vector<std::uint8_t> scratch_;
};

}  // namespace ebsnn
