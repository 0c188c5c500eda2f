#include "analysis/draw_means.hpp"

#include "analysis/measured_table.hpp"
#include "analysis/partial_mean.hpp"
#include "network/simulator.hpp"
#include "pipeline/recording_sums.hpp"

#include <cstddef>
#include <utility>

namespace ebsnn {
namespace {

/// Over the presentations of a condition.
struct DrawSums {
  PartialMean all;
  std::vector<PartialMean> neurons;
  DrawSums& operator+=(const DrawSums& other) {
    all += other.all;
    for (std::size_t i = 0; i < neurons.size(); ++i) neurons[i] += other.neurons[i];
    return *this;
  }
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& all& neurons;
  }
};

DrawSums draw_sums_of(const RunContext& run, const MeasureInput& input, const Condition& condition,
                      const DrawMeasure& measure) {
  const NetworkShape& shape = input.parameters.shape;
  const EvaluationLayout layout = input.recordings->layout_for(shape);
  Simulator simulator(input.parameters, input.weights);
  const DrawSums zero{{}, std::vector<PartialMean>(static_cast<std::size_t>(shape.v1))};
  return sum_over_recordings<DrawSums>(
      run.comm, input.recordings->size(), zero, run.stop, [&](std::size_t number, DrawSums& sums) {
        for (const DrawnPresentation& presentation :
             present_draws(input, number, condition, layout, simulator)) {
          const std::vector<double> values = measure.of_neurons(presentation);
          for (std::size_t i = 0; i < values.size(); ++i) {
            sums.all.add(values[i]);
            sums.neurons[i].add(values[i]);
          }
        }
      });
}

}  // namespace

Measured measure_draws(const RunContext& run, const MeasureInput& input,
                       const DrawMeasure& measure) {
  const auto neurons = static_cast<std::size_t>(input.parameters.shape.v1);
  std::vector<double> means, skipped;
  MeasuredArray of_neurons{"neuron_" + measure.name,           "1",
                           measure.long_name + " of a neuron", "condition, neuron",
                           {input.conditions.size(), neurons}, {}};
  for (const DrawSums& sums : measure_each<DrawSums>(run, input, [&](const Condition& condition) {
         return draw_sums_of(run, input, condition, measure);
       })) {
    means.push_back(sums.all.mean());
    skipped.push_back(sums.all.skipped());
    for (const PartialMean& neuron : sums.neurons) of_neurons.values.push_back(neuron.mean());
  }
  MeasuredTable table = MeasuredTable::of_conditions(input.conditions);
  table.add(measure.name, "1", measure.long_name, measure.head, 4, std::move(means));
  table.add("skipped", "1", "neurons without spikes, summed over presentations", "skipped", 0,
            std::move(skipped));
  Measured measured{table.arrays(), table.csv(), table.text()};
  measured.arrays.push_back(std::move(of_neurons));
  return measured;
}

}  // namespace ebsnn
