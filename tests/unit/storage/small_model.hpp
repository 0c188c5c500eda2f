#pragma once
// A small model, with a state that has a different value in every part.

#include "network/parameters.hpp"
#include "network/weights.hpp"
#include "storage/network_file.hpp"

namespace ebsnn::test {

inline ModelParameters small_model() {
  ModelParameters parameters;
  parameters.shape = {3, 5, 4, 20};
  return parameters;
}

inline NetworkWeights some_weights(const ModelParameters& parameters) {
  NetworkWeights weights = initial_weights(parameters, 7);
  double value = 0.0;
  for (double& weight : weights.intov1.values) {
    weight = value += 1.0 / 64;
  }
  for (double& weight : weights.inlat.values) {
    weight = 1.0 / 3.0;
  }
  return weights;
}

inline TrainingState some_state(const ModelParameters& parameters) {
  TrainingState state{7, some_weights(parameters), InhibitoryTraces(parameters.shape), {}};
  state.traces.intov1_post[2] = 0.1 + 0.2;
  state.weights.intov1.values[0] = 1.0001;  // not yet clipped
  PatchRecord record;
  record.spikes = {{1, 2, 3, 4, 5}, {6, 7, 8, 9}};
  record.mean_g_exc = {0, 1, 2, 3, 4, 5, 6, 7, 8};
  record.mean_g_inh = {9, 8, 7, 6, 5, 4, 3, 2, 1};
  state.history.append(0, record, parameters.shape);
  state.history.append(100, record, parameters.shape);
  return state;
}

}  // namespace ebsnn::test
