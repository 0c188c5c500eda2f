#include "pipeline/network_search.hpp"

#include "core/error.hpp"
#include "pipeline/ei_sums.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string_view>
#include <vector>

namespace ebsnn {
namespace {

EiSums clean_sums(const SearchContext& context, const FrozenNetwork& network) {
  return sum_ei(context.comm, network.parameters, network.weights, context.recordings, {},
                context.stop);
}

/// `network` with projections scaled by one factor.
FrozenNetwork scaled(const FrozenNetwork& network, const std::vector<const WeightField*>& fields,
                     double factor, Clipping& clipping) {
  FrozenNetwork copy = network;
  clipping = {};
  for (const WeightField* field : fields) {
    const Clipping more = scale(copy.weights, *field, factor, copy.parameters);
    clipping.clipped += more.clipped;
    clipping.of += more.of;
  }
  return copy;
}

void require_within(const BisectionResult& found, const BisectionTask& task,
                    std::string_view quantity, std::string_view argument) {
  if (found.within) return;
  throw InputError(
      fmt::format("{} {} is not reached within {} %: the closest of {} measurements is {} at {} {}",
                  quantity, task.target, 100.0 * task.tolerance, found.measurements, found.value,
                  argument, found.argument));
}

/// The largest allowed value of the parameter called `name`.
double largest_value(ModelParameters parameters, std::string_view name) {
  double largest = 0.0;
  visit_parameters(
      parameters,
      [&](const ParameterInfo& info, double& /*value*/) {
        if (info.name == name) largest = info.max;
      },
      [](const ParameterInfo& /*info*/, int& /*value*/) {});
  return largest;
}

/// Finds the factor of some projections, and applies it.
SearchOutcome scale_until(FrozenNetwork& network, const std::vector<const WeightField*>& fields,
                          BisectionTask task, std::string_view quantity,
                          const std::function<double(const FrozenNetwork&)>& measure) {
  SearchOutcome outcome;
  task.measure = [&](double factor) {
    return measure(scaled(network, fields, factor, outcome.clipping));
  };
  outcome.found = find_factor(task);
  require_within(outcome.found, task, quantity, "scale");
  network = scaled(network, fields, outcome.found.argument, outcome.clipping);
  return outcome;
}

}  // namespace

double clean_rate_hz(const SearchContext& context, const FrozenNetwork& network) {
  const NetworkShape& shape = network.parameters.shape;
  return mean_rate_hz(clean_sums(context, network), v1_of(shape), shape.steps);
}

SearchOutcome scale_to_ratio(const SearchContext& context, FrozenNetwork& network, double ratio) {
  const std::vector<double>& weights = network.weights.intov1.values;
  if (std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0.0; })) {
    throw InputError("all weights of INtoV1 are 0: no scale changes the ratio");
  }
  const auto measure = [&](const FrozenNetwork& candidate) {
    return ei_ratio(clean_sums(context, candidate), v1_of(candidate.parameters.shape));
  };
  return scale_until(network, {&find_projection("INtoV1")}, {{}, false, ratio, context.tolerance},
                     "R =", measure);
}

SearchOutcome scale_to_rate(const SearchContext& context, FrozenNetwork& network, double rate_hz) {
  const auto measure = [&](const FrozenNetwork& candidate) {
    return clean_rate_hz(context, candidate);
  };
  return scale_until(
      network,
      {&find_projection("V1weight"), &find_projection("InhibW"), &find_projection("V1toIN")},
      {{}, true, rate_hz, context.tolerance}, "a V1 rate in Hz of", measure);
}

SearchOutcome raise_threshold_to_rate(const SearchContext& context, FrozenNetwork& network,
                                      double rate_hz) {
  FrozenNetwork candidate = network;
  BisectionTask task{{}, false, rate_hz, context.tolerance};
  task.measure = [&](double vt_rest_mv) {
    candidate.parameters.neuron.vt_rest_mv = vt_rest_mv;
    return clean_rate_hz(context, candidate);
  };
  SearchOutcome outcome;
  outcome.found = find_shift(task, network.parameters.neuron.vt_rest_mv,
                             largest_value(network.parameters, "vt-rest-mv"));
  require_within(outcome.found, task, "a V1 rate in Hz of", "vt-rest-mv");
  network.parameters.neuron.vt_rest_mv = outcome.found.argument;
  return outcome;
}

}  // namespace ebsnn
