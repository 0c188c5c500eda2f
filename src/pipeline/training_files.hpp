#pragma once
// Names of the files of a training, and which files are of it.
//
// A training of N patches is the beginning of every longer one with the same seed, data, batch and
// parameters.

#include "pipeline/train.hpp"
#include "storage/network_file.hpp"
#include "storage/provenance.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

class TrainingFiles {
 public:
  /// `provenance` says what the training is (see configuration_of()). `options` must outlive the
  /// object.
  TrainingFiles(const TrainOptions& options, Provenance provenance);

  [[nodiscard]] const TrainOptions& options() const { return options_; }
  [[nodiscard]] const Provenance& provenance() const { return provenance_; }
  /// Provenance of recording.h5: the network does not depend on what is recorded of it.
  [[nodiscard]] Provenance provenance_of_recording() const;

  [[nodiscard]] std::filesystem::path network() const { return options_.out / "network.h5"; }
  [[nodiscard]] std::filesystem::path recording() const { return options_.out / "recording.h5"; }
  [[nodiscard]] std::filesystem::path snapshot(std::uint64_t patches) const;
  /// All snapshots that are there, also those of other trainings.
  [[nodiscard]] std::vector<std::filesystem::path> snapshots_there() const;

  /// Whether a file is of this training, or of one that differs only in its length.
  [[nodiscard]] bool same_but_for_length(const Provenance& found) const;
  /// Throws InputError naming `path` and the difference if it is not.
  void require_same_but_for_length(const std::filesystem::path& path,
                                   const Provenance& found) const;

 private:
  const TrainOptions& options_;
  Provenance provenance_;
};

/// The configuration of a training's files. `initial_network`: "random" or a checksum.
[[nodiscard]] std::string configuration_of(const TrainOptions& options,
                                           const SensorGeometry& sensor,
                                           const std::string& initial_network);

/// Number of patches of the training that a file is of; 0 where it does not say.
[[nodiscard]] std::uint64_t patches_in(const Provenance& provenance);

/// Nothing where the file is not there or cannot be read. Throws OtherFormatVersion: such a file is
/// not damaged, so nothing may replace it.
[[nodiscard]] std::optional<LoadedTraining> facts_if_readable(const std::filesystem::path& path);

}  // namespace ebsnn
