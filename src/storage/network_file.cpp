#include "storage/network_file.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "storage/atomic_file.hpp"
#include "storage/file_content.hpp"
#include "storage/h5.hpp"
#include "storage/network_place.hpp"
#include "storage/text_weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace ebsnn {
namespace {

struct HistoryField {
  const char* name;
  const char* unit;
  std::vector<double> TrainingHistory::*values;
  bool v1;  // of V1, otherwise of Inh
};

constexpr std::array<HistoryField, 6> kHistoryFields{{
    {"/history/v1_rate_hz", "Hz", &TrainingHistory::v1_rate_hz, true},
    {"/history/inh_rate_hz", "Hz", &TrainingHistory::inh_rate_hz, false},
    {"/history/v1_mean_g_exc", "mV/ms", &TrainingHistory::v1_mean_g_exc, true},
    {"/history/inh_mean_g_exc", "mV/ms", &TrainingHistory::inh_mean_g_exc, false},
    {"/history/v1_mean_g_inh", "mV/ms", &TrainingHistory::v1_mean_g_inh, true},
    {"/history/inh_mean_g_inh", "mV/ms", &TrainingHistory::inh_mean_g_inh, false},
}};

struct TraceField {
  const char* name;
  std::vector<double> InhibitoryTraces::*values;
};

constexpr std::array<TraceField, 4> kTraceFields{
    {{"/traces/INtoV1_pre", &InhibitoryTraces::intov1_pre},
     {"/traces/INtoV1_post", &InhibitoryTraces::intov1_post},
     {"/traces/INLat_pre", &InhibitoryTraces::inlat_pre},
     {"/traces/INLat_post", &InhibitoryTraces::inlat_post}}};

constexpr const char* kParameters = "/weights";  // the group that has them as attributes
constexpr const char* kNextPatch = "next_patch";
constexpr const char* kContentChecksum = "content_checksum";

std::string weights_name(const WeightField& field) {
  return fmt::format("/weights/{}", field.name);
}

void write_weights(h5::File& file, const NetworkWeights& weights) {
  for (const WeightField& field : weight_fields()) {
    const WeightMatrix& matrix = weights.*field.matrix;
    file.write(weights_name(field), matrix.values, {matrix.posts, matrix.pres});
    file.write_text(weights_name(field), "axes", "post, pre");
  }
}

NetworkWeights read_weights(const h5::File& file) {
  NetworkWeights weights;
  for (const WeightField& field : weight_fields()) {
    const h5::Shape shape = file.shape(weights_name(field));
    if (shape.size() != 2) {
      throw InputError(fmt::format("{}: {} has {} dimensions, expected 2",
                                   printable(file.path().native()), weights_name(field),
                                   shape.size()));
    }
    WeightMatrix& matrix = weights.*field.matrix;
    matrix.posts = shape[0];
    matrix.pres = shape[1];
    matrix.values = file.read<double>(weights_name(field));
  }
  return weights;
}

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

/// The parameters in the file, and `defaults` for those it lacks.
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

void write_history(h5::File& file, const TrainingHistory& history, const NetworkShape& shape) {
  const std::size_t records = history.patch.size();
  file.write("/history/patch", history.patch, {records});
  for (const HistoryField& field : kHistoryFields) {
    const auto neurons = static_cast<std::size_t>(field.v1 ? shape.v1 : shape.inh);
    file.write(field.name, history.*field.values, {records, neurons});
    file.write_text(field.name, "axes", "recorded patch, neuron");
    file.write_text(field.name, "unit", field.unit);
  }
}

TrainingHistory read_history(const h5::File& file) {
  TrainingHistory history;
  history.patch = file.read<std::uint64_t>("/history/patch");
  for (const HistoryField& field : kHistoryFields) {
    history.*field.values = file.read<double>(field.name);
  }
  return history;
}

std::uint64_t checksum_of(const TrainingHistory& history) {
  Checksum sum;
  sum.add(std::span<const std::uint64_t>(history.patch));
  for (const HistoryField& field : kHistoryFields) {
    sum.add(std::span<const double>(history.*field.values));
  }
  return sum.value();
}

/// Throws InputError unless the file holds these values.
void require_written(const h5::File& file, const NetworkWeights& weights,
                     const TrainingHistory* history) {
  const bool same =
      checksum_of(read_weights(file)) == checksum_of(weights) &&
      (history == nullptr || checksum_of(read_history(file)) == checksum_of(*history));
  if (!same) {
    throw InputError(fmt::format("{}: damaged: it does not hold what was written to it",
                                 printable(file.path().native())));
  }
}

/// Of all that decides how a training goes on: its state, and whose it is.
std::uint64_t checksum_of(const TrainingState& state, const Provenance& provenance) {
  Checksum sum;
  sum.add(fmt::format("{} {:016x} {} {} {} {}", state.next_patch, checksum_of(state.weights),
                      provenance.seed, provenance.data_checksum, provenance.network_checksum,
                      provenance.depends_on));
  for (const TraceField& field : kTraceFields) {
    sum.add(std::span<const double>(state.traces.*field.values));
  }
  sum.add(std::span<const std::uint64_t>(state.history.patch));
  for (const HistoryField& field : kHistoryFields) {
    sum.add(std::span<const double>(state.history.*field.values));
  }
  return sum.value();
}

void append_rates(std::vector<double>& rates, const std::vector<std::uint16_t>& counts, int steps) {
  for (const std::uint16_t count : counts) {
    rates.push_back(count * 1000.0 / steps);
  }
}

TrainingState read_state(const h5::File& file) {
  TrainingState state;
  state.next_patch = file.read_count("/", kNextPatch);
  state.weights = read_weights(file);
  for (const TraceField& field : kTraceFields) {
    state.traces.*field.values = file.read<double>(field.name);
  }
  state.history = read_history(file);
  return state;
}

void require_values(const std::string& source, const char* name, std::size_t found,
                    std::size_t expected) {
  if (found != expected) {
    throw InputError(
        fmt::format("{}: {} has {} values, expected {}", source, name, found, expected));
  }
}

}  // namespace

