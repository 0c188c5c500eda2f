// A fixed piece of work whose instructions are counted: patches of made-up events, as dense as
// those of real recordings, presented to a network with initial weights. It depends on no file and
// not on the emulated camera, so that only the code of the network can change the count.

#include "core/random.hpp"
#include "kernels/kernels.hpp"
#include "network/plastic_network.hpp"
#include "network/simulator.hpp"

#include <fmt/format.h>
#include <hwy/nanobenchmark.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <string_view>
#include <vector>

// Highway's library measures this when it is loaded, with an instruction (RDTSCP) that valgrind
// does not know on all processors. This function of the program replaces it.
std::uint64_t hwy::platform::TimerResolution() { return 1; }

namespace {

using namespace ebsnn;

// Mean number of events per patch: of an evaluation quadrant, and of a training window.
constexpr std::uint32_t kEvaluationEvents = 920;
constexpr std::uint32_t kTrainingEvents = 1500;
constexpr std::uint64_t kPatches = 10;
// Factors on the initial LGN weights. With them, V1 spikes as often as on recordings: 600 times per
// patch in evaluation, 1,600 times early in training.
constexpr double kEvaluationInput = 0.75;
constexpr double kTrainingInput = 0.6;

SpikeRaster made_up_patch(const NetworkShape& shape, std::uint32_t events, std::uint64_t patch) {
  RandomSequence random(1, Stream::synthetic_recording, events, patch);
  std::vector<std::uint16_t> step(events);
  std::vector<std::uint16_t> channel(events);
  for (std::uint32_t i = 0; i < events; ++i) {
    step[i] = static_cast<std::uint16_t>(random.below(static_cast<std::uint32_t>(shape.steps)));
    channel[i] = static_cast<std::uint16_t>(random.below(static_cast<std::uint32_t>(shape.lgn())));
  }
  return SpikeRaster::from_pairs(shape.steps, step, channel);
}

NetworkWeights weights_of(const ModelParameters& model, double input) {
  NetworkWeights weights = initial_weights(model, 1);
  for (double& w : weights.v1weight.values) w *= input;
  for (double& w : weights.inhibw.values) w *= input;
  return weights;
}

std::uint64_t spikes_in(const SpikeCounts& counts) {
  return std::accumulate(counts.v1.begin(), counts.v1.end(), std::uint64_t{0});
}

/// V1 spikes of all patches.
template <class Present>
std::uint64_t present_all(const NetworkShape& shape, std::uint32_t events, const Present& present) {
  std::uint64_t spikes = 0;
  for (std::uint64_t patch = 0; patch < kPatches; ++patch) {
    spikes += spikes_in(present(made_up_patch(shape, events, patch)));
  }
  return spikes;
}

std::uint64_t infer(const ModelParameters& model) {
  Simulator simulator(model, weights_of(model, kEvaluationInput));
  return present_all(model.shape, kEvaluationEvents,
                     [&](const SpikeRaster& patch) { return simulator.present(patch); });
}

/// The same, with the conductances of all neurons and of the populations.
std::uint64_t infer_and_record(const ModelParameters& model) {
  Simulator simulator(model, weights_of(model, kEvaluationInput));
  ConductanceSums sums;
  PopulationConductances means;
  return present_all(model.shape, kEvaluationEvents, [&](const SpikeRaster& patch) {
    return simulator.present(patch, nullptr, &sums, &means);
  });
}

std::uint64_t train(const ModelParameters& model) {
  PlasticNetwork network(model, weights_of(model, kTrainingInput));
  return present_all(model.shape, kTrainingEvents, [&](const SpikeRaster& patch) {
    return network.present(patch, 0, nullptr, nullptr, Conductances::ignored).spikes;
  });
}

struct Work {
  std::string_view name;
  std::uint64_t (*run)(const ModelParameters& model);
};
constexpr Work kWorks[] = {
    {"inference", infer}, {"conductances", infer_and_record}, {"training", train}};

}  // namespace

int main(int argc, char** argv) {
  const std::string_view work = argc == 2 ? argv[1] : "";
  const auto known = std::ranges::find(kWorks, work, &Work::name);
  if (known == std::end(kWorks)) {
    fmt::print(stderr, "usage: {} inference|conductances|training\n", argv[0]);
    return 2;
  }
  const std::uint64_t spikes = known->run(ModelParameters{});
  fmt::print("patches {}\nv1_spikes {}\ninstruction_set {}\n", kPatches, spikes, instruction_set());
  return 0;
}
