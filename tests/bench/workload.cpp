#include "bench/workload.hpp"

#include "emulator/synthetic_dataset.hpp"
#include "encoding/evaluation_layout.hpp"
#include "network/plastic_network.hpp"
#include "pipeline/patch_source.hpp"
#include "storage/network_file.hpp"

#include <memory>

namespace ebsnn::bench {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr std::uint64_t kRecordings = 200;  // to draw training windows from
constexpr std::uint64_t kEqualiseEvery = 400;

NetworkWeights learn(const ModelParameters& model, PatchSource& source, std::uint64_t patches) {
  PlasticNetwork network(model, initial_weights(model, kSeed));
  for (std::uint64_t patch = 0; patch < patches; ++patch) {
    (void)network.present(source.patch(patch), static_cast<std::int64_t>(patch));
    if (patch % kEqualiseEvery == 0) {
      NetworkWeights weights = network.weights();
      equalise_on_off(weights);
      network.set_weights(weights);
    }
  }
  return clipped(network.weights(), model);
}

std::vector<SpikeRaster> quadrants_of(const Dataset& data, const NetworkShape& shape) {
  std::vector<std::uint8_t> scratch;
  std::vector<SpikeRaster> patches;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const Recording recording = data.read(i);
    for (const Window& window :
         EvaluationLayout(kCentralLayout, kNmnistSensor, shape.patch_side).windows()) {
      patches.push_back(encode(recording.events, window, shape.steps, scratch));
    }
  }
  return patches;
}

}  // namespace

Workload make_workload(std::uint64_t learned, std::uint64_t windows, std::uint64_t recordings) {
  Workload workload;
  SyntheticConfig config;
  config.train = kRecordings;
  config.test = recordings;
  config.seed = kSeed;
  const DataSource data = open_synthetic(config);
  PatchSource source(*data.train, kCentralLayout, workload.model.shape, kSeed);
  workload.weights = learn(workload.model, source, learned);
  for (std::uint64_t i = 0; i < windows; ++i)
    workload.training.push_back(source.patch(learned + i));
  workload.evaluation = quadrants_of(*data.test, workload.model.shape);
  return workload;
}

double mean_lgn_spikes(std::span<const SpikeRaster> patches) {
  std::size_t spikes = 0;
  for (const SpikeRaster& patch : patches) {
    // An event in the last ms would cause an LGN spike after the end.
    spikes += patch.event_count() - patch.at(patch.steps() - 1).size();
  }
  return static_cast<double>(spikes) / static_cast<double>(patches.size());
}

}  // namespace ebsnn::bench
