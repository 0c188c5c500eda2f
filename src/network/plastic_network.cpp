#include "network/plastic_network.hpp"

#include "network/inhibitory_synapses.hpp"
#include "network/layout.hpp"
#include "network/learning_neurons.hpp"
#include "network/plastic_rows.hpp"

#include <algorithm>
#include <array>

namespace ebsnn {

namespace {

/// State that only observers read.
struct ObservedState {
  AlignedArray g_exc, g_inh;  // conductances before the update
  AlignedArray xtrace, state;

  explicit ObservedState(std::size_t lanes)
      : g_exc(lanes), g_inh(lanes), xtrace(lanes), state(lanes) {}

  void reset() { std::fill(xtrace.begin(), xtrace.end(), 0.0); }

  void before_update(const LearningNeurons& neurons) {
    std::copy(neurons.g_exc.begin(), neurons.g_exc.end(), g_exc.begin());
    std::copy(neurons.g_inh.begin(), neurons.g_inh.end(), g_inh.begin());
  }

  void after_update(const LearningNeurons& neurons, double tau_x_ms) {
    for (double& trace : xtrace) {
      trace -= trace / tau_x_ms;
    }
    std::fill(state.begin(), state.end(), 0.0);
    for (const std::uint16_t lane : neurons.spikes.recent().before) {
      state[lane] = 1.0;
    }
    for (const std::uint16_t lane : neurons.spikes.last()) {
      xtrace[lane] += 1.0 / tau_x_ms;
      state[lane] = 2.0;
    }
  }
};

}  // namespace

struct PlasticNetwork::Impl {
  explicit Impl(const ModelParameters& model)
      : parameters(model),
        layout(model.shape),
        constants(neuron_constants(model)),
        from_lgn(layout.lgn, layout.lanes, model.plasticity.tau_x_lgn_ms,
                 plasticity_constants(model.plasticity)),
        v1_to_inh(layout.v1, layout.inh_lanes, model.neuron.tau_x_ms,
                  plasticity_constants(model.plasticity)),
        inhibition(model, layout),
        neurons(layout.lanes),
        observed(layout.lanes) {
    from_lgn.set_rule(0, layout.v1, model.v1weight);
    from_lgn.set_rule(layout.inh_first, layout.inh, model.inhibw);
    v1_to_inh.set_rule(0, layout.inh, model.v1toin);
  }

  void begin_patch() {
    neurons.reset(parameters.neuron);
    observed.reset();
    from_lgn.begin_patch();
    v1_to_inh.begin_patch();
    inhibition.begin_patch();
    spikes.clear();
  }

  void update(int step, std::int64_t patch, Conductances conductances) {
    const StepResult result =
        kernels().step_learning(constants, neurons.arrays(),
                                neurons.learning_arrays(conductances == Conductances::averaged),
                                layout.lanes, neurons.spikes.recent(), neurons.spikes.next());
    if (result.bad_lane >= 0) {
      const auto lane = static_cast<std::size_t>(result.bad_lane);
      throw_diverged(layout, lane, neurons.vm[lane], step, patch);
    }
    neurons.spikes.push(result.spike_count);
    spikes.assign(layout, neurons.spikes.last());
  }

  /// The relay spikes one step after each event. Its spikes of this step are delivered here, for
  /// the next step.
  void learn(const SpikeRaster& raster, int step) {
    const std::span<const std::uint16_t> relayed =
        step >= 1 ? raster.at(step - 1) : std::span<const std::uint16_t>{};
    double* g_exc = neurons.g_exc.data();
    from_lgn.step(step, relayed, neurons.postsynaptic(), g_exc);
    v1_to_inh.step(step, spikes.v1, neurons.postsynaptic(layout.inh_first),
                   g_exc + layout.inh_first);
    inhibition.postsynaptic(step, spikes);
  }

  /// The last step in which the relay spikes, or 0.
  static int last_relayed(const SpikeRaster& raster, int steps) {
    int step = steps - 1;
    while (step >= 1 && raster.at(step - 1).empty()) --step;
    return std::max(step, 0);
  }

  /// Steps `first` .. steps - 1, in which no neuron spikes and none exceeds theta_plus.
  void learn_in_silence(int first, int steps) {
    spikes.clear();
    for (int step = first; step < steps; ++step) {
      from_lgn.silent_step(step);
      v1_to_inh.silent_step(step);
      inhibition.postsynaptic(step, spikes);
    }
  }

  void observe(StepObserver& observer, int step) {
    const LearningNeurons& l = neurons;
    const ObservedState& o = observed;
    observer.after_step(step, {layout.inh_first, l.vm, l.vmean, l.umean_ltd, l.umean_ltp, o.xtrace,
                               l.wad, l.z, l.vt, o.g_exc, o.g_inh, o.state});
  }

  [[nodiscard]] std::vector<double> mean_over_steps(std::span<const double> sums) const {
    std::vector<double> means(layout.v1 + layout.inh);
    for (std::size_t lane = 0; lane < layout.lanes; ++lane) {
      if (layout.is_v1(lane) || layout.is_inh(lane)) {
        means[layout.neuron(lane)] = sums[lane] / parameters.shape.steps;
      }
    }
    return means;
  }

  /// The parts of LearnedState::weights, in order.
  [[nodiscard]] std::array<std::span<const double>, 3> weight_parts() const {
    return {from_lgn.weights(), v1_to_inh.weights(), inhibition.weights()};
  }
  [[nodiscard]] std::array<std::span<double>, 3> edit_weight_parts() {
    return {from_lgn.edit_weights(), v1_to_inh.edit_weights(), inhibition.edit_weights()};
  }
  [[nodiscard]] std::size_t weight_count() const {
    std::size_t count = 0;
    for (const std::span<const double> part : weight_parts()) count += part.size();
    return count;
  }
  void set_learned_weights(const std::vector<double>& all) {
    auto next = all.begin();
    for (const std::span<double> part : edit_weight_parts()) {
      const auto end = next + static_cast<std::ptrdiff_t>(part.size());
      std::copy(next, end, part.begin());
      next = end;
    }
  }

