// The frozen network matches the published simulation: every spike at its ms, and every state
// variable that the published run recorded.

#include "golden/golden_files.hpp"
#include "network/plastic_network.hpp"
#include "network/simulator.hpp"
#include "reference/closeness.hpp"

#include <algorithm>
#include <functional>

namespace ebsnn::golden {
namespace {

using ebsnn::testing::all_close;
using Trains = std::vector<std::vector<int>>;
using Traces = std::map<std::string, std::vector<double>>;

class GoldenInference : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto path = find_golden("golden_inference.h5");
    if (!path) {
      GTEST_SKIP() << "no golden_inference.h5 (EBSNN_GOLDEN_DIR or ../shared/golden)";
    }
    golden_ = read_inference(*path);
  }

  /// Number of patch `p` among the traced ones, or npos.
  [[nodiscard]] std::size_t traced_as(std::size_t p) const {
    const auto& patches = golden_.traced_patches;
    const auto found = std::find(patches.begin(), patches.end(), p);
    return found == patches.end() ? std::string::npos
                                  : static_cast<std::size_t>(found - patches.begin());
  }

  /// Compares the traces of one patch with the recorded ones; `traces` must hold all but
  /// lgn_xtrace.
  void expect_traces(const Traces& traces, std::size_t traced) const {
    for (const auto& [name, values] : golden_.traces) {
      const auto found = traces.find(name);
      if (found == traces.end()) {
        EXPECT_EQ(name, "lgn_xtrace") << "recorded, but not compared";
        continue;
      }
      const std::size_t length = values.size() / golden_.traced_patches.size();
      const std::span<const double> expected(values.data() + traced * length, length);
      EXPECT_TRUE(all_close(found->second, expected))
          << name << " of patch " << golden_.traced_patches[traced];
    }
  }

  Inference golden_;
};

Trains sorted_by_neuron(const SpikeTrain& train, int neurons) {
  Trains trains(static_cast<std::size_t>(neurons));
  for (std::size_t i = 0; i < train.step.size(); ++i) {
    trains.at(train.neuron[i]).push_back(train.step[i]);
  }
  return trains;
}

Trains sorted_by_neuron(const std::vector<reference::Spike>& spikes, int neurons) {
  Trains trains(static_cast<std::size_t>(neurons));
  for (const reference::Spike& spike : spikes) {
    trains.at(static_cast<std::size_t>(spike.neuron)).push_back(spike.step);
  }
  return trains;
}

std::vector<int> joined(const SpikeCounts& counts) {
  std::vector<int> all(counts.v1.begin(), counts.v1.end());
  all.insert(all.end(), counts.inh.begin(), counts.inh.end());
  return all;
}

/// Collects the state of the traced neurons after each step.
class Recorder : public StepObserver {
 public:
  Recorder(const std::vector<std::size_t>& neurons, const NetworkShape& shape)
      : neurons_(neurons), v1_(static_cast<std::size_t>(shape.v1)) {}

  void after_step(int step, const NetworkStateView& state) override {
    EXPECT_EQ(step, steps_++);
    const std::vector<std::pair<const char*, std::span<const double>>> recorded = {
        {"vm", state.vm},
        {"vmean", state.vmean},
        {"umeanLTD", state.umean_ltd},
        {"umeanLTP", state.umean_ltp},
        {"xtrace", state.xtrace},
        {"wad", state.wad},
        {"z", state.z},
        {"VT", state.vt},
        {"g_Exc", state.g_exc},
        {"g_Inh", state.g_inh},
        {"state", state.state},
    };
    for (const auto& [name, values] : recorded) {
      for (const std::size_t neuron : neurons_) {
        const std::size_t place = neuron < v1_ ? neuron : state.inh_first + neuron - v1_;
        traces_[name].push_back(values[place]);
      }
    }
  }
  [[nodiscard]] const Traces& traces() const { return traces_; }

 private:
  std::vector<std::size_t> neurons_;
  std::size_t v1_;
  int steps_ = 0;
  Traces traces_;
};

TEST_F(GoldenInference, SimulatorGivesEverySpike) {
  const NetworkShape& shape = golden_.parameters.shape;
  Simulator simulator(golden_.parameters, golden_.weights);
  for (std::size_t p = 0; p < golden_.patches.size(); ++p) {
    SpikeTrain train;
    const SpikeCounts counts = simulator.present(golden_.patches[p].raster(shape.steps), &train);
    EXPECT_EQ(joined(counts), golden_.counts[p]) << "patch " << p;
    EXPECT_EQ(sorted_by_neuron(train, shape.neurons()), golden_.trains[p]) << "patch " << p;
  }
}

TEST_F(GoldenInference, SimulatorCountsTheSameWithoutRecordingTrains) {
  Simulator simulator(golden_.parameters, golden_.weights);
  for (std::size_t p = 0; p < golden_.patches.size(); ++p) {
    const auto raster = golden_.patches[p].raster(golden_.parameters.shape.steps);
    EXPECT_EQ(joined(simulator.present(raster)), golden_.counts[p]) << "patch " << p;
  }
}

/// [traced neuron] sums over the steps of a traced patch.
std::vector<double> sums_over_steps(const std::vector<double>& trace, std::size_t patch,
                                    std::size_t steps, std::size_t neurons) {
  std::vector<double> sums(neurons);
  for (std::size_t i = 0; i < steps * neurons; ++i) {
    sums[i % neurons] += trace[patch * steps * neurons + i];
  }
  return sums;
}

