#include "statistics/spike_reliability.hpp"

#include "core/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

using Trains = std::vector<std::vector<std::uint16_t>>;

double reliability(const Trains& trains) { return SpikeReliability(3.0, 350).of(trains); }

TEST(SpikeReliability, OfEqualTrainsIsOne) {
  EXPECT_EQ(reliability({{5, 80, 349}, {5, 80, 349}, {5, 80, 349}}), 1.0);
}

/// One spike each, 4 ms apart: exp(-16 / 36).
TEST(SpikeReliability, IsThatOfTheEquation) {
  EXPECT_NEAR(reliability({{100}, {104}}), std::exp(-16.0 / 36.0), 1e-15);
  EXPECT_NEAR(reliability({{100}, {104}, {100}}), (1.0 + 2.0 * std::exp(-16.0 / 36.0)) / 3.0,
              1e-15);
  EXPECT_EQ(reliability({{0}, {349}}), 0.0);
}

/// Against trains that are filtered point by point.
TEST(SpikeReliability, IsThatOfFilteredTrains) {
  const Trains trains{{40, 55, 58, 120}, {42, 57, 119, 122, 200}};
  const auto filtered = [&](std::size_t i, double t_ms) {
    double value = 0.0;
    for (const std::uint16_t spike : trains[i]) {
      value += std::exp(-(t_ms - spike) * (t_ms - spike) / (2.0 * 9.0));
    }
    return value;
  };
  double xy = 0.0;
  double xx = 0.0;
  double yy = 0.0;
  for (double t_ms = -50.0; t_ms < 300.0; t_ms += 0.1) {
    xy += filtered(0, t_ms) * filtered(1, t_ms);
    xx += filtered(0, t_ms) * filtered(0, t_ms);
    yy += filtered(1, t_ms) * filtered(1, t_ms);
  }
  EXPECT_NEAR(reliability(trains), xy / std::sqrt(xx * yy), 1e-9);
}

TEST(SpikeReliability, OfTrainsWithoutSpikes) {
  EXPECT_EQ(reliability({{100}, {}}), 0.0);
  EXPECT_NEAR(reliability({{100}, {}, {100}, {}}), 1.0 / 5.0, 1e-15) << "one of six has no spikes";
  EXPECT_TRUE(std::isnan(reliability({{}, {}})));
  EXPECT_TRUE(std::isnan(reliability({{7}})));
  EXPECT_THROW((void)reliability({{350}, {1}}), InputError);
}

}  // namespace
}  // namespace ebsnn
