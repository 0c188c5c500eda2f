#pragma once
// One recording under one corruption: the input of the preview and of --events. Only for
// ebsnn_show.

#include "events/event.hpp"
#include "network/simulator.hpp"
#include "storage/activity_file.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn::show {

/// Population of a spike, as numbered in files.
enum class Population : std::uint8_t { input = 0, v1 = 1, inh = 2 };

/// Spikes of one quadrant of the central pixels: input events and spikes of the network.
struct QuadrantSpikes {
  SpikeTrain input;  ///< neuron = channel
  SpikeTrain v1;
  SpikeTrain inh;
};

/// A recording, corrupted.
struct Condition {
  std::string corruption;  ///< "none": as it was recorded
  std::string unit;        ///< of the level
  double level = 0.0;
  std::vector<Event> events;
  /// Filled if a network was given.
  std::array<QuadrantSpikes, kQuadrants> spikes;
};

/// Identity of the recording, and length of a presentation.
struct Subject {
  std::string split;        ///< "test" or "train"
  std::uint64_t index = 0;  ///< in the split
  std::uint8_t label = 0;   ///< digit shown
  int steps = 0;            ///< ms
  int patch_side = 0;       ///< px
  bool with_spikes = false;
};

}  // namespace ebsnn::show
