#pragma once
// Results of the published simulation, read from the reference files. Only for the golden tests.
//
// The files are in the folder EBSNN_GOLDEN_DIR, or in ../shared/golden beside the source tree; the
// recordings are in EBSNN_NMNIST_DIR or ../shared/nmnist-1k. Sizes of network, patches and traces
// are read from the files.

#include "encoding/spike_raster.hpp"
#include "network/parameters.hpp"
#include "network/weights.hpp"
#include "reference/reference_network.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn::golden {

/// The file or folder `name` below the folder of reference files, if it exists. Throws if
/// EBSNN_GOLDEN_DIR is not a folder: a mistyped name must not turn tests off.
[[nodiscard]] std::optional<std::filesystem::path> find_golden(const std::string& name);
/// The folder of real recordings, by the same rules with EBSNN_NMNIST_DIR.
[[nodiscard]] std::optional<std::filesystem::path> find_recordings();

/// Input of one patch: pairs (ms, channel).
struct Patch {
  std::vector<std::uint16_t> step;
  std::vector<std::uint16_t> channel;

  [[nodiscard]] SpikeRaster raster(int steps) const;
  [[nodiscard]] reference::Events events(int steps) const;
};

/// golden_inference.h5: the network with frozen weights.
struct Inference {
  ModelParameters parameters;
  NetworkWeights weights;
  std::vector<Patch> patches;
  /// [patch][neuron] spike times, V1 neurons first, then Inh.
  std::vector<std::vector<std::vector<int>>> trains;
  /// [patch][neuron] spike counts, which the file holds besides the trains.
  std::vector<std::vector<int>> counts;

  std::vector<std::size_t> traced_patches;
  std::vector<std::size_t> traced_neurons;            ///< V1 first, then Inh from v1 on
  std::vector<std::size_t> traced_relays;             ///< LGN neurons
  std::map<std::string, std::vector<double>> traces;  ///< name -> [traced patch, step, neuron]
};
[[nodiscard]] Inference read_inference(const std::filesystem::path& path);

/// Weights after this many patches.
struct Checkpoint {
  std::size_t patches = 0;
  NetworkWeights weights;
  /// Traces of every synapse, if the file has them.
  std::map<std::string, WeightMatrix> traces;
};

/// golden_training.h5: consecutive patches with plasticity.
struct Training {
  ModelParameters parameters;
  NetworkWeights initial;
  std::vector<Patch> patches;
  std::vector<std::vector<int>> counts;         ///< [patch][neuron], V1 first
  std::vector<std::vector<double>> mean_g_exc;  ///< the same
  std::vector<std::vector<double>> mean_g_inh;  ///< the same
  std::vector<Checkpoint> checkpoints;          ///< ascending
};
[[nodiscard]] Training read_training(const std::filesystem::path& path);

/// One split of real_activity.h5.
struct Activity {
  std::vector<std::string> file;  ///< e.g. "Train/0/00022.bin"
  std::vector<Label> label;
  std::vector<std::uint16_t> v1;   ///< [recording, quadrant, V1 neuron]
  std::vector<std::uint16_t> inh;  ///< [recording, quadrant, Inh neuron]
};
[[nodiscard]] Activity read_activity(const std::filesystem::path& path, const std::string& split);

/// The five text files of the published code. This is a separate reader, so that the tests do not
/// rely on that of the product.
[[nodiscard]] NetworkWeights read_text_network(const std::filesystem::path& folder);

/// Published parameters with the sizes of `weights`.
[[nodiscard]] ModelParameters parameters_for(const NetworkWeights& weights, int steps);

}  // namespace ebsnn::golden
