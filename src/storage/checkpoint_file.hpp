#pragma once
// Checkpoints of a training.
//
//   /weights/..., /history/...   as in network files (network_file.hpp); weights before clipping
//   /traces/{INtoV1,INLat}_{pre,post}   float64
//   attributes next_patch (number of the next patch) and content_checksum

#include "network/parameters.hpp"
#include "storage/provenance.hpp"
#include "storage/training_state.hpp"

#include <filesystem>
#include <functional>

namespace ebsnn {

/// Writes a checkpoint atomically and reads it back. `before_rename`, if given, is called when the
/// new file is complete, just before it is renamed. Throws StorageError.
void write_checkpoint(const std::filesystem::path& path, const TrainingState& state,
                      const ModelParameters& parameters, const Provenance& provenance,
                      const std::function<void()>& before_rename = {});

struct LoadedCheckpoint {
  TrainingState state;
  Provenance provenance;
};

/// Reads a checkpoint. Throws InputError if it is missing or damaged: not HDF5, incomplete, or the
/// checksum of its content (state, configuration, seed, data) is not the one that is stored in it.
[[nodiscard]] LoadedCheckpoint read_checkpoint(const std::filesystem::path& path);

}  // namespace ebsnn
