// Excitation and inhibition over recordings: what is summed, and what is made of the sums.

#include "analysis/measure_ei.hpp"

#include "core/error.hpp"
#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"
#include "network/simulator.hpp"
#include "network/variation.hpp"
#include "parallel/data_in_memory.hpp"
#include "pipeline/ei_sums.hpp"
#include "pipeline/network_search.hpp"
#include "unit/pipeline/small_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace ebsnn {
namespace {

using test::DataInMemory;
using ::testing::HasSubstr;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(EiRatio, IsARatioOfSumsAndInfiniteWithoutInhibition) {
  EiSums sums(3);
  sums.g_exc = {1.0, 5.0, 8.0};
  sums.g_inh = {0.0, 2.0, 0.0};
  const NetworkShape shape{.patch_side = 1, .v1 = 2, .inh = 1, .steps = 4};
  EXPECT_EQ(ei_ratio(sums, v1_of(shape)), 3.0);
  EXPECT_EQ(ei_ratio(sums, inh_of(shape)), kInfinity);
  EXPECT_EQ(ei_ratio_of_neurons(sums, v1_of(shape)), (std::vector<double>{kInfinity, 2.5}));
}

/// A network that inhibits, and recordings that make it fire.
class EiMeasurement : public ::testing::Test {
 protected:
  EiMeasurement() {
    network_.parameters = test::network_of_twelve();
    network_.weights = initial_weights(network_.parameters, 3);
    for (double& w : network_.weights.v1weight.values) w *= 2.0;
    for (double& w : network_.weights.inhibw.values) w *= 2.0;
    for (double& w : network_.weights.intov1.values) w = 0.3;
  }
  [[nodiscard]] EiSums sums(const Condition& condition = {}) {
    return sum_ei(*comm_, network_.parameters, network_.weights, recordings_, condition, run_.stop);
  }
  [[nodiscard]] SearchContext context() { return {*comm_, recordings_, run_.stop, 1e-2}; }
  [[nodiscard]] double ratio() { return ei_ratio(sums(), v1_of(network_.parameters.shape)); }

