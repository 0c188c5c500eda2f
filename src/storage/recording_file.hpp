#pragma once
// recording.h5: state of a few neurons over some whole patches of a training.
//
//   /patch       uint64 [record]          number of the patch, ascending
//   /population  text [neuron]            "V1" or "Inh"
//   /neuron      uint16 [neuron]          number within its population
//   /vm, /umeanLTD, /umeanLTP             float64 [record, neuron, step], mV
//   /vmean                                float64 [record, neuron, step], mV^2
// Step s is the state at the end of ms s, after the update and the reset of a spike.

#include "network/parameters.hpp"
#include "storage/provenance.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace ebsnn {

inline constexpr std::size_t kRecordedNeurons = 4;

/// A neuron whose state is recorded.
struct RecordedNeuron {
  bool v1 = true;          ///< of V1, otherwise of Inh
  std::size_t number = 0;  ///< within its population
};

/// The first and the middle neuron of each population.
[[nodiscard]] std::array<RecordedNeuron, kRecordedNeurons> recorded_neurons(
    const NetworkShape& shape);

/// Traces [record, neuron, step].
struct StateRecording {
  std::vector<std::uint64_t> patch;
  std::vector<double> vm, umean_ltd, umean_ltp, vmean;
  friend bool operator==(const StateRecording&, const StateRecording&) = default;
};

/// Writes the file atomically. Throws StorageError.
void write_recording(const std::filesystem::path& path, const StateRecording& recording,
                     const NetworkShape& shape, const Provenance& provenance);

struct LoadedRecording {
  StateRecording recording;
  Provenance provenance;
};

/// Reads the file; std::nullopt if it does not exist. Throws InputError if it is damaged or of
/// another shape.
[[nodiscard]] std::optional<LoadedRecording> read_recording(const std::filesystem::path& path,
                                                            const NetworkShape& shape);

}  // namespace ebsnn
