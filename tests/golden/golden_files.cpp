#include "golden/golden_files.hpp"

#include "h5/file.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace ebsnn::golden {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> find_folder(const char* variable, const char* beside) {
  if (const char* named = std::getenv(variable); named != nullptr && *named != '\0') {
    if (!fs::is_directory(named)) {
      throw std::runtime_error(std::string(variable) + ": " + named + " is no folder");
    }
    return named;
  }
  const fs::path folder = fs::path(EBSNN_SOURCE_DIR).parent_path() / "shared" / beside;
  if (!fs::is_directory(folder)) {
    return std::nullopt;
  }
  return folder;
}

void require(bool condition, const fs::path& path, const std::string& what) {
  if (!condition) {
    throw std::runtime_error(path.string() + ": " + what);
  }
}

WeightMatrix read_matrix(const h5::File& file, const std::string& name) {
  const h5::Shape shape = file.shape(name);
  require(shape.size() == 2, file.path(), name + " is no matrix");
  WeightMatrix matrix(shape[0], shape[1]);
  matrix.values = file.read<double>(name);
  return matrix;
}

NetworkWeights read_weights(const h5::File& file, const std::string& group) {
  NetworkWeights weights;
  weights.v1weight = read_matrix(file, group + "/V1weight");
  weights.inhibw = read_matrix(file, group + "/InhibW");
  weights.v1toin = read_matrix(file, group + "/V1toIN");
  weights.intov1 = read_matrix(file, group + "/INtoV1");
  weights.inlat = read_matrix(file, group + "/INLat");
  return weights;
}

std::vector<Patch> read_patches(const h5::File& file) {
  const auto offsets = file.read<std::int64_t>("/patches/offsets");
  const auto step = file.read<std::uint16_t>("/patches/time_ms");
  const auto channel = file.read<std::uint16_t>("/patches/channel");
  require(offsets.size() > 1, file.path(), "no patches");
  require(offsets.back() == static_cast<std::int64_t>(step.size()) && step.size() == channel.size(),
          file.path(), "offsets and events of the patches do not fit");
  std::vector<Patch> patches;
  for (std::size_t p = 0; p + 1 < offsets.size(); ++p) {
    const auto first = static_cast<std::ptrdiff_t>(offsets[p]);
    const auto end = static_cast<std::ptrdiff_t>(offsets[p + 1]);
    patches.push_back({{step.begin() + first, step.begin() + end},
                       {channel.begin() + first, channel.begin() + end}});
  }
  return patches;
}

/// [patch][neuron] of a quantity that the file keeps apart for V1 and Inh.
template <class Stored, class Value>
std::vector<std::vector<Value>> read_joined(const h5::File& file, const std::string& v1_name,
                                            const std::string& inh_name) {
  const auto v1 = file.read<Stored>(v1_name);
  const auto inh = file.read<Stored>(inh_name);
  const std::size_t patches = file.shape(v1_name).at(0);
  require(patches > 0 && file.shape(inh_name).at(0) == patches, file.path(),
          v1_name + " and " + inh_name + " differ in patches");
  std::vector<std::vector<Value>> joined(patches);
  for (std::size_t p = 0; p < patches; ++p) {
    for (const auto* part : {&v1, &inh}) {
      const std::size_t width = part->size() / patches;
      for (std::size_t i = 0; i < width; ++i) {
        joined[p].push_back(static_cast<Value>((*part)[p * width + i]));
      }
    }
  }
  return joined;
}

void read_trains(const h5::File& file, std::size_t neurons, Inference& inference) {
  const auto offsets = file.read<std::int64_t>("/expected/spike_train_offsets");
  const auto step = file.read<std::uint16_t>("/expected/spike_train_step");
  require(offsets.size() == inference.patches.size() * neurons + 1, file.path(),
          "spike_train_offsets does not fit patches and neurons");
  inference.trains.assign(inference.patches.size(), std::vector<std::vector<int>>(neurons));
  for (std::size_t row = 0; row + 1 < offsets.size(); ++row) {
    inference.trains[row / neurons][row % neurons].assign(
        step.begin() + static_cast<std::ptrdiff_t>(offsets[row]),
        step.begin() + static_cast<std::ptrdiff_t>(offsets[row + 1]));
  }
}

std::vector<std::size_t> read_numbers(const h5::File& file, const std::string& name) {
  const auto numbers = file.read<std::uint64_t>(name);
  return {numbers.begin(), numbers.end()};
}

void read_traces(const h5::File& file, Inference& inference) {
  inference.traced_patches = read_numbers(file, "/traces/patch");
  inference.traced_relays = read_numbers(file, "/traces/lgn_neuron");
  inference.traced_neurons = read_numbers(file, "/traces/v1_neuron");
  for (const std::size_t neuron : read_numbers(file, "/traces/inh_neuron")) {
    inference.traced_neurons.push_back(neuron +
                                       static_cast<std::size_t>(inference.parameters.shape.v1));
  }
  for (const std::string& name : file.members("/traces")) {
    const h5::Shape shape = file.shape("/traces/" + name);
    if (shape.size() != 3) {
      continue;  // one of the lists of what was traced
    }
    inference.traces[name] = file.read<double>("/traces/" + name);
    inference.parameters.shape.steps = static_cast<int>(shape[1]);
  }
}

