#include "storage/network_file.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "h5/file.hpp"
#include "storage/atomic_file.hpp"
#include "storage/file_content.hpp"
#include "storage/format.hpp"
#include "storage/network_parts.hpp"
#include "storage/network_place.hpp"
#include "storage/text_weights.hpp"

#include <fmt/format.h>

#include <optional>

namespace ebsnn {
namespace {

constexpr const char* kParameters = "/weights";  // the group that has them as attributes
constexpr const char* kPresentedPatches = "presented_patches";
constexpr const char* kState = "/state";
constexpr const char* kStateWeights = "/state/weights";
constexpr const char* kStateTraces = "/state/traces";

void write_parameters(h5::File& file, const ModelParameters& parameters) {
  ModelParameters copy = parameters;
  visit_parameters(
      copy,
      [&](const ParameterInfo& info, double& value) {
        file.write_number(kParameters, std::string(info.name), value);
      },
      [&](const ParameterInfo& info, int& value) {
        file.write_number(kParameters, std::string(info.name), value);
      });
}

/// The file's parameters; `defaults` for those it does not name.
ModelParameters read_parameters(const h5::File& file, const ModelParameters& defaults) {
  ModelParameters parameters = defaults;
  ModelParameters names = defaults;
  const auto take = [&](const ParameterInfo& info) {
    if (file.has_attribute(kParameters, std::string(info.name))) {
      set_parameter(parameters, info.name, file.read_number(kParameters, std::string(info.name)));
    }
  };
  visit_parameters(
      names, [&](const ParameterInfo& info, double& /*value*/) { take(info); },
      [&](const ParameterInfo& info, int& /*value*/) { take(info); });
  validate(parameters);
  return parameters;
}

void write_training(h5::File& file, const TrainedBy& trained, const NetworkShape& shape,
                    const Provenance& provenance) {
  file.write_count("/", kPresentedPatches, trained.patches);
  if (trained.history != nullptr) {
    write_history(file, *trained.history, shape);
  }
  if (trained.state != nullptr) {
    write_weights(file, kStateWeights, trained.state->weights);
    write_traces(file, kStateTraces, trained.state->traces);
    file.write_count(kState, kNextPatch, trained.state->next_patch);
    file.write_count(kState, kContentChecksum, checksum_of(*trained.state, provenance));
  }
}

LoadedTraining facts_of(const h5::File& file) {
  LoadedTraining training;
  training.provenance = read_provenance(file);
  if (file.has_attribute("/", kPresentedPatches)) {
    training.patches = file.read_count("/", kPresentedPatches);
  }
  training.has_history = file.contains("/history");
  return training;
}

TrainingState read_kept_state(const h5::File& file, const Provenance& provenance) {
  TrainingState state;
  state.next_patch = file.read_count(kState, kNextPatch);
  state.weights = read_weights(file, kStateWeights);
  state.traces = read_traces(file, kStateTraces);
  state.history = read_history(file).until(state.next_patch);
  const std::uint64_t expected = file.read_count(kState, kContentChecksum);
  const std::uint64_t found = checksum_of(state, provenance);
  if (found != expected) {
    throw InputError(fmt::format("{}: damaged: {} has checksum {}, expected {}",
                                 printable(file.path().native()), kState, hex(found),
                                 hex(expected)));
  }
  return state;
}

/// Throws InputError unless the file holds these values.
void require_written(const h5::File& file, const NetworkWeights& weights,
                     const TrainedBy* trained) {
  bool same = checksum_of(read_weights(file, kParameters)) == checksum_of(weights);
  if (trained != nullptr && trained->history != nullptr) {
    same = same && read_history(file) == *trained->history;
  }
  if (!same) {
    throw InputError(fmt::format("{}: damaged: it does not hold what was written to it",
                                 printable(file.path().native())));
  }
  if (trained != nullptr && trained->state != nullptr) {
    (void)read_kept_state(file, read_provenance(file));
  }
}

}  // namespace

void write_network(const std::filesystem::path& path, const NetworkWeights& weights,
                   const ModelParameters& parameters, const TrainedBy* trained,
                   const Provenance& provenance, const VariedFrom* varied) {
  const auto fill = [&](h5::File& file) {
    write_format(file, kNetworkFormat);
    write_weights(file, kParameters, weights);
    write_parameters(file, parameters);
    if (trained != nullptr) {
      write_training(file, *trained, parameters.shape, provenance);
    }
    describe(file, kNetworkFormat);
    if (varied != nullptr) {
      file.write_text("/", "parent_checksum", varied->parent_checksum);
      file.write_texts("/", "operations", varied->operations);
      file.write_texts("/", "outcomes", varied->outcomes);
    }
    write_provenance(file, provenance);
  };
  write_h5_atomically(path, fill, [&](const std::filesystem::path& written) {
    require_written(h5::File::open(written), weights, trained);
  });
}

LoadedNetwork read_network(const std::filesystem::path& path, const ModelParameters& defaults) {
  if (std::filesystem::is_directory(path)) {
    const std::optional<std::filesystem::path> file = network_file_in(path);
    if (file) return read_network(*file, defaults);
    return {read_text_weights(path, defaults), defaults};
  }
  require_hdf5_network(path);
  const h5::File file = open_file(path, kNetworkFormat);
  require_network(file);
  LoadedNetwork network{read_weights(file, kParameters), read_parameters(file, defaults)};
  validate(network.weights, network.parameters, printable(path.native()));
  return network;
}

LoadedTraining read_training_facts(const std::filesystem::path& path) {
  return facts_of(open_file(path, kNetworkFormat));
}

LoadedTraining read_training(const std::filesystem::path& path) {
  const h5::File file = open_file(path, kNetworkFormat);
  LoadedTraining training = facts_of(file);
  if (file.contains(kState)) {
    training.state = read_kept_state(file, training.provenance);
  }
  return training;
}

}  // namespace ebsnn
