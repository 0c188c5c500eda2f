#include "storage/training_state.hpp"

#include "core/error.hpp"
#include "storage/network_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace ebsnn {
namespace {

void append_rates(std::vector<double>& rates, const std::vector<std::uint16_t>& counts, int steps) {
  for (const std::uint16_t count : counts) {
    rates.push_back(count * 1000.0 / steps);
  }
}

void require_values(const std::string& source, const std::string& name, std::size_t found,
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

TrainingHistory TrainingHistory::until(std::uint64_t patch_number) const {
  const auto end = std::lower_bound(patch.begin(), patch.end(), patch_number);
  const auto records = static_cast<std::size_t>(end - patch.begin());
  TrainingHistory beginning;
  beginning.patch.assign(patch.begin(), end);
  for (const HistoryField& field : history_fields()) {
    const std::vector<double>& all = this->*field.values;
    const std::size_t neurons = patch.empty() ? 0 : all.size() / patch.size();
    (beginning.*field.values)
        .assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(records * neurons));
  }
  return beginning;
}

void require_fits(const TrainingState& state, const ModelParameters& parameters,
                  const std::string& source) {
  validate(clipped(state.weights, parameters), parameters, source);
  const InhibitoryTraces traces(parameters.shape);
  for (const TraceField& field : trace_fields()) {
    require_values(source, fmt::format("/traces/{}", field.name),
                   (state.traces.*field.values).size(), (traces.*field.values).size());
  }
  for (const HistoryField& field : history_fields()) {
    const int neurons = field.v1 ? parameters.shape.v1 : parameters.shape.inh;
    require_values(source, field.name, (state.history.*field.values).size(),
                   state.history.patch.size() * static_cast<std::size_t>(neurons));
  }
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

}  // namespace ebsnn
