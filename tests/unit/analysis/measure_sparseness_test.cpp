// Sparseness of spike counts: the equations, and what is left out.

#include "analysis/measure_sparseness.hpp"

#include "parallel/data_in_memory.hpp"
#include "unit/pipeline/small_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

TEST(Sparseness, IsZeroForEqualCountsAndOneForASingleNeuron) {
  const Sparseness equal = sparseness_of(4 * 3, 4 * 9, 4);
  EXPECT_DOUBLE_EQ(equal.s, 0.0);
  EXPECT_DOUBLE_EQ(equal.a, 1.0);
  const Sparseness single = sparseness_of(3, 9, 4);
  EXPECT_DOUBLE_EQ(single.s, 1.0);
  EXPECT_DOUBLE_EQ(single.a, 0.25);
}

/// Counts 1, 2, 0, 1: mean 1, mean square 1.5.
TEST(Sparseness, IsThatOfTheEquation) {
  const Sparseness some = sparseness_of(4, 6, 4);
  EXPECT_DOUBLE_EQ(some.a, 1.0 / 1.5);
  EXPECT_DOUBLE_EQ(some.s, (1.0 - 1.0 / 1.5) / 0.75);
}

TEST(Sparseness, IsUndefinedWithoutSpikesAndForOneCount) {
  EXPECT_TRUE(std::isnan(sparseness_of(0, 0, 4).s));
  EXPECT_TRUE(std::isnan(sparseness_of(0, 0, 4).a));
  EXPECT_TRUE(std::isnan(sparseness_of(3, 9, 1).s));
}

class SparsenessMeasurement : public ::testing::Test {
 protected:
  SparsenessMeasurement() {
    input_.parameters = test::network_of_twelve();
    input_.weights = initial_weights(input_.parameters, 3);
    for (double& w : input_.weights.v1weight.values) w *= 2.0;
    input_.recordings = &recordings_;
    input_.conditions = measured_conditions({.corruption = "none"});
  }
  [[nodiscard]] std::vector<double> measured(const std::string& name) {
    const Measured result = measure_sparseness(run_, input_);
    for (const MeasuredArray& array : result.arrays) {
      if (array.name == name) return array.values;
    }
    ADD_FAILURE() << "no array " << name;
    return {};
  }

  std::unique_ptr<Communicator> comm_ = make_local_communicator();
  test::DataInMemory data_{test::lively_recordings(3)};
  MeasuredRecordings recordings_{*comm_, data_, {}, Verbosity::silent};
  RunContext run_{*comm_};
  MeasureInput input_;
};

TEST_F(SparsenessMeasurement, LeavesOutNeuronsWithoutSpikes) {
  for (std::size_t post : {2U, 5U}) {  // two silent neurons of V1
    for (std::size_t pre = 0; pre < input_.weights.v1weight.pres; ++pre) {
      input_.weights.v1weight.at(post, pre) = 0.0;
    }
  }
  EXPECT_EQ(measured("lifetime_skipped")[0], 2.0);
  const std::vector<double> neurons = measured("neuron_lifetime_sparseness");
  ASSERT_EQ(neurons.size(), 17U);
  double sum = 0.0;
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(std::isnan(neurons[i]), i == 2 || i == 5) << i;
    sum += std::isnan(neurons[i]) ? 0.0 : neurons[i];
  }
  EXPECT_NEAR(measured("lifetime_sparseness")[0], sum / 10.0, 1e-12);
  EXPECT_GT(sum, 0.0);
  EXPECT_GT(measured("population_sparseness")[0], 0.1) << "two of twelve are silent";
}

/// Rows of V1 and Inh, each from its own neurons.
TEST_F(SparsenessMeasurement, IsThatOfEachPopulation) {
  for (double& w : input_.weights.inhibw.values) w *= 3.0;  // every neuron of Inh spikes
  const EvaluationLayout layout = recordings_.layout_for(input_.parameters.shape);
  Simulator simulator(input_.parameters, input_.weights);
  std::array<double, 2> population{};
  for (std::size_t number = 0; number < 3; ++number) {
    for (const SpikeRaster& raster :
         recordings_.windows(number, {}, layout, input_.parameters.shape.steps)) {
      const SpikeCounts counts = simulator.present(raster);
      const std::array<std::vector<std::uint16_t>, 2> both{counts.v1, counts.inh};
      for (std::size_t i = 0; i < 2; ++i) {
        std::uint64_t sum = 0;
        std::uint64_t squares = 0;
        for (const std::uint64_t count : both.at(i)) {
          sum += count;
          squares += count * count;
        }
        population.at(i) += sparseness_of(sum, squares, both.at(i).size()).s / 12.0;
      }
    }
  }
  const std::vector<double> found = measured("population_sparseness");
  EXPECT_NEAR(found[0], population[0], 1e-12);
  EXPECT_NEAR(found[1], population[1], 1e-12);
  EXPECT_NE(found[0], found[1]);
  const std::vector<double> neurons = measured("neuron_lifetime_sparseness");
  const auto mean_of = [&](std::size_t first, std::size_t count) {
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) sum += neurons[first + i];
    return sum / static_cast<double>(count);
  };
  const std::vector<double> lifetime = measured("lifetime_sparseness");
  EXPECT_NEAR(lifetime[0], mean_of(0, 12), 1e-12);
  EXPECT_NEAR(lifetime[1], mean_of(12, 5), 1e-12);
}

TEST_F(SparsenessMeasurement, LeavesOutPresentationsWithoutSpikes) {
  for (const WeightField& field : weight_fields()) {
    std::ranges::fill((input_.weights.*field.matrix).values, 0.0);
  }
  EXPECT_EQ(measured("population_skipped"), (std::vector<double>{12.0, 12.0}));
  EXPECT_TRUE(std::isnan(measured("population_sparseness")[0]));
  EXPECT_EQ(measured("lifetime_skipped"), (std::vector<double>{12.0, 5.0}));
}

}  // namespace
}  // namespace ebsnn
