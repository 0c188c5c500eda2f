#include "storage/network_parts.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

namespace ebsnn {
namespace {

constexpr std::array<HistoryField, 6> kHistoryFields{{
    {"/history/v1_rate_hz", &TrainingHistory::v1_rate_hz, true},
    {"/history/inh_rate_hz", &TrainingHistory::inh_rate_hz, false},
    {"/history/v1_mean_g_exc", &TrainingHistory::v1_mean_g_exc, true},
    {"/history/inh_mean_g_exc", &TrainingHistory::inh_mean_g_exc, false},
    {"/history/v1_mean_g_inh", &TrainingHistory::v1_mean_g_inh, true},
    {"/history/inh_mean_g_inh", &TrainingHistory::inh_mean_g_inh, false},
}};

constexpr std::array<TraceField, 4> kTraceFields{{{"INtoV1_pre", &InhibitoryTraces::intov1_pre},
                                                  {"INtoV1_post", &InhibitoryTraces::intov1_post},
                                                  {"INLat_pre", &InhibitoryTraces::inlat_pre},
                                                  {"INLat_post", &InhibitoryTraces::inlat_post}}};

std::string name_in(const std::string& group, std::string_view name) {
  return fmt::format("{}/{}", group, name);
}

}  // namespace

const std::array<HistoryField, 6>& history_fields() { return kHistoryFields; }
const std::array<TraceField, 4>& trace_fields() { return kTraceFields; }

void write_weights(h5::File& file, const std::string& group, const NetworkWeights& weights) {
  for (const WeightField& field : weight_fields()) {
    const WeightMatrix& matrix = weights.*field.matrix;
    const std::string name = name_in(group, field.name);
    file.write(name, matrix.values, {matrix.posts, matrix.pres});
    file.write_text(name, "axes", "post, pre");
  }
}

NetworkWeights read_weights(const h5::File& file, const std::string& group) {
  NetworkWeights weights;
  for (const WeightField& field : weight_fields()) {
    const std::string name = name_in(group, field.name);
    const h5::Shape shape = file.shape(name);
    if (shape.size() != 2) {
      throw InputError(fmt::format("{}: {} has {} dimensions, expected 2",
                                   printable(file.path().native()), name, shape.size()));
    }
    WeightMatrix& matrix = weights.*field.matrix;
    matrix.posts = shape[0];
    matrix.pres = shape[1];
    matrix.values = file.read<double>(name);
  }
  return weights;
}

void write_traces(h5::File& file, const std::string& group, const InhibitoryTraces& traces) {
  for (const TraceField& field : kTraceFields) {
    const std::vector<double>& values = traces.*field.values;
    file.write(name_in(group, field.name), values, {values.size()});
  }
}

InhibitoryTraces read_traces(const h5::File& file, const std::string& group) {
  InhibitoryTraces traces;
  for (const TraceField& field : kTraceFields) {
    traces.*field.values = file.read<double>(name_in(group, field.name));
  }
  return traces;
}

void write_history(h5::File& file, const TrainingHistory& history, const NetworkShape& shape) {
  const std::size_t records = history.patch.size();
  file.write("/history/patch", history.patch, {records});
  for (const HistoryField& field : kHistoryFields) {
    const auto neurons = static_cast<std::size_t>(field.v1 ? shape.v1 : shape.inh);
    file.write(field.name, history.*field.values, {records, neurons});
    file.write_text(field.name, "axes", "recorded patch, neuron");
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

}  // namespace ebsnn
