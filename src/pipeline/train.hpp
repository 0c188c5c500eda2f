#pragma once
// Training: patches presented one after the other (batch 1, the published rule) or in synchronous
// batches over ranks, with checkpoints, snapshots and history.
//
// Files, in the run folder: network.h5 (at the end), snapshots/network-<patches>.h5 (ten of them),
// checkpoint.h5 and checkpoint-previous.h5 (until the training is finished), recording.h5 (on
// request). A killed or interrupted training continues from its newest intact checkpoint, and a
// finished one with more patches from its network; both give the bits of one run
// (training_search.hpp, training_folder.hpp).

#include "encoding/evaluation_layout.hpp"
#include "events/dataset.hpp"
#include "network/parameters.hpp"
#include "pipeline/run_context.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

/// Bounds recording.h5 to 45 MB for presentations of 350 ms.
inline constexpr std::uint64_t kMaxRecord = 1000;

struct TrainOptions {
  std::filesystem::path out;       ///< run folder
  std::uint64_t patches = 400000;  ///< patch presentations
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> weight_seed = {};  ///< of the initial weights; none: as `seed`
  std::optional<std::uint64_t> patch_seed = {};   ///< see PatchSource; none: as `seed`
  std::uint64_t batch = 1;  ///< patches presented to the same weights; 1: the published online rule
  std::uint64_t checkpoint_every = 40000;  ///< patches
  std::uint64_t history_every = 100;       ///< patches between records of rates and conductances
  /// Number of patches over which the state of four neurons is recorded in recording.h5, at most
  /// kMaxRecord; needs batch 1.
  std::uint64_t record = 0;
  std::filesystem::path initial_network;  ///< empty: random initial weights
  std::string layout = kCentralLayout;    ///< random windows lie in its block of windows
  ModelParameters parameters;
};

/// Summary of a training.
struct TrainSummary {
  bool already_done = false;      ///< network.h5 existed and matched
  std::uint64_t first_patch = 0;  ///< first patch after a checkpoint or a shorter training
  double simulated_s = 0.0;       ///< model time of the patches presented in this run
  double elapsed_s = 0.0;         ///< time taken
  std::vector<std::string> warnings;
};

/// Collective. Trains on `data` (the provenance of the run has their checksum, see
/// checksum_of_split) and writes the files. Throws InputError (existing file from another run or of
/// more patches, bad initial network, unreadable recording, run folder in use), StorageError, the
/// message of NonFiniteState as Error, and Interrupted after saving a checkpoint if `run` is to stop
/// on any rank.
TrainSummary train(const RunContext& run, const Dataset& data, const TrainOptions& options);

/// What a training would find, and its speed.
struct TrainTrial {
  bool already_done = false;      ///< network.h5 exists and matches
  std::uint64_t first_patch = 0;  ///< first patch after a checkpoint or a shorter training
  double patches_per_s = 0.0;     ///< of all ranks together
};

/// Collective. Makes the checks of train() and presents patches for about `seconds`, but writes
/// nothing and takes no lock. Throws like train().
TrainTrial try_training(const RunContext& run, const Dataset& data, const TrainOptions& options,
                        double seconds);

}  // namespace ebsnn
