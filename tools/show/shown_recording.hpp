#pragma once
// One recording under one corruption: the input of the preview and of --events. Only for
// ebsnn_show.

#include "core/geometry.hpp"
#include "encoding/evaluation_layout.hpp"
#include "events/event.hpp"
#include "network/simulator.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn::show {

/// Population of a spike, as numbered in files.
enum class Population : std::uint8_t { input = 0, v1 = 1, inh = 2 };

/// Spikes of one window: input events and spikes of the network.
struct WindowSpikes {
  SpikeTrain input;  ///< neuron = channel
  SpikeTrain v1;
  SpikeTrain inh;
};

/// A recording, corrupted.
struct ShownRecording {
  std::string corruption;  ///< "none": as it was recorded
  std::string unit;        ///< of the level
  double level = 0.0;
  std::vector<Event> events;
  std::vector<WindowSpikes> spikes;  ///< [window], if a network was given
};

/// Identity of the recording, and length of a presentation.
struct Subject {
  std::string split;        ///< "test" or "train"
  std::uint64_t index = 0;  ///< in the split
  std::string class_name;   ///< class shown
  Label label = 0;          ///< its number
  SensorGeometry sensor;
  EvaluationLayout layout;
  int steps = 0;  ///< ms
  bool with_spikes = false;
};

}  // namespace ebsnn::show
