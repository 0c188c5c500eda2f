#pragma once
// The two newest checkpoints of a training: RUN/checkpoint.h5 and, before it,
// RUN/checkpoint-previous.h5.
//
// Atomic writing protects against kills, but not against a file system that loses or alters data.
// In that case the previous checkpoint limits the loss to some patches.

#include "storage/checkpoint_file.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace ebsnn {

class CheckpointPair {
 public:
  explicit CheckpointPair(const std::filesystem::path& run_folder);

  [[nodiscard]] const std::filesystem::path& newest() const { return newest_; }
  [[nodiscard]] const std::filesystem::path& previous() const { return previous_; }

  struct Found {
    LoadedCheckpoint checkpoint;
    std::filesystem::path path;
    /// Not empty if the newest one is damaged and the previous one is used instead.
    std::string warning;
  };
  /// The newest intact checkpoint; std::nullopt if there are no checkpoints. Throws InputError
  /// naming each file and its damage if none of them is intact.
  [[nodiscard]] std::optional<Found> read();

  /// Writes a checkpoint. The newest one so far becomes the previous one, unless read() found it
  /// damaged. A kill at any moment leaves at least one of them intact. Throws StorageError, and
  /// leaves both files unchanged, if the new one cannot be written.
  void write(const TrainingState& state, const ModelParameters& parameters,
             const Provenance& provenance);

  /// At the end of a training: removes both, and leftovers of kills.
  void remove() const;

 private:
  std::filesystem::path newest_;
  std::filesystem::path previous_;
  bool newest_is_damaged_ = false;
};

}  // namespace ebsnn
