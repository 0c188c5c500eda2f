#pragma once
// The two newest checkpoints of a training: RUN/checkpoint.h5 and, before it,
// RUN/checkpoint-previous.h5.
//
// Atomic writing protects from kills, not from a file system that loses or alters what it took:
// then the previous checkpoint costs some patches, where a single one would cost all.

#include "storage/network_file.hpp"

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
    /// Not empty where the newest one is damaged and the previous one is used instead.
    std::string warning;
  };
  /// The newest checkpoint that is whole; std::nullopt where there are none. Throws InputError
  /// naming each file and its damage where there are, but none of them is whole.
  [[nodiscard]] std::optional<Found> read();

  /// Writes a checkpoint; the newest one so far becomes the previous one, unless read() found it
  /// damaged. A kill at any moment leaves at least one of them whole. Throws StorageError, both
  /// files unchanged where the new one cannot be written.
  void write(const TrainingState& state, const ModelParameters& parameters,
             const Provenance& provenance);

  /// At the end of a training: removes both, and what kills left of others.
  void remove() const;

 private:
  std::filesystem::path newest_;
  std::filesystem::path previous_;
  bool newest_is_damaged_ = false;
};

}  // namespace ebsnn