  std::unique_ptr<Communicator> comm_ = make_local_communicator();
  DataInMemory data_{test::lively_recordings(6)};
  MeasuredRecordings recordings_{*comm_, data_, {.limit = 3}, Verbosity::silent};
  RunContext run_{*comm_};
  FrozenNetwork network_;
};

TEST_F(EiMeasurement, SumsAreThoseOfAllPresentations) {
  Simulator simulator(network_.parameters, network_.weights);
  const NetworkShape& shape = network_.parameters.shape;
  double exc = 0.0;
  double inh = 0.0;
  std::uint64_t spikes = 0;
  std::vector<std::uint8_t> scratch;
  for (std::size_t i = 0; i < 6; i += 2) {  // spread evenly
    for (const SpikeRaster& raster :
         encode(data_.read(i).events,
                EvaluationLayout("central", kNmnistSensor, shape.patch_side).windows(), shape.steps,
                scratch)) {
      ConductanceSums of_neurons;
      const SpikeCounts counts = simulator.present(raster, nullptr, &of_neurons);
      for (int n = 0; n < shape.v1; ++n) {
        exc += of_neurons.g_exc[static_cast<std::size_t>(n)];
        inh += of_neurons.g_inh[static_cast<std::size_t>(n)];
      }
      spikes += std::accumulate(counts.v1.begin(), counts.v1.end(), std::uint64_t{0});
    }
  }
  const EiSums measured = sums();
  EXPECT_EQ(measured.presentations, 12U);
  EXPECT_NEAR(ei_ratio(measured, v1_of(shape)), exc / inh, 1e-12);
  EXPECT_GT(exc / inh, 0.0);
  EXPECT_NEAR(mean_rate_hz(measured, v1_of(shape), shape.steps),
              static_cast<double>(spikes) / (12.0 * 0.35 * shape.v1), 1e-9);
  EXPECT_GT(spikes, 100U);
}

TEST_F(EiMeasurement, WithoutInhibitionTheRatioIsInfinite) {
  for (const WeightField* field : feedback_projections()) block(network_.weights, *field);
  const EiSums measured = sums();
  EXPECT_EQ(measured.g_inh, std::vector<double>(17, 0.0));
  EXPECT_EQ(ei_ratio(measured, v1_of(network_.parameters.shape)), kInfinity);
  EXPECT_TRUE(std::isnan(measured.v1.peak().height));
}

TEST_F(EiMeasurement, CorruptionsChangeItAndLevelZeroDoesNot) {
  const Condition half{{&find_corruption("drop_event"), 0.5}};
  EXPECT_LT(sums(half).g_exc[0], 0.8 * sums().g_exc[0]);
  EXPECT_EQ(sums({{&find_corruption("drop_event"), 0.0}}).g_exc, sums().g_exc);
}

TEST_F(EiMeasurement, ConditionsBeginWithTheCleanOne) {
  const auto names = [](const std::string& corruptions, const std::string& levels) {
    std::vector<std::string> found;
    for (const Condition& condition :
         measured_conditions({.corruption = corruptions, .levels = levels})) {
      found.push_back(title_of(condition));
    }
    return found;
  };
  EXPECT_EQ(names("none", "published"), std::vector<std::string>{"clean"});
  EXPECT_EQ(names("drop_event", "0,0.5"),
            (std::vector<std::string>{"clean", "drop_event 0", "drop_event 0.5"}));
  EXPECT_THROW((void)measured_conditions({.corruption = "fog"}), InputError);
}

TEST_F(EiMeasurement, ScaleToRatioFindsIt) {
  for (const double target : {0.7 * ratio(), 2.5 * ratio()}) {
    const FrozenNetwork before = network_;
    const SearchOutcome outcome = scale_to_ratio(context(), network_, target);
    EXPECT_NEAR(ratio() / target, 1.0, 1e-2);
    EXPECT_EQ(ratio(), outcome.found.value);
    EXPECT_DOUBLE_EQ(network_.weights.intov1.values[0], 0.3 * outcome.found.argument);
    EXPECT_EQ(outcome.clipping.of, 60U);
    network_ = before;
  }
}

TEST_F(EiMeasurement, ScaleToRatioTellsWhatItFoundInstead) {
  const std::string message =
      test::input_error_of([&] { scale_to_ratio(context(), network_, 1e-3); });
  EXPECT_THAT(message, HasSubstr("R = 0.001 is not reached within 1 %"));
  EXPECT_THAT(message, HasSubstr("scale"));
  EXPECT_EQ(network_.weights.intov1.values[0], 0.3) << "changed all the same";
  block(network_.weights, find_projection("INtoV1"));
  EXPECT_THAT(test::input_error_of([&] { scale_to_ratio(context(), network_, 1.0); }),
              HasSubstr("INtoV1 are 0"));
}

TEST_F(EiMeasurement, RatesAreFoundToo) {
  const double rate_hz = clean_rate_hz(context(), network_);
  FrozenNetwork random{network_.parameters, initial_weights(network_.parameters, 8)};
  scale_to_rate(context(), random, rate_hz);
  EXPECT_NEAR(clean_rate_hz(context(), random) / rate_hz, 1.0, 1e-2);
  EXPECT_EQ(random.weights.intov1.values, std::vector<double>(60, 0.0));
  FrozenNetwork free = network_;
  for (const WeightField* field : feedback_projections()) block(free.weights, *field);
  EXPECT_GT(clean_rate_hz(context(), free), 1.05 * rate_hz);
  raise_threshold_to_rate(context(), free, rate_hz);
  EXPECT_NEAR(clean_rate_hz(context(), free) / rate_hz, 1.0, 1e-2);
  EXPECT_GT(free.parameters.neuron.vt_rest_mv, -50.4);
  EXPECT_THAT(
      test::input_error_of([&] { raise_threshold_to_rate(context(), free, 2.0 * rate_hz); }),
      HasSubstr("a V1 rate in Hz of"));
}

TEST_F(EiMeasurement, ArraysHaveTheirShapes) {
  MeasureInput input;
  input.parameters = network_.parameters;
  input.weights = network_.weights;
  input.recordings = &recordings_;
  input.conditions = measured_conditions({.corruption = "drop_event", .levels = "0,0.5"});
  const Measured measured = measure_ei(run_, input);
  for (const MeasuredArray& array : measured.arrays) {
    SCOPED_TRACE(array.name);
    std::size_t elements = 1;
    for (const std::size_t extent : array.shape) elements *= extent;
    EXPECT_EQ(array.values.size(), elements);
    EXPECT_EQ(array.shape.front(), array.name == "lag" ? 41U : 3U);
    EXPECT_FALSE(array.units.empty() || array.long_name.empty() || array.axes.empty());
  }
  EXPECT_THAT(measured.csv, HasSubstr("\nclean,0,V1,3,"));
  EXPECT_THAT(measured.csv, HasSubstr("\ndrop_event,0.5,Inh,3,"));
}

}  // namespace
}  // namespace ebsnn