void TrainingHistory::append(std::uint64_t patch_number, const PatchRecord& record,
                             const NetworkShape& shape) {
  patch.push_back(patch_number);
  append_rates(v1_rate_hz, record.spikes.v1, shape.steps);
  append_rates(inh_rate_hz, record.spikes.inh, shape.steps);
  const auto split = [&](const std::vector<double>& all, std::vector<double>& v1,
                         std::vector<double>& inh) {
    const auto middle = all.begin() + shape.v1;
    v1.insert(v1.end(), all.begin(), middle);
    inh.insert(inh.end(), middle, all.end());
  };
  split(record.mean_g_exc, v1_mean_g_exc, inh_mean_g_exc);
  split(record.mean_g_inh, v1_mean_g_inh, inh_mean_g_inh);
}

NetworkWeights clipped(NetworkWeights weights, const ModelParameters& parameters) {
  for (const WeightField& field : weight_fields()) {
    const double bound = upper_bound(parameters, field);
    for (double& value : (weights.*field.matrix).values) {
      value = std::clamp(value, 0.0, bound);
    }
  }
  return weights;
}

void write_network(const std::filesystem::path& path, const NetworkWeights& weights,
                   const ModelParameters& parameters, const TrainingHistory* history,
                   const Provenance& provenance) {
  const auto fill = [&](h5::File& file) {
    write_weights(file, weights);
    write_parameters(file, parameters);
    if (history != nullptr) {
      write_history(file, *history, parameters.shape);
    }
    write_provenance(file, provenance);
  };
  write_h5_atomically(path, fill, [&](const std::filesystem::path& written) {
    require_written(h5::File::open(written), weights, history);
  });
}

LoadedNetwork read_network(const std::filesystem::path& path, const ModelParameters& defaults) {
  if (std::filesystem::is_directory(path)) {
    const std::optional<std::filesystem::path> file = network_file_in(path);
    if (file) return read_network(*file, defaults);
    return {read_text_weights(path, defaults), defaults};
  }
  require_hdf5_network(path);
  const h5::File file = h5::File::open(path);
  require_network(file);
  LoadedNetwork network{read_weights(file), read_parameters(file, defaults)};
  validate(network.weights, network.parameters, printable(path.native()));
  return network;
}

void write_checkpoint(const std::filesystem::path& path, const TrainingState& state,
                      const ModelParameters& parameters, const Provenance& provenance,
                      const std::function<void()>& before_rename) {
  const auto fill = [&](h5::File& file) {
    write_weights(file, state.weights);
    for (const TraceField& field : kTraceFields) {
      const std::vector<double>& values = state.traces.*field.values;
      file.write(field.name, values, {values.size()});
    }
    write_history(file, state.history, parameters.shape);
    file.write_count("/", kNextPatch, state.next_patch);
    file.write_count("/", kContentChecksum, checksum_of(state, provenance));
    write_provenance(file, provenance);
  };
  write_h5_atomically(path, fill, [&](const std::filesystem::path& written) {
    (void)read_checkpoint(written);
    if (before_rename) {
      before_rename();
    }
  });
}

LoadedCheckpoint read_checkpoint(const std::filesystem::path& path) {
  const h5::File file = h5::File::open(path);
  LoadedCheckpoint checkpoint{read_state(file), read_provenance(file)};
  const std::uint64_t expected = file.read_count("/", kContentChecksum);
  const std::uint64_t found = checksum_of(checkpoint.state, checkpoint.provenance);
  if (found != expected) {
    throw InputError(fmt::format("{}: damaged: checksum {}, expected {}", printable(path.native()),
                                 hex(found), hex(expected)));
  }
  return checkpoint;
}

void require_fits(const TrainingState& state, const ModelParameters& parameters,
                  const std::string& source) {
  validate(clipped(state.weights, parameters), parameters, source);
  const InhibitoryTraces traces(parameters.shape);
  for (const TraceField& field : kTraceFields) {
    require_values(source, field.name, (state.traces.*field.values).size(),
                   (traces.*field.values).size());
  }
  for (const HistoryField& field : kHistoryFields) {
    const int neurons = field.v1 ? parameters.shape.v1 : parameters.shape.inh;
    require_values(source, field.name, (state.history.*field.values).size(),
                   state.history.patch.size() * static_cast<std::size_t>(neurons));
  }
}

}  // namespace ebsnn
