#include "analysis/measure_reconstruction.hpp"

#include "analysis/measured_table.hpp"
#include "analysis/partial_mean.hpp"
#include "network/simulator.hpp"
#include "pipeline/recording_sums.hpp"
#include "statistics/correlation.hpp"
#include "statistics/reconstruction.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

/// Over the presentations of a condition.
struct ReconstructionSums {
  PartialMean correlation, error;
  ReconstructionSums& operator+=(const ReconstructionSums& other) {
    correlation += other.correlation;
    error += other.error;
    return *this;
  }
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& correlation& error;
  }
};

ReconstructionSums reconstruction_sums_of(const RunContext& run, const MeasureInput& input,
                                          const Condition& condition) {
  const NetworkShape& shape = input.parameters.shape;
  const EvaluationLayout layout = input.recordings->layout_for(shape);
  Simulator simulator(input.parameters, input.weights);
  const auto add_presentation = [&](const SpikeRaster& raster, ReconstructionSums& sums) {
    std::vector<double> events(static_cast<std::size_t>(shape.lgn()));
    for (const std::uint16_t channel : raster.channels()) events[channel] += 1.0;
    const double r = pearson(
        events, reconstruction(simulator.present(raster).v1, input.weights.v1weight.values));
    sums.correlation.add(r);
    sums.error.add(reconstruction_error(r));
  };
  return sum_over_recordings<ReconstructionSums>(
      run.comm, input.recordings->size(), {}, run.stop,
      [&](std::size_t number, ReconstructionSums& sums) {
        for (const SpikeRaster& raster :
             input.recordings->windows(number, condition, layout, shape.steps)) {
          add_presentation(raster, sums);
        }
      });
}

}  // namespace

Measured measure_reconstruction(const RunContext& run, const MeasureInput& input) {
  std::vector<double> correlation, error, skipped;
  for (const ReconstructionSums& sums :
       measure_each<ReconstructionSums>(run, input, [&](const Condition& condition) {
         return reconstruction_sums_of(run, input, condition);
       })) {
    correlation.push_back(sums.correlation.mean());
    error.push_back(sums.error.mean());
    skipped.push_back(sums.correlation.skipped());
  }
  MeasuredTable table = MeasuredTable::of_conditions(input.conditions);
  table.add("correlation", "1", "correlation of input and reconstruction", "correlation", 4,
            std::move(correlation));
  table.add("error", "1", "image reconstruction error", "error", 4, std::move(error));
  table.add("skipped", "1", "presentations without a correlation", "skipped", 0,
            std::move(skipped));
  return {table.arrays(), table.csv(), table.text()};
}

}  // namespace ebsnn
