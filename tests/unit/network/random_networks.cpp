#include "unit/network/random_networks.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

namespace ebsnn::testing {
namespace {

/// State of all neurons, one entry per variable and step, V1 first.
using History = std::vector<std::pair<const char*, std::vector<double>>>;

History empty_history() {
  return {{"vm", {}},     {"vmean", {}}, {"umean_ltd", {}}, {"umean_ltp", {}},
          {"xtrace", {}}, {"wad", {}},   {"z", {}},         {"vt", {}},
          {"g_exc", {}},  {"g_inh", {}}, {"state", {}}};
}

class Recorder : public StepObserver {
 public:
  explicit Recorder(const NetworkShape& shape)
      : v1_(static_cast<std::size_t>(shape.v1)), inh_(static_cast<std::size_t>(shape.inh)) {}

  void after_step(int step, const NetworkStateView& state) override {
    EXPECT_EQ(step, steps_++);
    const std::span<const double> values[] = {
        state.vm, state.vmean, state.umean_ltd, state.umean_ltp, state.xtrace, state.wad,
        state.z,  state.vt,    state.g_exc,     state.g_inh,     state.state};
    for (std::size_t i = 0; i < history_.size(); ++i) {
      auto& into = history_[i].second;
      const auto v1 = values[i].subspan(0, v1_);
      const auto inh = values[i].subspan(state.inh_first, inh_);
      into.insert(into.end(), v1.begin(), v1.end());
      into.insert(into.end(), inh.begin(), inh.end());
    }
  }
  [[nodiscard]] const History& history() const { return history_; }

