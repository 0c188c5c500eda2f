#pragma once
// Records the state of four neurons over some whole patches of a training, spread evenly over it.

#include "network/plastic_network.hpp"
#include "storage/recording_file.hpp"

#include <cstdint>
#include <vector>

namespace ebsnn {

/// The patches, out of `patches`, that are recorded: `count` of them, including the first and the
/// last; i-th = floor(i (patches - 1) / (count - 1)). For count 1, only the first; all if count is
/// larger than `patches`.
[[nodiscard]] std::vector<std::uint64_t> recorded_patches(std::uint64_t patches,
                                                          std::uint64_t count);

/// Collects the states that `PlasticNetwork::present` shows of a patch, after `begin`.
class StateRecorder : public StepObserver {
 public:
  StateRecorder(const NetworkShape& shape, std::uint64_t patches, std::uint64_t count);

  /// The observer for `patch`, the next one to be presented: this object, or nullptr if the patch
  /// is not recorded.
  [[nodiscard]] StepObserver* begin(std::uint64_t patch);
  void after_step(int step, const NetworkStateView& state) override;

  [[nodiscard]] const StateRecording& recording() const { return recording_; }
  /// Continues an earlier recording: keeps its patches before `next_patch` that are to be recorded.
  /// Returns whether it has all of them; if not, nothing is kept.
  [[nodiscard]] bool resume(const StateRecording& earlier, std::uint64_t next_patch);

 private:
  NetworkShape shape_;
  std::vector<std::uint64_t> planned_;  // ascending
  StateRecording recording_;
};

}  // namespace ebsnn
