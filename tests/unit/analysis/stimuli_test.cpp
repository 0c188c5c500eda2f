// Artificial stimuli: Poisson events, gratings, and what neurons' responses to them tell.

#include "analysis/grating.hpp"
#include "analysis/grating_tuning.hpp"
#include "analysis/measure_sta.hpp"
#include "analysis/moving_gratings.hpp"
#include "analysis/poisson_raster.hpp"
#include "core/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

namespace ebsnn {
namespace {

constexpr Stream kStream{63};

/// 400 presentations of 350 ms: 2,100 events are expected at 15 Hz (SD 46), less 0.75 % of second
/// events in one ms; bounds are five SD.
TEST(PoissonRaster, HasTheRatesOfTheChannels) {
  const std::vector<double> rates_hz{15.0, 0.0, -3.0, 100.0};
  std::vector<double> events(4);
  for (std::uint64_t i = 0; i < 400; ++i) {
    RandomSequence random(1, kStream, 0, i);
    const SpikeRaster raster = poisson_raster(rates_hz, 350, random);
    EXPECT_EQ(raster.steps(), 350);
    for (const std::uint16_t channel : raster.channels()) events[channel] += 1.0;
  }
  EXPECT_NEAR(events[0], 140'000 * (1.0 - std::exp(-0.015)), 230.0);
  EXPECT_EQ(events[1], 0.0);
  EXPECT_EQ(events[2], 0.0);
  EXPECT_NEAR(events[3], 140'000 * (1.0 - std::exp(-0.1)), 580.0);
}

/// 28,800 rates of N(10, 30), clipped: 36.9 % are 0, and the mean is 17.6 Hz (SD of
/// the mean 0.12). Bounds are five SD.
TEST(NoiseRates, AreClippedNormals) {
  RandomSequence random(1, kStream, 1, 0);
  const std::vector<double> rates_hz = noise_rates_hz(28'800, random);
  double sum = 0.0;
  for (const double rate_hz : rates_hz) sum += rate_hz;
  EXPECT_NEAR(sum / 28'800.0, 17.6156, 0.65);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(rates_hz, 0.0)) / 28'800.0, 0.3694, 0.015);
  EXPECT_LE(*std::ranges::max_element(rates_hz), 100.0);
}

TEST(Grating, IsThatOfTheEquation) {
  const Grating grating{0.3, 1.0, 1.8, 50.0};
  const std::vector<double> rates_hz = grating_rates_hz(grating, 12);
  ASSERT_EQ(rates_hz.size(), 288U);
  const double x = 9.0 - 5.5;  // column 9, row 2
  const double y = 2.0 - 5.5;
  const double s =
      std::cos(2.0 * std::numbers::pi * 1.8 * (x * std::cos(0.3) + y * std::sin(0.3)) / 12.0 + 1.0);
  EXPECT_NEAR(rates_hz[(2 * 12 + 9) * 2], 50.0 * std::max(0.0, s), 1e-12);
  EXPECT_NEAR(rates_hz[(2 * 12 + 9) * 2 + 1], 50.0 * std::max(0.0, -s), 1e-12);
}

TEST(GratingSet, HasEachCombinationOnce) {
  const GratingSet set;
  EXPECT_EQ(set.size(), 45U * 8U * 4U * 7U);
  const Grating first = set.grating(0);
  EXPECT_EQ(first.orientation_rad, 0.0);
  EXPECT_EQ(first.phase_rad, 0.0);
  EXPECT_EQ(first.cycles, 0.6);
  EXPECT_DOUBLE_EQ(first.contrast_hz, 100.0 / 7.0);
  const Grating some = set.grating(set.place(6, 2, 3, 9));
  EXPECT_DOUBLE_EQ(some.orientation_rad, std::numbers::pi / 5.0);
  EXPECT_DOUBLE_EQ(some.phase_rad, 0.75 * std::numbers::pi);
  EXPECT_EQ(some.cycles, 1.8);
  EXPECT_EQ(some.contrast_hz, 100.0);
  EXPECT_EQ(set.place(6, 3, 7, 44), set.size() - 1);
}

/// The largest rate is at frequency 1, phase 2, orientation 3 of the highest contrast; a larger one
/// at a lower contrast does not count.
TEST(GratingTuning, IsThatOfTheLargestRateAtTheHighestContrast) {
  const GratingSet set{4, 3, {0.6, 1.2}, 2, 100.0};
  std::vector<double> rates_hz(set.size());
  rates_hz[set.place(0, 0, 0, 0)] = 99.0;
  rates_hz[set.place(1, 0, 1, 1)] = 5.0;
  rates_hz[set.place(1, 1, 2, 3)] = 8.0;
  rates_hz[set.place(0, 1, 2, 2)] = 3.0;
  const GratingTuning tuning = grating_tuning(rates_hz, set);
  EXPECT_EQ(tuning.frequency, 1U);
  EXPECT_EQ(tuning.phase, 2U);
  EXPECT_EQ(tuning.largest_rate_hz, 8.0);
  EXPECT_EQ(tuning.curves_hz, (std::vector<double>{0, 0, 3, 0, 0, 0, 0, 8}));
  EXPECT_NEAR(tuning.osi, 1.0, 1e-14);
  EXPECT_NEAR(tuning.preferred_orientation_deg, 135.0, 1e-12);
}

TEST(GratingTuning, OfASilentNeuronIsUndefined) {
  const GratingSet set{4, 3, {0.6, 1.2}, 2, 100.0};
  const GratingTuning tuning = grating_tuning(std::vector<double>(set.size()), set);
  EXPECT_TRUE(std::isnan(tuning.osi));
  EXPECT_EQ(tuning.largest_rate_hz, 0.0);
}

TEST(MovingGratingSet, HasEachCombinationOnce) {
  const MovingGratingSet set;
  EXPECT_EQ(set.size(), 64U);
  const MovingGrating grating = set.grating(16 + 4, 12);
  EXPECT_DOUBLE_EQ(grating.direction_rad, std::numbers::pi / 2.0);
  EXPECT_DOUBLE_EQ(grating.cycles_a_px, 0.1);
  EXPECT_EQ(grating.speed_px_ms, 0.05);
}

}  // namespace
}  // namespace ebsnn
