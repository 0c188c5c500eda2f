#include "emulator/grating_scene.hpp"

#include "emulator/camera.hpp"
#include "unit/emulator/slow_camera.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace ebsnn {
namespace {

using test::noiseless;
using test::recording;

constexpr double kTwoPi = 2.0 * std::numbers::pi;

float ink(const GratingScene& scene, int x, int y) {
  Scene::Row row{};
  scene.seen_row(y, row);
  return row[static_cast<std::size_t>(x)];
}

TEST(GratingScene, IsThatOfTheEquation) {
  RandomSequence random = recording(1);
  const double phase = RandomSequence(random).uniform(0.0, kTwoPi);
  GratingScene scene({0.4, 0.1, 0.05}, random);
  scene.move_to(60.0);
  const double across = (20 - 16.5) * std::cos(0.4) + (9 - 16.5) * std::sin(0.4) - 0.05 * 60.0;
  EXPECT_NEAR(ink(scene, 20, 9), (1.0 + std::cos(kTwoPi * 0.1 * across + phase)) / 2.0, 1e-6);
}

/// Five px to the right take 100 ms.
TEST(GratingScene, MovesInItsDirection) {
  RandomSequence random = recording(2);
  GratingScene scene({0.0, 0.1, 0.05}, random);
  scene.move_to(0.0);
  const float before = ink(scene, 10, 3);
  scene.move_to(100.0);
  EXPECT_NEAR(ink(scene, 15, 3), before, 1e-5);
  EXPECT_EQ(ink(scene, 15, 3), ink(scene, 15, 30)) << "stripes are vertical";
}

TEST(GratingScene, HasShortSteps) {
  RandomSequence random = recording(3);
  EXPECT_EQ(GratingScene({0.0, 0.1, 0.1}, random).step_end_ms(50.0), 52.0);
  EXPECT_EQ(GratingScene({0.0, 0.1, 0.0}, random).step_end_ms(50.0), 54.0);
  EXPECT_EQ(GratingScene({0.0, 0.1, 0.0}, random).step_end_ms(310.0), SaccadePath::kDurationMs);
}

/// The same pixels as for digits: a grating that rests evokes nothing. In 312 ms, 15.6 px pass: 1.56
/// periods, each with ln(1.29 / 0.29) / threshold events of either polarity, 6.8 ON or 7.4 OFF. Up to
/// one of them is lost whenever brightness turns, because it must first come back to the reference.
TEST(GratingScene, EvokesEventsWhenItMoves) {
  const auto events_at = [](double speed_px_ms) {
    RandomSequence random = recording(4);
    GratingScene scene({0.7, 0.1, speed_px_ms}, random);
    return Camera(noiseless(), 1).record(scene, random);
  };
  EXPECT_TRUE(events_at(0.0).empty());
  const std::vector<Event> events = events_at(0.05);
  const CameraParameters p = noiseless();
  std::array<double, 2> count{};
  for (const Event& event : events) count[event.on ? 0 : 1] += 1.0;
  const double swing = std::log((1.0 + p.black_level) / p.black_level);
  const double periods = 0.1 * 0.05 * SaccadePath::kDurationMs * kCameraSide * kCameraSide;
  EXPECT_NEAR(count[0] / (periods * swing / p.threshold_on), 0.9, 0.1);
  EXPECT_NEAR(count[1] / (periods * swing / p.threshold_off), 0.9, 0.1);
}

}  // namespace
}  // namespace ebsnn