 private:
  std::size_t v1_;
  std::size_t inh_;
  int steps_ = 0;
  History history_ = empty_history();
};

void record(const reference::ReferenceNetwork& network, History& history) {
  using reference::Neuron;
  static constexpr double Neuron::*kMembers[] = {
      &Neuron::vm,         &Neuron::vmean,      &Neuron::umean_ltd, &Neuron::umean_ltp,
      &Neuron::xtrace,     &Neuron::wad,        &Neuron::z,         &Neuron::vt,
      &Neuron::seen_g_exc, &Neuron::seen_g_inh, &Neuron::state};
  for (std::size_t i = 0; i < history.size(); ++i) {
    for (const auto* population : {&network.v1(), &network.inh()}) {
      for (const Neuron& neuron : *population) {
        history[i].second.push_back(neuron.*kMembers[i]);
      }
    }
  }
}

double near(const ParameterInfo& info, double value, RandomSequence& random) {
  // Potentials are close to each other: their differences matter.
  const bool potential = info.unit == "mV" && info.name != "delta-t-mv";
  const double changed =
      potential ? value + random.uniform(-3.0, 3.0) : value * random.uniform(0.8, 1.2);
  return std::clamp(changed, info.min, info.max);
}

/// Whether pixel `pixel` has an event in `step`.
bool active(Input input, int step, int steps, int pixel, int chosen, int period,
            RandomSequence& random) {
  switch (input) {
    case Input::silent:
      return false;
    case Input::sparse:
      return random.uniform() < 0.02;
    case Input::dense:
      return random.uniform() < 0.5;
    case Input::bursts:
      return step % period == 0;
    case Input::one_channel:
      return pixel == chosen;
    case Input::coincident:
      return pixel % 3 == chosen % 3 && step % 4 == 0;
    case Input::last_steps:
      return step == 0 || step >= steps - 3;
    case Input::first_half:
      return step < steps / 2 && random.uniform() < 0.2;
  }
  return false;
}

}  // namespace

RandomSequence random_for(std::uint64_t test, std::uint64_t index) {
  return {20240817, Stream{1000}, test, index};
}

NetworkShape random_shape(RandomSequence& random) {
  NetworkShape shape;
  shape.patch_side = 3 + static_cast<int>(random.below(4));
  shape.v1 = 5 + static_cast<int>(random.below(16));
  shape.inh = 2 + static_cast<int>(random.below(6));
  shape.steps = 20 + static_cast<int>(random.below(381));
  return shape;
}

ModelParameters random_parameters(RandomSequence& random) {
  ModelParameters parameters;
  visit_parameters(
      parameters,
      [&](const ParameterInfo& info, double& value) { value = near(info, value, random); },
      [](const ParameterInfo& /*info*/, int& /*value*/) {});
  parameters.shape = random_shape(random);
  parameters.v1toin.w_max *= 5.0;
  validate(parameters);
  return parameters;
}

void strengthen_learning(ModelParameters& parameters, RandomSequence& random) {
  for (auto* projection : {&parameters.v1weight, &parameters.inhibw, &parameters.v1toin}) {
    projection->a_ltd *= random.uniform(100.0, 1000.0);
    projection->a_ltp *= random.uniform(100.0, 1000.0);
  }
  parameters.plasticity.inhibitory_rate = random.uniform(0.01, 0.1);
  parameters.intov1.offset = random.uniform(1.0, 4.0);
  parameters.inlat.offset = random.uniform(1.0, 4.0);
}

NetworkWeights random_weights(const ModelParameters& parameters, RandomSequence& random) {
  NetworkWeights weights(parameters.shape);
  for (const WeightField& field : weight_fields()) {
    const double w_max = upper_bound(parameters, field);
    for (double& value : (weights.*field.matrix).values) {
      const std::uint32_t kind = random.below(6);
      value = kind == 0 ? 0.0 : (kind == 1 ? w_max : random.uniform(0.0, w_max));
    }
  }
  return weights;
}

Patch random_patch(const NetworkShape& shape, Input input, RandomSequence& random) {
  const int pixels = shape.patch_side * shape.patch_side;
  const int chosen = static_cast<int>(random.below(static_cast<std::uint32_t>(pixels)));
  const int period = 20 + static_cast<int>(random.below(21));
  std::vector<std::uint16_t> steps;
  std::vector<std::uint16_t> channels;
  reference::Events events(static_cast<std::size_t>(shape.steps));
  for (int step = 0; step < shape.steps; ++step) {
    for (int pixel = 0; pixel < pixels; ++pixel) {
      if (!active(input, step, shape.steps, pixel, chosen, period, random)) {
        continue;
      }
      const bool off = input != Input::one_channel && random.coin();
      const int channel = 2 * pixel + (off ? 1 : 0);
      steps.push_back(static_cast<std::uint16_t>(step));
      channels.push_back(static_cast<std::uint16_t>(channel));
      events[static_cast<std::size_t>(step)].push_back(channel);
    }
  }
  return {SpikeRaster::from_pairs(shape.steps, steps, channels), std::move(events)};
}

std::vector<int> joined(const SpikeCounts& counts) {
  std::vector<int> all(counts.v1.begin(), counts.v1.end());
  all.insert(all.end(), counts.inh.begin(), counts.inh.end());
  return all;
}

std::vector<reference::Spike> joined(const SpikeTrain& train) {
  std::vector<reference::Spike> spikes;
  for (std::size_t i = 0; i < train.step.size(); ++i) {
    spikes.push_back({train.step[i], train.neuron[i]});
  }
  return spikes;
}

Pair::Pair(const ModelParameters& parameters, const NetworkWeights& weights)
    : product_(parameters, weights), reference_(parameters, weights, reference::Mode::learning) {}

void Pair::present(const Patch& patch, const Tolerance& tolerance) {
  NetworkShape shape;
  shape.v1 = static_cast<int>(reference_.v1().size());
  shape.inh = static_cast<int>(reference_.inh().size());
  Recorder recorder(shape);
  History expected_history = empty_history();
  SpikeTrain train;
  const PatchRecord record_ = product_.present(patch.raster, patch_++, &train, &recorder);
  const reference::PatchResult expected = reference_.present(
      patch.events, [&](int /*step*/, const reference::ReferenceNetwork& network) {
        record(network, expected_history);
      });
  spikes_ += expected.spikes.size();

  EXPECT_TRUE(joined(train) == expected.spikes) << "spike trains differ";
  EXPECT_EQ(joined(record_.spikes), expected.counts);
  EXPECT_TRUE(all_close(record_.mean_g_exc, expected.mean_g_exc, tolerance)) << "mean g_exc";
  EXPECT_TRUE(all_close(record_.mean_g_inh, expected.mean_g_inh, tolerance)) << "mean g_inh";
  for (std::size_t i = 0; i < expected_history.size(); ++i) {
    EXPECT_TRUE(all_close(recorder.history()[i].second, expected_history[i].second, tolerance))
        << expected_history[i].first;
  }
  expect_close(product_.weights(), reference_.weights(), tolerance);
  expect_close(product_.traces(), reference_.traces(), tolerance);
}

void Pair::set_weights(const NetworkWeights& weights) {
  product_.set_weights(weights);
  reference_.set_weights(weights);
}

void Pair::set_traces(const InhibitoryTraces& traces) {
  product_.set_traces(traces);
  reference_.set_traces(traces);
}

std::optional<Divergence> divergence(reference::ReferenceNetwork& network, const Patch& patch) {
  std::optional<Divergence> first;
  const auto look = [&](const std::vector<reference::Neuron>& population, const char* name,
                        std::size_t before, int step) {
    for (std::size_t i = 0; i < population.size() && !first; ++i) {
      if (!(std::abs(population[i].vm_before_spike) <= 1e100)) {
        first = Divergence{static_cast<int>(before + i), step,
                           std::string(name) + " neuron " + std::to_string(i)};
      }
    }
  };
  network.present(patch.events, [&](int step, const reference::ReferenceNetwork& state) {
    look(state.v1(), "V1", 0, step);
    look(state.inh(), "Inh", state.v1().size(), step);
  });
  return first;
}

void expect_divergence(const std::function<void()>& present, const Divergence& expected,
                       std::int64_t patch) {
  try {
    present();
    ADD_FAILURE() << "nothing was thrown";
  } catch (const NonFiniteState& error) {
    EXPECT_EQ(error.neuron(), expected.neuron);
    EXPECT_EQ(error.step(), expected.step);
    EXPECT_EQ(error.patch(), patch);
    EXPECT_EQ(error.exit_code(), ExitCode::failure);
    using ::testing::HasSubstr;
    EXPECT_THAT(error.what(), ::testing::AllOf(HasSubstr(expected.called),
                                               HasSubstr("step " + std::to_string(expected.step)),
                                               HasSubstr("patch " + std::to_string(patch))));
    // The value that caused the error, not the 29 mV of a reset.
    EXPECT_THAT(error.what(), ::testing::Not(HasSubstr(" 29 mV")));
  }
}

std::vector<std::string> real_parameters() {
  std::vector<std::string> names;
  ModelParameters parameters;
  visit_parameters(
      parameters,
      [&](const ParameterInfo& info, double& /*value*/) { names.emplace_back(info.name); },
      [](const ParameterInfo& /*info*/, int& /*value*/) {});
  return names;
}

void set_to_bound(ModelParameters& parameters, const std::string& name, bool upper) {
  visit_parameters(
      parameters,
      [&](const ParameterInfo& info, double& value) {
        if (info.name == name) {
          value = upper ? info.max : info.min;
        }
      },
      [](const ParameterInfo& /*info*/, int& /*value*/) {});
}

void expect_close(const NetworkWeights& actual, const NetworkWeights& expected,
                  const Tolerance& tolerance) {
  for (const WeightField& field : weight_fields()) {
    const WeightMatrix& a = actual.*field.matrix;
    const WeightMatrix& e = expected.*field.matrix;
    EXPECT_EQ(a.posts, e.posts) << field.name;
    EXPECT_EQ(a.pres, e.pres) << field.name;
    EXPECT_TRUE(all_close(a.values, e.values, tolerance)) << field.name;
  }
}

void expect_close(const InhibitoryTraces& actual, const InhibitoryTraces& expected,
                  const Tolerance& tolerance) {
  EXPECT_TRUE(all_close(actual.intov1_pre, expected.intov1_pre, tolerance)) << "INtoV1 tracePre";
  EXPECT_TRUE(all_close(actual.intov1_post, expected.intov1_post, tolerance)) << "INtoV1 tracePost";
  if (expected.inlat_pre.size() == 1) {
    return;  // a single Inh neuron has no such synapse, so there is no trace to compare
  }
  EXPECT_TRUE(all_close(actual.inlat_pre, expected.inlat_pre, tolerance)) << "INLat tracePre";
  EXPECT_TRUE(all_close(actual.inlat_post, expected.inlat_post, tolerance)) << "INLat tracePost";
}

}  // namespace ebsnn::testing
