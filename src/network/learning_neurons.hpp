#pragma once
// The state of the neurons of a network that learns, as arrays for the kernels. Only for
// src/network and benchmarks.

#include "kernels/aligned.hpp"
#include "kernels/kernels.hpp"
#include "kernels/silence.hpp"
#include "network/parameters.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// Lanes that spiked in the last steps; a kernel writes into the oldest buffer.
class SpikeHistory {
 public:
  explicit SpikeHistory(std::size_t lanes)
      : buffers_{std::vector<std::uint16_t>(lanes), std::vector<std::uint16_t>(lanes),
                 std::vector<std::uint16_t>(lanes)} {}
  void clear() { counts_ = {}; }
  [[nodiscard]] std::span<const std::uint16_t> last() const { return spikes(newest_); }
  [[nodiscard]] RecentSpikes recent() const { return {last(), spikes((newest_ + 2) % 3)}; }
  /// Buffer for the spikes of the current step.
  [[nodiscard]] std::uint16_t* next() { return buffers_[(newest_ + 1) % 3].data(); }
  /// Ends the step, which has left `count` spikes in next().
  void push(std::size_t count) {
    newest_ = (newest_ + 1) % 3;
    counts_[newest_] = count;
  }

 private:
  [[nodiscard]] std::span<const std::uint16_t> spikes(std::size_t which) const {
    return {buffers_[which].data(), counts_[which]};
  }
  std::array<std::vector<std::uint16_t>, 3> buffers_;
  std::array<std::size_t, 3> counts_{};
  std::size_t newest_ = 0;
};

/// Arrays [lanes] of all state, see NeuronArrays and LearningArrays.
class LearningNeurons {
 public:
  explicit LearningNeurons(std::size_t lanes);
  LearningNeurons(const LearningNeurons&) = delete;
  LearningNeurons& operator=(const LearningNeurons&) = delete;

  /// Resets to rest.
  void reset(const NeuronParameters& parameters);
  [[nodiscard]] NeuronArrays arrays();
  [[nodiscard]] LearningArrays learning_arrays(bool with_sums) const;
  /// From lane `first` on.
  [[nodiscard]] PostsynapticArrays postsynaptic(std::size_t first = 0) const;
  /// After a step: true if no neuron can spike or exceed theta_plus any more, unless spikes reach
  /// it. False does not mean that one will.
  [[nodiscard]] bool stay_silent(const NeuronConstants& constants, double theta_plus_mv) const;

 private:
  [[nodiscard]] StateRanges ranges(const NeuronConstants& constants) const;

  AlignedArray room_;

 public:
  std::span<double> vm, wad, z, vt, g_exc, g_inh;
  std::span<double> vmean, umean_ltd, umean_ltp, sum_g_exc, sum_g_inh;
  SpikeHistory spikes;

 private:
  AlignedArray held_;                 // scratch of the kernels
  std::vector<std::uint64_t> above_;  // the same
};

}  // namespace ebsnn