WeightMatrix read_text_matrix(const fs::path& path) {
  std::ifstream file(path);
  require(file.good(), path, "cannot be read");
  WeightMatrix matrix;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    for (double value = 0.0; words >> value;) {
      matrix.values.push_back(value);
    }
    ++matrix.posts;
  }
  matrix.pres = matrix.values.size() / matrix.posts;
  return matrix;
}

}  // namespace

std::optional<fs::path> find_golden(const std::string& name) {
  const auto folder = find_folder("EBSNN_GOLDEN_DIR", "golden");
  if (!folder || !fs::exists(*folder / name)) {
    return std::nullopt;
  }
  return *folder / name;
}

std::optional<fs::path> find_recordings() { return find_folder("EBSNN_NMNIST_DIR", "nmnist-1k"); }

SpikeRaster Patch::raster(int steps) const { return SpikeRaster::from_pairs(steps, step, channel); }

reference::Events Patch::events(int steps) const {
  reference::Events events(static_cast<std::size_t>(steps));
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] < steps) {
      events[step[i]].push_back(channel[i]);
    }
  }
  return events;
}

ModelParameters parameters_for(const NetworkWeights& weights, int steps) {
  ModelParameters parameters;
  parameters.shape.patch_side =
      static_cast<int>(std::lround(std::sqrt(static_cast<double>(weights.v1weight.pres) / 2.0)));
  parameters.shape.v1 = static_cast<int>(weights.v1weight.posts);
  parameters.shape.inh = static_cast<int>(weights.inhibw.posts);
  parameters.shape.steps = steps;
  return parameters;
}

Inference read_inference(const fs::path& path) {
  const h5::File file = h5::File::open(path);
  Inference inference;
  inference.weights = read_weights(file, "/weights");
  inference.parameters = parameters_for(inference.weights, kDefaultSteps);
  inference.patches = read_patches(file);
  inference.counts = read_joined<std::uint16_t, int>(file, "/expected/v1_spike_count",
                                                     "/expected/inh_spike_count");
  require(inference.counts.size() == inference.patches.size(), path,
          "spike counts and patches differ in number");
  read_trains(file, static_cast<std::size_t>(inference.parameters.shape.neurons()), inference);
  if (file.contains("/traces")) {
    read_traces(file, inference);
  }
  return inference;
}

Training read_training(const fs::path& path) {
  const h5::File file = h5::File::open(path);
  Training training;
  training.initial = read_weights(file, "/initial_weights");
  training.parameters = parameters_for(training.initial, kDefaultSteps);
  training.patches = read_patches(file);
  training.counts = read_joined<std::uint16_t, int>(file, "/expected/v1_spike_count",
                                                    "/expected/inh_spike_count");
  training.mean_g_exc =
      read_joined<double, double>(file, "/expected/v1_mean_g_exc", "/expected/inh_mean_g_exc");
  training.mean_g_inh =
      read_joined<double, double>(file, "/expected/v1_mean_g_inh", "/expected/inh_mean_g_inh");
  require(training.counts.size() == training.patches.size(), path,
          "spike counts and patches differ in number");
  std::map<std::size_t, Checkpoint> checkpoints;  // in the order of patches, not of names
  for (const std::string& name : file.members("/weights_after")) {
    const std::string group = "/weights_after/" + name;
    Checkpoint& checkpoint = checkpoints[std::stoul(name)];
    checkpoint.patches = std::stoul(name);
    checkpoint.weights = read_weights(file, group);
    for (const char* trace :
         {"INtoV1_tracePre", "INtoV1_tracePost", "INLat_tracePre", "INLat_tracePost"}) {
      if (file.contains(group + "/" + trace)) {
        checkpoint.traces[trace] = read_matrix(file, group + "/" + trace);
      }
    }
  }
  for (auto& [patches, checkpoint] : checkpoints) {
    training.checkpoints.push_back(std::move(checkpoint));
  }
  require(!training.checkpoints.empty(), path, "no weights to compare with");
  require(training.checkpoints.back().patches <= training.patches.size(), path,
          "weights after more patches than there are");
  return training;
}

Activity read_activity(const fs::path& path, const std::string& split) {
  const h5::File file = h5::File::open(path);
  Activity activity;
  activity.file = file.read_strings(split + "/file");
  activity.label = file.read<Label>(split + "/label");
  activity.v1 = file.read<std::uint16_t>(split + "/activity");
  activity.inh = file.read<std::uint16_t>(split + "/inh_activity");
  return activity;
}

NetworkWeights read_text_network(const fs::path& folder) {
  NetworkWeights weights;
  weights.v1weight = read_text_matrix(folder / "V1weight.txt");
  weights.inhibw = read_text_matrix(folder / "InhibW.txt");
  weights.v1toin = read_text_matrix(folder / "V1toIN.txt");
  weights.intov1 = read_text_matrix(folder / "INtoV1.txt");
  weights.inlat = read_text_matrix(folder / "INLat.txt");
  return weights;
}

}  // namespace ebsnn::golden