TEST_F(GoldenInference, SimulatorGivesTheConductances) {
  // The order of additions is another one; all terms are positive.
  const ebsnn::testing::Tolerance tolerance{.relative = 1e-12, .absolute = 0.0};
  const auto steps = static_cast<std::size_t>(golden_.parameters.shape.steps);
  const std::vector<std::size_t>& neurons = golden_.traced_neurons;
  const auto of_traced = [&](const std::vector<double>& sums) {
    std::vector<double> chosen;
    for (const std::size_t neuron : neurons) chosen.push_back(sums.at(neuron));
    return chosen;
  };
  Simulator simulator(golden_.parameters, golden_.weights);
  ASSERT_FALSE(golden_.traced_patches.empty());
  for (std::size_t i = 0; i < golden_.traced_patches.size(); ++i) {
    ConductanceSums sums;
    simulator.present(
        golden_.patches[golden_.traced_patches[i]].raster(golden_.parameters.shape.steps), nullptr,
        &sums);
    EXPECT_TRUE(all_close(of_traced(sums.g_exc),
                          sums_over_steps(golden_.traces.at("g_Exc"), i, steps, neurons.size()),
                          tolerance));
    EXPECT_TRUE(all_close(of_traced(sums.g_inh),
                          sums_over_steps(golden_.traces.at("g_Inh"), i, steps, neurons.size()),
                          tolerance));
  }
}

TEST_F(GoldenInference, PlasticNetworkWithLearningRatesOfZeroGivesEverySpikeAndState) {
  ModelParameters parameters = golden_.parameters;
  for (auto* projection : {&parameters.v1weight, &parameters.inhibw, &parameters.v1toin}) {
    projection->a_ltd = 0.0;
    projection->a_ltp = 0.0;
  }
  parameters.plasticity.inhibitory_rate = 0.0;
  PlasticNetwork network(parameters, golden_.weights);
  for (std::size_t p = 0; p < golden_.patches.size(); ++p) {
    Recorder recorder(golden_.traced_neurons, parameters.shape);
    SpikeTrain train;
    const std::size_t traced = traced_as(p);
    const bool is_traced = traced != std::string::npos;
    const PatchRecord record =
        network.present(golden_.patches[p].raster(parameters.shape.steps),
                        static_cast<std::int64_t>(p), &train, is_traced ? &recorder : nullptr);
    EXPECT_EQ(joined(record.spikes), golden_.counts[p]) << "patch " << p;
    EXPECT_EQ(sorted_by_neuron(train, parameters.shape.neurons()), golden_.trains[p])
        << "patch " << p;
    if (is_traced) {
      expect_traces(recorder.traces(), traced);
    }
  }
  EXPECT_TRUE(network.weights() == golden_.weights) << "weights changed at learning rates of 0";
}

Traces& record_reference(Traces& traces, const Inference& golden,
                         const reference::ReferenceNetwork& network) {
  using reference::Neuron;
  static const std::map<std::string, double Neuron::*> kRecorded = {
      {"vm", &Neuron::vm},
      {"vmean", &Neuron::vmean},
      {"umeanLTD", &Neuron::umean_ltd},
      {"umeanLTP", &Neuron::umean_ltp},
      {"xtrace", &Neuron::xtrace},
      {"wad", &Neuron::wad},
      {"z", &Neuron::z},
      {"VT", &Neuron::vt},
      {"g_Exc", &Neuron::seen_g_exc},
      {"g_Inh", &Neuron::seen_g_inh},
      {"state", &Neuron::state},
  };
  const std::size_t v1 = network.v1().size();
  for (const std::size_t n : golden.traced_neurons) {
    const Neuron& neuron = n < v1 ? network.v1()[n] : network.inh()[n - v1];
    for (const auto& [name, member] : kRecorded) {
      traces[name].push_back(neuron.*member);
    }
  }
  for (const std::size_t relay : golden.traced_relays) {
    traces["lgn_xtrace"].push_back(network.lgn()[relay].xtrace);
  }
  return traces;
}

TEST_F(GoldenInference, ReferenceGivesEverySpikeAndState) {
  const NetworkShape& shape = golden_.parameters.shape;
  reference::ReferenceNetwork network(golden_.parameters, golden_.weights, reference::Mode::frozen);
  for (std::size_t p = 0; p < golden_.patches.size(); ++p) {
    Traces traces;
    const auto result =
        network.present(golden_.patches[p].events(shape.steps),
                        [&](int /*step*/, const reference::ReferenceNetwork& state) {
                          record_reference(traces, golden_, state);
                        });
    EXPECT_EQ(result.counts, golden_.counts[p]) << "patch " << p;
    EXPECT_EQ(sorted_by_neuron(result.spikes, shape.neurons()), golden_.trains[p]) << "patch " << p;
    if (const std::size_t traced = traced_as(p); traced != std::string::npos) {
      expect_traces(traces, traced);
      EXPECT_TRUE(traces.contains("lgn_xtrace") || golden_.traced_relays.empty());
    }
  }
}

// The product has no relay and uses the events themselves, one ms later.
TEST_F(GoldenInference, RelayNeuronsSpikeOneStepAfterEachEventAndNeverOtherwise) {
  const NetworkShape& shape = golden_.parameters.shape;
  reference::ReferenceNetwork network(golden_.parameters, golden_.weights, reference::Mode::frozen);
  std::size_t spikes = 0;
  for (std::size_t p = 0; p < golden_.patches.size(); ++p) {
    reference::Events events = golden_.patches[p].events(shape.steps);
    std::vector<reference::Spike> expected;
    for (int step = 0; step + 1 < shape.steps; ++step) {
      auto channels = events[static_cast<std::size_t>(step)];
      std::sort(channels.begin(), channels.end());
      for (const int channel : channels) {
        expected.push_back({step + 1, channel});
      }
    }
    EXPECT_TRUE(network.present(events).lgn_spikes == expected) << "patch " << p;
    spikes += expected.size();
  }
  EXPECT_GT(spikes, 0U);
}

}  // namespace
}  // namespace ebsnn::golden
