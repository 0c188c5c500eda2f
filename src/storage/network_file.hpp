#pragma once
// network.h5, its snapshots, and checkpoints of a training. May be included by pipeline, jobs,
// tools.
//
//   /weights                           one attribute a parameter of the model (tau-w-ms, ...)
//   /weights/{V1weight,InhibW,V1toIN,INtoV1,INLat}
//                                      float64 [post, pre], attribute axes = "post, pre"
//   /history/patch                     uint64 [record], number of the recorded patch, from 0
//   /history/{v1,inh}_rate_hz          float64 [record, neuron], firing rate over the patch
//   /history/{v1,inh}_mean_g_{exc,inh} float64 [record, neuron], conductance averaged over the
//   patch
//   attribute presented_patches        how many patches the network has learned from
// The network of a finished training also has what a longer one goes on from, which is not quite
// the same: weights before they were clipped, and the end of the last whole batch, where the
// training ended within one.
//   /state                             attributes next_patch (patches presented until then),
//                                      content_checksum
//   /state/weights/..., /state/traces/{INtoV1,INLat}_{pre,post}   float64
// A checkpoint also has /traces/{INtoV1,INLat}_{pre,post}, and the number of the next patch and a
// checksum of the content as attributes of the root.

#include "network/parameters.hpp"
#include "network/plastic_network.hpp"
#include "network/weights.hpp"
#include "storage/provenance.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

/// Rates and conductances of the recorded patches; matrices [record, neuron].
struct TrainingHistory {
  std::vector<std::uint64_t> patch;
  std::vector<double> v1_rate_hz, inh_rate_hz;
  std::vector<double> v1_mean_g_exc, inh_mean_g_exc;
  std::vector<double> v1_mean_g_inh, inh_mean_g_inh;

  /// Appends what patch number `patch_number` left.
  void append(std::uint64_t patch_number, const PatchRecord& record, const NetworkShape& shape);
  friend bool operator==(const TrainingHistory&, const TrainingHistory&) = default;
};

/// Everything that a training needs to go on.
struct TrainingState {
  std::uint64_t next_patch = 0;  ///< patches done; also the position of the random numbers
  NetworkWeights weights;        ///< as they are, inhibitory ones possibly not yet clipped
  InhibitoryTraces traces;
  TrainingHistory history;
};

/// Weights with every value inside its bounds. Inhibitory ones may exceed theirs by the last ms's
/// change; the published simulation clips them in the next ms.
[[nodiscard]] NetworkWeights clipped(NetworkWeights weights, const ModelParameters& parameters);

/// How a network came about, beside its provenance.
struct TrainedBy {
  std::uint64_t patches = 0;                 ///< presented
  const TrainingHistory* history = nullptr;  ///< null: none, as in snapshots
  /// What a longer training goes on from; its history is the beginning of `history`. Null: none.
  const TrainingState* state = nullptr;
};

/// Writes a network atomically. `trained` is null for one that no training made. Throws
/// StorageError.
void write_network(const std::filesystem::path& path, const NetworkWeights& weights,
                   const ModelParameters& parameters, const TrainedBy* trained,
                   const Provenance& provenance);

struct LoadedNetwork {
  NetworkWeights weights;
  ModelParameters parameters;  ///< the file's own; of text files, those passed in
};

/// Reads network.h5, or a folder with the five text files (for the shape in `defaults`). Throws
/// InputError naming what is wrong where: not there, not HDF5, cut short, wrong shape, NaN,
/// infinity, value out of bounds; or a checkpoint, which is no network yet.
[[nodiscard]] LoadedNetwork read_network(const std::filesystem::path& path,
                                         const ModelParameters& defaults);

/// What a network file says of the training that made it.
struct LoadedTraining {
  Provenance provenance;
  std::optional<std::uint64_t> patches;  ///< nothing: written by a build that did not say it
  bool has_history = false;
  std::optional<TrainingState> state;
};

/// Reads it. Throws InputError where the file cannot be read, or its state is damaged (checksum).
[[nodiscard]] LoadedTraining read_training(const std::filesystem::path& path);

/// The same without state: quickly.
[[nodiscard]] LoadedTraining read_training_facts(const std::filesystem::path& path);

/// Writes a checkpoint atomically, after reading it back. `before_rename`, where there is one, is
/// called when the new file is whole and about to take its name. Throws StorageError.
void write_checkpoint(const std::filesystem::path& path, const TrainingState& state,
                      const ModelParameters& parameters, const Provenance& provenance,
                      const std::function<void()>& before_rename = {});

struct LoadedCheckpoint {
  TrainingState state;
  Provenance provenance;
};

/// Reads a checkpoint. Throws InputError where it is missing or damaged: no HDF5, something lacks,
/// or the checksum of its content (state, configuration, seed, data) is not the one written in it.
[[nodiscard]] LoadedCheckpoint read_checkpoint(const std::filesystem::path& path);

/// Throws InputError naming `source` where a state is none of this model: other sizes, NaN or
/// infinite weights.
void require_fits(const TrainingState& state, const ModelParameters& parameters,
                  const std::string& source);

}  // namespace ebsnn
