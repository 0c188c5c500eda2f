#include "network/simulator.hpp"

#include "network/layout.hpp"

namespace ebsnn {

struct Simulator::Impl {
  Impl(const ModelParameters& model, const NetworkWeights& weights)
      : parameters(model),
        layout(model.shape),
        constants(neuron_constants(model)),
        lgn_rows(layout.lgn * layout.lanes),
        v1_rows(layout.v1 * layout.inh_lanes),
        inh_rows(layout.inh * layout.lanes),
        neurons(layout.lanes) {
    scatter_columns(weights.v1weight, lgn_rows, layout.lanes, 0);
    scatter_columns(weights.inhibw, lgn_rows, layout.lanes, layout.inh_first);
    scatter_columns(weights.v1toin, v1_rows, layout.inh_lanes, 0);
    scatter_columns(weights.intov1, inh_rows, layout.lanes, 0);
    scatter_lateral(weights.inlat, inh_rows, layout.lanes, layout.inh_first);
  }

  /// An event at t reaches the neurons in step t + 2: one step for the relay, one for the synapse.
  void deliver(const SpikeRaster& raster, int step) {
    const Kernels& k = kernels();
    if (step >= 2) {
      k.add_rows(neurons.g_exc.data(), lgn_rows.data(), layout.lanes, raster.at(step - 2));
    }
    k.add_rows(neurons.g_exc.data() + layout.inh_first, v1_rows.data(), layout.inh_lanes,
               spikes.v1);
    k.add_rows(neurons.g_inh.data(), inh_rows.data(), layout.lanes, spikes.inh);
  }

  void update(int step) {
    const StepResult result = kernels().step(constants, neurons.arrays(), layout.lanes,
                                             neurons.spikes.recent(), neurons.spikes.next());
    if (result.bad_lane >= 0) {
      const auto lane = static_cast<std::size_t>(result.bad_lane);
      throw_diverged(layout, lane, neurons.vm[lane], step, patch);
    }
    neurons.spikes.push(result.spike_count);
    spikes.assign(layout, neurons.spikes.last());
  }

  ModelParameters parameters;
  Layout layout;
  NeuronConstants constants;
  AlignedArray lgn_rows;  // [lgn, lanes]      LGN -> V1 and Inh
  AlignedArray v1_rows;   // [v1, inh_lanes]   V1 -> Inh
  AlignedArray inh_rows;  // [inh, lanes]      Inh -> V1 and Inh
  NeuronState neurons;
  StepSpikes spikes;
  std::int64_t patch = 0;
};

Simulator::Simulator(const ModelParameters& parameters, const NetworkWeights& weights)
    : impl_(std::make_unique<Impl>(parameters, weights)) {}
Simulator::~Simulator() = default;
Simulator::Simulator(Simulator&&) noexcept = default;
Simulator& Simulator::operator=(Simulator&&) noexcept = default;

SpikeCounts Simulator::present(const SpikeRaster& raster, SpikeTrain* train) {
  Impl& s = *impl_;
  SpikeCounts counts{std::vector<std::uint16_t>(s.layout.v1),
                     std::vector<std::uint16_t>(s.layout.inh)};
  s.neurons.reset(s.parameters.neuron);
  s.spikes.clear();
  for (int step = 0; step < s.parameters.shape.steps; ++step) {
    s.deliver(raster, step);
    s.update(step);
    count_spikes(s.layout, s.spikes, step, counts, train);
  }
  ++s.patch;
  return counts;
}

}  // namespace ebsnn
