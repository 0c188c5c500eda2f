#include "pipeline/state_recorder.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace ebsnn {

std::vector<std::uint64_t> recorded_patches(std::uint64_t patches, std::uint64_t count) {
  std::vector<std::uint64_t> planned;
  count = std::min(count, patches);
  for (std::uint64_t i = 0; i < count; ++i) {
    planned.push_back(count == 1 ? 0 : i * (patches - 1) / (count - 1));
  }
  return planned;
}

StateRecorder::StateRecorder(const NetworkShape& shape, std::uint64_t patches, std::uint64_t count)
    : shape_(shape), planned_(recorded_patches(patches, count)) {}

StepObserver* StateRecorder::begin(std::uint64_t patch) {
  if (!std::binary_search(planned_.begin(), planned_.end(), patch)) {
    return nullptr;
  }
  recording_.patch.push_back(patch);
  const std::size_t values =
      recording_.patch.size() * kRecordedNeurons * static_cast<std::size_t>(shape_.steps);
  for (std::vector<double>* trace :
       {&recording_.vm, &recording_.umean_ltd, &recording_.umean_ltp, &recording_.vmean}) {
    trace->resize(values);
  }
  return this;
}

void StateRecorder::after_step(int step, const NetworkStateView& state) {
  const auto steps = static_cast<std::size_t>(shape_.steps);
  std::size_t place =
      (recording_.patch.size() - 1) * kRecordedNeurons * steps + static_cast<std::size_t>(step);
  for (const RecordedNeuron& neuron : recorded_neurons(shape_)) {
    const std::size_t lane = (neuron.v1 ? 0 : state.inh_first) + neuron.number;
    recording_.vm[place] = state.vm[lane];
    recording_.umean_ltd[place] = state.umean_ltd[lane];
    recording_.umean_ltp[place] = state.umean_ltp[lane];
    recording_.vmean[place] = state.vmean[lane];
    place += steps;
  }
}

bool StateRecorder::resume(const StateRecording& earlier, std::uint64_t next_patch) {
  const auto values = static_cast<std::ptrdiff_t>(kRecordedNeurons) * shape_.steps;
  const auto planned_end = std::lower_bound(planned_.begin(), planned_.end(), next_patch);
  StateRecording kept;
  for (auto patch = planned_.begin(); patch != planned_end; ++patch) {
    const auto found = std::lower_bound(earlier.patch.begin(), earlier.patch.end(), *patch);
    if (found == earlier.patch.end() || *found != *patch) {
      return false;
    }
    const std::ptrdiff_t first = (found - earlier.patch.begin()) * values;
    kept.patch.push_back(*patch);
    for (const auto trace : {&StateRecording::vm, &StateRecording::umean_ltd,
                             &StateRecording::umean_ltp, &StateRecording::vmean}) {
      const auto begin = (earlier.*trace).begin() + first;
      (kept.*trace).insert((kept.*trace).end(), begin, begin + values);
    }
  }
  recording_ = std::move(kept);
  return true;
}

}  // namespace ebsnn