  ModelParameters parameters;
  Layout layout;
  NeuronConstants constants;
  PlasticRows from_lgn;
  PlasticRows v1_to_inh;
  InhibitorySynapses inhibition;
  LearningNeurons neurons;
  ObservedState observed;
  StepSpikes spikes;
};

PlasticNetwork::PlasticNetwork(const ModelParameters& parameters, const NetworkWeights& weights)
    : impl_(std::make_unique<Impl>(parameters)) {
  set_weights(weights);
}
PlasticNetwork::~PlasticNetwork() = default;
PlasticNetwork::PlasticNetwork(PlasticNetwork&&) noexcept = default;
PlasticNetwork& PlasticNetwork::operator=(PlasticNetwork&&) noexcept = default;

PatchRecord PlasticNetwork::present(const SpikeRaster& raster, std::int64_t patch,
                                    SpikeTrain* train, StepObserver* observer,
                                    Conductances conductances) {
  Impl& n = *impl_;
  PatchRecord record;
  record.spikes = {std::vector<std::uint16_t>(n.layout.v1),
                   std::vector<std::uint16_t>(n.layout.inh)};
  const int steps = n.parameters.shape.steps;
  // Recordings are shorter than patches. State that somebody reads is computed to the end.
  const bool ends_in_silence = observer == nullptr && conductances != Conductances::averaged;
  const int last_input = ends_in_silence ? Impl::last_relayed(raster, steps) : steps;
  n.begin_patch();
  for (int step = 0; step < steps; ++step) {
    n.inhibition.deliver(step, n.spikes.inh, n.neurons.g_inh.data());
    if (observer != nullptr) {
      n.observed.before_update(n.neurons);
    }
    n.update(step, patch, conductances);
    n.learn(raster, step);
    count_spikes(n.layout, n.spikes, step, record.spikes, train);
    if (observer != nullptr) {
      n.observed.after_update(n.neurons, n.parameters.neuron.tau_x_ms);
      n.observe(*observer, step);
    }
    if (step >= last_input &&
        n.neurons.stay_silent(n.constants, n.parameters.plasticity.theta_plus_mv)) {
      n.learn_in_silence(step + 1, steps);
      break;
    }
  }
  n.from_lgn.end_patch(steps);
  n.v1_to_inh.end_patch(steps);
  n.inhibition.end_patch(steps);
  if (conductances == Conductances::averaged) {
    record.mean_g_exc = n.mean_over_steps(n.neurons.sum_g_exc);
    record.mean_g_inh = n.mean_over_steps(n.neurons.sum_g_inh);
  }
  return record;
}

NetworkWeights PlasticNetwork::weights() const {
  const Impl& n = *impl_;
  NetworkWeights weights(n.parameters.shape);
  gather_columns(weights.v1weight, n.from_lgn.weights(), n.layout.lanes, 0);
  gather_columns(weights.inhibw, n.from_lgn.weights(), n.layout.lanes, n.layout.inh_first);
  gather_columns(weights.v1toin, n.v1_to_inh.weights(), n.layout.inh_lanes, 0);
  n.inhibition.get_weights(weights);
  return weights;
}

InhibitoryTraces PlasticNetwork::traces() const { return impl_->inhibition.traces(); }

void PlasticNetwork::set_weights(const NetworkWeights& weights) {
  Impl& n = *impl_;
  scatter_columns(weights.v1weight, n.from_lgn.edit_weights(), n.layout.lanes, 0);
  scatter_columns(weights.inhibw, n.from_lgn.edit_weights(), n.layout.lanes, n.layout.inh_first);
  scatter_columns(weights.v1toin, n.v1_to_inh.edit_weights(), n.layout.inh_lanes, 0);
  n.inhibition.set_weights(weights);
}

void PlasticNetwork::set_traces(const InhibitoryTraces& traces) {
  impl_->inhibition.set_traces(traces);
}

LearnedState PlasticNetwork::state() const {
  LearnedState state;
  copy_state_to(state);
  return state;
}

void PlasticNetwork::copy_state_to(LearnedState& state) const {
  state.traces = traces();
  state.weights.resize(impl_->weight_count());
  auto next = state.weights.begin();
  for (const std::span<const double> part : impl_->weight_parts()) {
    next = std::copy(part.begin(), part.end(), next);
  }
}

void PlasticNetwork::set_state(const LearnedState& state) {
  impl_->set_learned_weights(state.weights);
  set_traces(state.traces);
}

WeightChanges PlasticNetwork::no_changes() const {
  return {impl_->parameters, impl_->weight_count()};
}

void PlasticNetwork::take_changes(const LearnedState& state, WeightChanges& changes) {
  std::size_t first = 0;
  for (const std::span<const double> part : impl_->weight_parts()) {
    changes.add(first, part, std::span(state.weights).subspan(first, part.size()));
    first += part.size();
  }
  set_state(state);
}

void PlasticNetwork::apply_changes(const LearnedState& state, const WeightChanges& changes) {
  impl_->set_learned_weights(state.weights);
  std::size_t first = 0;
  for (const std::span<double> part : impl_->edit_weight_parts()) {
    changes.apply(first, part);
    first += part.size();
  }
  impl_->from_lgn.clip();
  impl_->v1_to_inh.clip();
  impl_->inhibition.clip();
}

}  // namespace ebsnn
