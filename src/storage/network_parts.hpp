#pragma once
// Weights, traces and history in an open file: what networks and checkpoints are put together from.
// Only for this room.

#include "h5/file.hpp"
#include "network/weights.hpp"
#include "storage/provenance.hpp"
#include "storage/training_state.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn {

/// One dataset of /history.
struct HistoryField {
  const char* name;
  std::vector<double> TrainingHistory::*values;
  bool v1;  ///< of V1, otherwise of Inh
};
[[nodiscard]] const std::array<HistoryField, 6>& history_fields();

/// One dataset of a group of traces.
struct TraceField {
  const char* name;
  std::vector<double> InhibitoryTraces::*values;
};
[[nodiscard]] const std::array<TraceField, 4>& trace_fields();

/// The five matrices, in a group that need not be there yet ("/weights").
void write_weights(h5::File& file, const std::string& group, const NetworkWeights& weights);
[[nodiscard]] NetworkWeights read_weights(const h5::File& file, const std::string& group);

/// One dataset for each of the four traces, in a group that need not be there yet ("/traces").
void write_traces(h5::File& file, const std::string& group, const InhibitoryTraces& traces);
[[nodiscard]] InhibitoryTraces read_traces(const h5::File& file, const std::string& group);

void write_history(h5::File& file, const TrainingHistory& history, const NetworkShape& shape);
[[nodiscard]] TrainingHistory read_history(const h5::File& file);

/// Of all that decides how a training goes on: its state, and whose it is.
[[nodiscard]] std::uint64_t checksum_of(const TrainingState& state, const Provenance& provenance);

/// Attribute of the file, for a checkpoint, or of the group /state.
inline constexpr const char* kNextPatch = "next_patch";
inline constexpr const char* kContentChecksum = "content_checksum";

}  // namespace ebsnn
