// Measurements that present recordings: reconstruction, fano and reliability.

#include "analysis/corruption_draws.hpp"
#include "analysis/measure_fano.hpp"
#include "analysis/measure_reconstruction.hpp"
#include "analysis/measure_reliability.hpp"
#include "parallel/data_in_memory.hpp"
#include "statistics/correlation.hpp"
#include "statistics/fano_factor.hpp"
#include "statistics/spike_reliability.hpp"
#include "unit/pipeline/small_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

class RecordingMeasurement : public ::testing::Test {
 protected:
  RecordingMeasurement() {
    input_.parameters = test::network_of_twelve();
    input_.weights = initial_weights(input_.parameters, 3);
    for (double& w : input_.weights.v1weight.values) w *= 2.0;
    input_.recordings = &recordings_;
    input_.conditions = measured_conditions({.corruption = "drop_event", .levels = "0.5"});
    input_.settings.draws = 3;
  }
  using Measure = Measured (*)(const RunContext&, const MeasureInput&);
  [[nodiscard]] std::vector<double> values(Measure measure, const std::string& name) {
    const Measured result = measure(run_, input_);
    for (const MeasuredArray& array : result.arrays) {
      if (array.name == name) return array.values;
    }
    ADD_FAILURE() << "no array " << name;
    return {};
  }
  void silence() {
    for (const WeightField& field : weight_fields()) {
      std::ranges::fill((input_.weights.*field.matrix).values, 0.0);
    }
  }

  std::unique_ptr<Communicator> comm_ = make_local_communicator();
  test::DataInMemory data_{test::lively_recordings(2)};
  MeasuredRecordings recordings_{*comm_, data_, {.seed = 5}, Verbosity::silent};
  RunContext run_{*comm_};
  MeasureInput input_;
};

/// Every V1 neuron but one is silent, and that one has the weights of a single pixel.
TEST_F(RecordingMeasurement, ReconstructionIsThatOfTheWeights) {
  silence();
  for (std::size_t channel = 0; channel < 288; ++channel) {
    input_.weights.v1weight.at(4, channel) = channel < 144 ? 2.0 : 1.0;
  }
  const std::vector<double> r = values(measure_reconstruction, "correlation");
  const std::vector<double> error = values(measure_reconstruction, "error");
  // Events are spread evenly, so that they say little about halves of the patch.
  EXPECT_LT(std::abs(r[0]), 0.15);
  EXPECT_NEAR(error[0], std::sqrt(2.0 - 2.0 * r[0]), 0.01);
  EXPECT_EQ(values(measure_reconstruction, "skipped")[0], 0.0);
}

/// Each window's events by channel, and the sum over neurons of count times weight.
TEST_F(RecordingMeasurement, ReconstructionIsAMeanOverPresentations) {
  const EvaluationLayout layout = recordings_.layout_for(input_.parameters.shape);
  Simulator simulator(input_.parameters, input_.weights);
  double sum = 0.0;
  for (std::size_t number = 0; number < 2; ++number) {
    for (const SpikeRaster& raster :
         recordings_.windows(number, {}, layout, input_.parameters.shape.steps)) {
      std::vector<double> events(288), rebuilt(288);
      for (const std::uint16_t channel : raster.channels()) ++events[channel];
      const SpikeCounts counts = simulator.present(raster);
      for (std::size_t channel = 0; channel < 288; ++channel) {
        for (std::size_t n = 0; n < 12; ++n) {
          rebuilt[channel] += counts.v1[n] * input_.weights.v1weight.at(n, channel);
        }
      }
      sum += pearson(events, rebuilt);
    }
  }
  EXPECT_NEAR(values(measure_reconstruction, "correlation")[0], sum / 8.0, 1e-12);
  EXPECT_GT(std::abs(sum), 1e-3);
}

TEST_F(RecordingMeasurement, ReconstructionSkipsSilentPresentations) {
  silence();
  EXPECT_EQ(values(measure_reconstruction, "skipped")[0], 8.0);
  EXPECT_TRUE(std::isnan(values(measure_reconstruction, "correlation")[0]));
}

