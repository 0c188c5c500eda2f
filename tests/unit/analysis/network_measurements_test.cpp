// Measurements that need only the network: sta, gabor and tuning.

#include "analysis/measure_gabor.hpp"
#include "analysis/measure_sta.hpp"
#include "analysis/measure_tuning.hpp"
#include "analysis/measured_table.hpp"
#include "analysis/moving_gratings.hpp"
#include "analysis/poisson_raster.hpp"
#include "analysis/streams.hpp"
#include "core/random.hpp"
#include "emulator/camera.hpp"
#include "emulator/grating_scene.hpp"
#include "encoding/spike_raster.hpp"
#include "network/simulator.hpp"
#include "statistics/gabor.hpp"
#include "unit/pipeline/small_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kSide = 12;

/// Twelve V1 neurons whose receptive fields are Gabor functions with orientations of 15 degrees each;
/// without inhibition. The last one is silent.
class NetworkMeasurement : public ::testing::Test {
 protected:
  NetworkMeasurement() {
    input_.parameters = test::network_of_twelve();
    input_.weights = initial_weights(input_.parameters, 3);
    for (std::size_t neuron = 0; neuron < 12; ++neuron) {
      const std::vector<double> field =
          neuron == 11 ? std::vector<double>(kSide * kSide) : gabor_field(gabor_of(neuron), kSide);
      for (std::size_t pixel = 0; pixel < field.size(); ++pixel) {
        input_.weights.v1weight.at(neuron, 2 * pixel) = std::max(0.0, field[pixel]);
        input_.weights.v1weight.at(neuron, 2 * pixel + 1) = std::max(0.0, -field[pixel]);
      }
    }
  }
  static Gabor gabor_of(std::size_t neuron) {
    return {.amplitude = 2.2,
            .theta_rad = std::numbers::pi / 12.0 * static_cast<double>(neuron),
            .sigma_x_px = 2.5,
            .sigma_y_px = 2.5,
            .frequency_px = 0.15,
            .phase_rad = 0.7};
  }
  [[nodiscard]] static std::vector<double> values_in(const Measured& measured,
                                                     const std::string& name) {
    for (const MeasuredArray& array : measured.arrays) {
      if (array.name != name) continue;
      std::size_t elements = 1;
      for (const std::size_t extent : array.shape) elements *= extent;
      EXPECT_EQ(array.values.size(), elements) << name;
      return array.values;
    }
    ADD_FAILURE() << "no array " << name;
    return {};
  }

  std::unique_ptr<Communicator> comm_ = make_local_communicator();
  RunContext run_{*comm_};
  MeasureInput input_;
};

TEST(MeasuredTable, ShowsNoSignOfWhatHasNoValue) {
  MeasuredTable table = MeasuredTable::of_neurons(1);
  table.add("osi", "1", "", "OSI", 2,
            {std::copysign(std::numeric_limits<double>::quiet_NaN(), -1.0)});
  EXPECT_EQ(table.csv(), "neuron,osi\n0,nan\n");
  EXPECT_THAT(table.text(), testing::Not(HasSubstr("-nan")));
}

TEST_F(NetworkMeasurement, SpikeTriggeredAveragesAreLikeTheWeights) {
  input_.settings.noise_patches = 80;
  for (double& w : input_.weights.v1weight.values) w *= 2.0;  // noise drives less than gratings
  const Measured measured = measure_sta(run_, input_);
  const std::vector<double> correlations = values_in(measured, "weight_correlation");
  EXPECT_GT(*std::min_element(correlations.begin(), correlations.end() - 1), 0.25);
  EXPECT_TRUE(std::isnan(correlations.back()));
  const std::vector<double> average = values_in(measured, "average");
  ASSERT_EQ(average.size(), 12U * 288U);
  EXPECT_TRUE(std::isnan(average.back()));
  EXPECT_EQ(values_in(measured, "spikes").back(), 0.0);
  EXPECT_THAT(measured.table, HasSubstr("neurons without spikes: 1 of 12"));
}

/// Neuron 4 and channel 7, from the definition; a patch has 350 ms.
TEST_F(NetworkMeasurement, SpikeTriggeredAveragesAreInHz) {
  input_.settings.noise_patches = 40;
  for (double& w : input_.weights.v1weight.values) w *= 2.0;
  Simulator simulator(input_.parameters, input_.weights);
  double spikes = 0.0;
  double events = 0.0;
  double products = 0.0;
  for (std::size_t patch = 0; patch < 40; ++patch) {
    RandomSequence random(input_.settings.seed, kNoiseStream, 0, patch);
    const std::vector<double> rates_hz = noise_rates_hz(288, random);
    const SpikeRaster raster = poisson_raster(rates_hz, 350, random);
    const auto of_channel = static_cast<double>(std::ranges::count(raster.channels(), 7));
    const double of_neuron = simulator.present(raster).v1[4];
    spikes += of_neuron;
    events += of_channel;
    products += of_neuron * of_channel;
  }
  const Measured measured = measure_sta(run_, input_);
  EXPECT_NEAR(values_in(measured, "average")[4 * 288 + 7],
              (products / spikes - events / 40.0) / 0.35, 1e-9);
  EXPECT_NEAR(values_in(measured, "rate_hz")[4], spikes / 40.0 / 0.35, 1e-9);
}

