#include "emulator/saccade_path.hpp"

#include "unit/core/statistics.hpp"
#include "unit/emulator/slow_camera.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace ebsnn {
namespace {

using test::kMaxKs;
using test::kMaxZ;
using test::recording;
using test::slow_centre;

TEST(SaccadePath, IsThePublishedOne) {
  const SaccadePath path;
  const SaccadeShifts shifts{0.4, -3.8, 2.2};
  for (double t = 5.0; t < 309.0; t += 0.37) {
    const SensorPoint here = path.at(t, shifts);
    const SensorPoint expected = slow_centre(t, shifts);
    EXPECT_NEAR(here.x, expected.x, 1e-4) << t;
    EXPECT_NEAR(here.y, expected.y, 1e-4) << t;
  }
}

TEST(SaccadePath, IsATriangle) {
  const SaccadePath path;
  const auto moved = [&](double from_ms, double to_ms) {
    const SensorPoint a = path.at(from_ms, {});
    const SensorPoint b = path.at(to_ms, {});
    return SensorPoint{b.x - a.x, b.y - a.y};
  };
  EXPECT_NEAR(moved(0, 100).x, 1.7, 0.2);
  EXPECT_NEAR(moved(0, 100).y, 5.2, 0.2);
  EXPECT_NEAR(moved(100, 205).x, 3.5, 0.2);
  EXPECT_NEAR(moved(100, 205).y, -5.2, 0.2);
  EXPECT_NEAR(moved(0, 312).x, 0.0, 0.2);
  EXPECT_NEAR(moved(0, 312).y, -0.2, 0.2);
}

TEST(SaccadePath, IsWalkedInSmallSteps) {
  const SaccadePath path;
  for (const SaccadeShifts& shifts : {SaccadeShifts{}, SaccadeShifts{-1.4, 5.0, -8.0}}) {
    int steps = 0;
    double t = 0.0;
    while (t < SaccadePath::kDurationMs) {
      const double next = path.next_time(t, shifts);
      ASSERT_GT(next, t);
      ASSERT_LE(next - t, 4.0 + 1e-12);
      const SensorPoint a = path.at(t, shifts);
      const SensorPoint b = path.at(next, shifts);
      ASSERT_LE(std::hypot(b.x - a.x, b.y - a.y), 0.2 + 1e-12) << t;
      t = next;
      ++steps;
    }
    EXPECT_EQ(t, SaccadePath::kDurationMs);
    EXPECT_LT(steps, 180);
  }
}

TEST(SaccadeShifts, ScatterAsTheParametersSay) {
  constexpr std::size_t kDraws = 20000;
  CameraParameters p;
  p.saccade_2_late_sd_ms = p.saccade_2_middle_sd_ms = p.saccade_2_early_sd_ms = 0.3;
  RandomSequence random = recording(0);
  std::size_t early = 0;
  std::size_t late = 0;
  std::vector<double> first;
  std::vector<double> third;
  for (std::size_t i = 0; i < kDraws; ++i) {
    const SaccadeShifts shifts = draw_saccade_shifts(p, random);
    early += shifts.second < -0.95 ? 1U : 0U;
    late += shifts.second > 2.8 ? 1U : 0U;
    first.push_back(shifts.first);
    third.push_back(shifts.third);
  }
  EXPECT_LT(std::abs(test::binomial_z(early, kDraws, 0.11)), kMaxZ);
  EXPECT_LT(std::abs(test::binomial_z(late, kDraws, 0.36)), kMaxZ);
  const auto normal = [](double mean, double sd) {
    return [=](double x) { return 0.5 * std::erfc((mean - x) / (sd * std::numbers::sqrt2)); };
  };
  EXPECT_LT(test::ks_statistic(first, normal(0.0, 0.7)), kMaxKs);
  EXPECT_LT(test::ks_statistic(third, normal(-0.4, 2.15)), kMaxKs);
}

}  // namespace
}  // namespace ebsnn
