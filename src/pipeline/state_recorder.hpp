#pragma once
// Records the state of four neurons over some whole patches of a training, spread evenly over it.
// May be included by pipeline.

#include "network/plastic_network.hpp"
#include "storage/recording_file.hpp"

#include <cstdint>
#include <vector>

namespace ebsnn {

/// Patches that are recorded out of `patches`: `count` of them, the first and the last among them,
/// i-th = floor(i (patches - 1) / (count - 1)); the first alone for count 1; all where count is
/// larger.
[[nodiscard]] std::vector<std::uint64_t> recorded_patches(std::uint64_t patches,
                                                          std::uint64_t count);

/// Collects what `PlasticNetwork::present` shows of a patch that `begin` announced.
class StateRecorder : public StepObserver {
 public:
  StateRecorder(const NetworkShape& shape, std::uint64_t patches, std::uint64_t count);

  /// The observer for `patch`, the next one to be presented: this object, or nullptr where the
  /// patch is not recorded.
  [[nodiscard]] StepObserver* begin(std::uint64_t patch);
  void after_step(int step, const NetworkStateView& state) override;

  [[nodiscard]] const StateRecording& recording() const { return recording_; }
  /// Takes up an earlier recording, of which it keeps the patches before `next_patch` that are to
  /// be recorded. Returns whether it had all of them; if not, nothing is taken up.
  [[nodiscard]] bool resume(const StateRecording& earlier, std::uint64_t next_patch);

 private:
  NetworkShape shape_;
  std::vector<std::uint64_t> planned_;  // ascending
  StateRecording recording_;
};

}  // namespace ebsnn
