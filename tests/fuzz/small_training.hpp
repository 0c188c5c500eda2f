#pragma once
// A training so small that its files hold little more than the structures of HDF5. Only for
// tests/fuzz.

#include "network/parameters.hpp"
#include "storage/network_file.hpp"

namespace ebsnn::test {

inline ModelParameters small_training() {
  ModelParameters parameters;
  parameters.shape = {1, 2, 2, 1};
  return parameters;
}

inline TrainingState small_state() {
  const ModelParameters parameters = small_training();
  TrainingState state{1, initial_weights(parameters, 1), InhibitoryTraces(parameters.shape), {}};
  PatchRecord record;
  record.spikes = {{1, 0}, {0, 1}};
  record.mean_g_exc = {0, 1, 2, 3};
  record.mean_g_inh = {3, 2, 1, 0};
  state.history.append(0, record, parameters.shape);
  return state;
}

}  // namespace ebsnn::test
