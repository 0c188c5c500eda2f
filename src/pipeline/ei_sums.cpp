#include "pipeline/ei_sums.hpp"

#include "network/simulator.hpp"
#include "pipeline/recording_sums.hpp"

#include <limits>

namespace ebsnn {
namespace {

void add_counts(std::vector<std::uint64_t>& spikes, const SpikeCounts& counts) {
  std::size_t neuron = 0;
  for (const std::uint16_t count : counts.v1) spikes[neuron++] += count;
  for (const std::uint16_t count : counts.inh) spikes[neuron++] += count;
}

template <class T>
void add_each(std::vector<T>& sums, const std::vector<T>& terms) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += terms[i];
}

void add_presentation(EiSums& sums, Simulator& simulator, const SpikeRaster& raster) {
  ConductanceSums of_neurons;
  PopulationConductances means;
  add_counts(sums.spikes, simulator.present(raster, nullptr, &of_neurons, &means));
  add_each(sums.g_exc, of_neurons.g_exc);
  add_each(sums.g_inh, of_neurons.g_inh);
  sums.v1.add(means.v1_g_exc, means.v1_g_inh);
  sums.inh.add(means.inh_g_exc, means.inh_g_inh);
  ++sums.presentations;
}

double sum_of(const std::vector<double>& values, const Population& population) {
  double sum = 0.0;
  for (std::size_t i = 0; i < population.count; ++i) sum += values[population.first + i];
  return sum;
}

double ratio_of(double exc, double inh) {
  return inh == 0.0 ? std::numeric_limits<double>::infinity() : exc / inh;
}

}  // namespace

EiSums& EiSums::operator+=(const EiSums& other) {
  add_each(g_exc, other.g_exc);
  add_each(g_inh, other.g_inh);
  add_each(spikes, other.spikes);
  v1 += other.v1;
  inh += other.inh;
  presentations += other.presentations;
  return *this;
}

EiSums sum_ei(Communicator& comm, const ModelParameters& parameters, const NetworkWeights& weights,
              MeasuredRecordings& recordings, const Condition& condition,
              const StopCondition& stop) {
  const EvaluationLayout layout = recordings.layout_for(parameters.shape);
  Simulator simulator(parameters, weights);
  const EiSums zero(static_cast<std::size_t>(parameters.shape.neurons()));
  return sum_over_recordings<EiSums>(
      comm, recordings.size(), zero, stop, [&](std::size_t number, EiSums& sums) {
        for (const SpikeRaster& raster :
             recordings.windows(number, condition, layout, parameters.shape.steps)) {
          add_presentation(sums, simulator, raster);
        }
      });
}

double ei_ratio(const EiSums& sums, const Population& population) {
  return ratio_of(sum_of(sums.g_exc, population), sum_of(sums.g_inh, population));
}

std::vector<double> ei_ratio_of_neurons(const EiSums& sums, const Population& population) {
  std::vector<double> ratios;
  for (std::size_t i = population.first; i < population.first + population.count; ++i) {
    ratios.push_back(ratio_of(sums.g_exc[i], sums.g_inh[i]));
  }
  return ratios;
}

double mean_rate_hz(const EiSums& sums, const Population& population, int steps) {
  std::uint64_t spikes = 0;
  for (std::size_t i = 0; i < population.count; ++i) spikes += sums.spikes[population.first + i];
  const double presented_s = static_cast<double>(sums.presentations) * steps / 1000.0;
  return static_cast<double>(spikes) / (presented_s * static_cast<double>(population.count));
}

}  // namespace ebsnn
