#pragma once
// network.h5 and its snapshots.
//
//   /weights                           one attribute per parameter of the model (tau-w-ms, ...)
//   /weights/{V1weight,InhibW,V1toIN,INtoV1,INLat}
//                                      float64 [post, pre], attribute axes = "post, pre"
//   /history/patch                     uint64 [record], number of the recorded patch, from 0
//   /history/{v1,inh}_rate_hz          float64 [record, neuron], firing rate over the patch
//   /history/{v1,inh}_mean_g_{exc,inh} float64 [record, neuron], conductance averaged over the
//                                      patch
//   attribute presented_patches        number of patches that the network has learned from
// A network that was made from another one has instead the attributes parent_checksum, operations
// and outcomes (VariedFrom).
// The network of a finished training also has the state that a longer one continues from. It is not
// quite the network: weights before clipping, after the last complete batch.
//   /state                             attributes next_patch (patches presented until then),
//                                      content_checksum
//   /state/weights/..., /state/traces/{INtoV1,INLat}_{pre,post}   float64

#include "network/parameters.hpp"
#include "network/weights.hpp"
#include "storage/provenance.hpp"
#include "storage/training_state.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

/// How a network came about, beside its provenance.
struct TrainedBy {
  std::uint64_t patches = 0;                 ///< presented
  const TrainingHistory* history = nullptr;  ///< null: none, as in snapshots
  /// What a longer training goes on from; its history is the beginning of `history`. Null: none.
  const TrainingState* state = nullptr;
};

/// How a network was made from another one.
struct VariedFrom {
  std::string parent_checksum;  ///< of the weights of the other one: checksum_of(), as hex()
  std::vector<std::string> operations;  ///< in order, e.g. "scale INtoV1=0.5"
  std::vector<std::string> outcomes;    ///< of each, e.g. "12 of 5184 weights clipped (0.231 %)"
};

/// Writes a network atomically. `trained` is null for one that no training made, `varied` for one
/// that was not made from another one. Throws StorageError.
void write_network(const std::filesystem::path& path, const NetworkWeights& weights,
                   const ModelParameters& parameters, const TrainedBy* trained,
                   const Provenance& provenance, const VariedFrom* varied = nullptr);

struct LoadedNetwork {
  NetworkWeights weights;
  ModelParameters parameters;  ///< those in the file; for text files, those passed in
};

/// Reads network.h5, or a folder: that of a training, which holds network.h5, or one with the five
/// text files (for the shape in `defaults`). Throws InputError naming fault and place: missing, not
/// HDF5, another content, a checkpoint, a folder that holds both forms or neither, cut short, wrong
/// shape, NaN, infinity, value out of bounds.
[[nodiscard]] LoadedNetwork read_network(const std::filesystem::path& path,
                                         const ModelParameters& defaults);

/// What a network file states about the training that made it.
struct LoadedTraining {
  Provenance provenance;
  std::optional<std::uint64_t> patches;  ///< nothing: written by a build that did not state it
  bool has_history = false;
  std::optional<TrainingState> state;
};

/// Reads it. Throws InputError if the file cannot be read, or its state is damaged (checksum).
[[nodiscard]] LoadedTraining read_training(const std::filesystem::path& path);

/// The same without the state: quickly.
[[nodiscard]] LoadedTraining read_training_facts(const std::filesystem::path& path);

}  // namespace ebsnn