TEST_F(RecordingMeasurement, DrawsHaveSeedsOfTheirOwn) {
  const EvaluationLayout layout = recordings_.layout_for(input_.parameters.shape);
  Simulator simulator(input_.parameters, input_.weights);
  const Condition half = input_.conditions.back();
  const auto drawn = present_draws(input_, 1, half, layout, simulator);
  ASSERT_EQ(drawn.size(), 4U);
  ASSERT_EQ(drawn[0].counts.size(), 3U);
  EXPECT_NE(drawn[0].trains[0].step, drawn[0].trains[1].step);
  MeasuredRecordings later(*comm_, data_, {.seed = 7}, Verbosity::silent);
  const SpikeRaster raster = later.windows(1, half, layout, input_.parameters.shape.steps)[0];
  EXPECT_EQ(drawn[0].counts[2].v1, simulator.present(raster).v1);
  const auto clean = present_draws(input_, 1, {}, layout, simulator);
  EXPECT_EQ(clean[3].counts[0].v1, clean[3].counts[2].v1);
  EXPECT_EQ(clean[3].trains[0].step, clean[3].trains[2].step);
}

TEST_F(RecordingMeasurement, FanoFactorsAreMeansOverPresentations) {
  const std::vector<double> factor = values(measure_fano, "fano_factor");
  EXPECT_EQ(factor[0], 0.0) << "clean";
  const EvaluationLayout layout = recordings_.layout_for(input_.parameters.shape);
  Simulator simulator(input_.parameters, input_.weights);
  double sum = 0.0;
  double count = 0.0;
  for (std::size_t number = 0; number < 2; ++number) {
    for (const auto& p :
         present_draws(input_, number, input_.conditions.back(), layout, simulator)) {
      for (std::size_t n = 0; n < 12; ++n) {
        const double f = fano_factor(
            std::vector<std::uint16_t>{p.counts[0].v1[n], p.counts[1].v1[n], p.counts[2].v1[n]});
        if (std::isnan(f)) continue;
        sum += f;
        count += 1.0;
      }
    }
  }
  EXPECT_NEAR(factor.back(), sum / count, 1e-12);
  EXPECT_GT(factor.back(), 0.0);
  EXPECT_EQ(values(measure_fano, "skipped").back(), 96.0 - count);
}

TEST_F(RecordingMeasurement, ReliabilityFallsWithCorruption) {
  const std::vector<double> reliability = values(measure_reliability, "reliability");
  EXPECT_EQ(reliability[0], 1.0) << "clean";
  EXPECT_LT(reliability.back(), 0.95);
  EXPECT_GT(reliability.back(), 0.1);
  EXPECT_EQ(values(measure_reliability, "neuron_reliability").size(),
            input_.conditions.size() * 12);
}

/// Every V1 neuron and window, with an SD of 3 ms; silent neurons stay out of the mean.
TEST_F(RecordingMeasurement, ReliabilityIsAMeanOverNeuronsAndPresentations) {
  for (std::size_t channel = 0; channel < 288; ++channel) {
    input_.weights.v1weight.at(5, channel) = 0.0;
  }
  const SpikeReliability reliability(3.0, 350);
  const EvaluationLayout layout = recordings_.layout_for(input_.parameters.shape);
  Simulator simulator(input_.parameters, input_.weights);
  std::vector<double> sum(12);
  for (std::size_t number = 0; number < 2; ++number) {
    for (const auto& p :
         present_draws(input_, number, input_.conditions.back(), layout, simulator)) {
      for (std::size_t n = 0; n < 12; ++n) {
        std::vector<std::vector<std::uint16_t>> trains(3);
        for (std::size_t draw = 0; draw < 3; ++draw) {
          for (std::size_t i = 0; i < p.trains[draw].step.size(); ++i) {
            if (p.trains[draw].neuron[i] == n) trains[draw].push_back(p.trains[draw].step[i]);
          }
        }
        sum[n] += n == 5 ? 0.0 : reliability.of(trains);
      }
    }
  }
  const std::vector<double> of_neurons = values(measure_reliability, "neuron_reliability");
  double all = 0.0;
  for (std::size_t n = 0; n < 12; ++n) {
    const double found = of_neurons[of_neurons.size() - 12 + n];
    all += sum[n];
    if (n == 5) {
      EXPECT_TRUE(std::isnan(found));
    } else {
      EXPECT_NEAR(found, sum[n] / 8.0, 1e-12) << n;
    }
  }
  EXPECT_NEAR(values(measure_reliability, "reliability").back(), all / 88.0, 1e-12);
  EXPECT_EQ(values(measure_reliability, "skipped").back(), 8.0);
}

TEST_F(RecordingMeasurement, SilentNeuronsAreSkippedAndCounted) {
  silence();
  EXPECT_EQ(values(measure_fano, "skipped").back(), 96.0);
  EXPECT_EQ(values(measure_reliability, "skipped").back(), 96.0);
  EXPECT_TRUE(std::isnan(values(measure_reliability, "reliability").back()));
}

}  // namespace
}  // namespace ebsnn