TEST_F(NetworkMeasurement, GaborFitsRecoverReceptiveFields) {
  const Measured measured = measure_gabor(run_, input_);
  const std::vector<double> quality = values_in(measured, "quality");
  const std::vector<double> orientation_deg = values_in(measured, "orientation_deg");
  for (std::size_t neuron = 0; neuron < 11; ++neuron) {
    EXPECT_GT(quality[neuron], 0.999) << neuron;
    EXPECT_NEAR(std::remainder(orientation_deg[neuron] - 15.0 * static_cast<double>(neuron), 180.0),
                0.0, 0.1);
    EXPECT_NEAR(values_in(measured, "n_x")[neuron], 0.375, 1e-3);
  }
  EXPECT_TRUE(std::isnan(quality.back()));
  EXPECT_TRUE(std::isnan(orientation_deg.back()));
  EXPECT_THAT(measured.table, HasSubstr("quality of 0.5 or better: 11 of 12"));
  EXPECT_EQ(values_in(measured, "receptive_field").size(), 12U * 144U);
}

TEST_F(NetworkMeasurement, TuningFollowsReceptiveFields) {
  input_.settings.repeats = 1;
  const TuningStimuli few{{12, 4, {1.8}, 1, 100.0}, {4, {1.8}, 0.05}};
  const Measured measured = measure_tuning_with(run_, input_, few);
  const std::vector<double> preferred = values_in(measured, "preferred_orientation_deg");
  const std::vector<double> osi = values_in(measured, "osi");
  for (std::size_t neuron = 0; neuron < 11; ++neuron) {
    EXPECT_GT(osi[neuron], 0.4) << neuron;
    const double error = preferred[neuron] - 15.0 * static_cast<double>(neuron);
    EXPECT_NEAR(std::remainder(error, 180.0), 0.0, 15.0) << neuron;
    EXPECT_EQ(values_in(measured, "preferred_frequency")[neuron], 1.8);
  }
  EXPECT_TRUE(std::isnan(osi.back()));
  EXPECT_TRUE(std::isnan(values_in(measured, "dsi").back()));
  EXPECT_EQ(values_in(measured, "curve").size(), 12U * 12U);
  // A neuron prefers motion across its stripes, one way or the other.
  const std::vector<double> directions = values_in(measured, "direction_curve");
  EXPECT_GT(directions[0] + directions[2], 1.5 * (directions[1] + directions[3]));
}

/// Two repeats of four directions, each with draws of its own.
TEST_F(NetworkMeasurement, MovingGratingsHaveMeanRatesOverRepeats) {
  input_.settings.repeats = 2;
  const MovingGratingSet set{4, {1.8}, 0.05};
  const std::vector<double> rates_hz = moving_grating_rates_hz(run_, input_, set);
  ASSERT_EQ(rates_hz.size(), 4U * 12U);
  const int steps = input_.parameters.shape.steps;
  const Camera camera(CameraParameters{}, input_.settings.seed);
  Simulator simulator(input_.parameters, input_.weights);
  std::vector<std::uint8_t> scratch;
  std::array<double, 2> spikes_of_repeats{};
  for (std::size_t place = 0; place < 4; ++place) {
    std::vector<double> expected_hz(12);
    for (std::size_t repeat = 0; repeat < 2; ++repeat) {
      RandomSequence random(input_.settings.seed, kMovingGratingStream, place, repeat);
      GratingScene scene(set.grating(place, 12), random);
      const std::vector<Event> events = camera.record(scene, random);
      const Window centre{.top = 11, .left = 11, .side = 12};
      const SpikeCounts counts = simulator.present(encode(events, centre, steps, scratch));
      for (std::size_t n = 0; n < 12; ++n) {
        expected_hz[n] += counts.v1[n] / 0.7;
        spikes_of_repeats.at(repeat) += counts.v1[n];
      }
    }
    for (std::size_t n = 0; n < 12; ++n) {
      EXPECT_NEAR(rates_hz[12 * place + n], expected_hz[n], 1e-9) << place << ' ' << n;
    }
  }
  EXPECT_NE(spikes_of_repeats[0], spikes_of_repeats[1]);
}

}  // namespace
}  // namespace ebsnn
