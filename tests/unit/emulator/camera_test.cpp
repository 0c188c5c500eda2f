#include "emulator/camera.hpp"

#include "unit/core/statistics.hpp"
#include "unit/emulator/slow_camera.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <tuple>
#include <vector>

namespace ebsnn {
namespace {

using test::digit;
using test::kMaxKs;
using test::kMaxZ;
using test::noiseless;
using test::pixel_of;
using test::recording;
using test::slow_centre;
using test::slow_ink;

/// At the start L - ref is between -kStartOff threshold_off and kStartOn threshold_on.
constexpr double kStartOff = 0.26;
constexpr double kStartOn = 0.99;

/// Checks every event of every third pixel against `slow_ink`: L has changed by one threshold since
/// the previous event of the pixel, and never by more in between.
void expect_pixel_model(const CameraParameters& p, const DigitImage& image, Split split,
                        SensorPoint offset) {
  constexpr double kTolerance = 0.012;  // of ln units: linear steps of 0.2 px

  RandomSequence random = recording(1);
  const std::vector<Event> events = Camera(p, 1).record(image, split, random);
  const SaccadeShifts shifts{0.0, p.saccade_2_middle_ms, p.saccade_3_mean_ms};
  const auto log_intensity = [&](double t_ms, int x, int y) {
    SensorPoint centre = slow_centre(t_ms, shifts);
    centre = {centre.x + offset.x, centre.y + offset.y};
    const double ink = slow_ink(image, centre, x, y, p.blur_sigma_px, p.display_gamma);
    return std::log(1.0 + p.black_level - ink);
  };
  std::size_t checked = 0;
  for (int pixel = 0; pixel < kCameraSide * kCameraSide; pixel += 7) {
    const int x = pixel % kCameraSide;
    const int y = pixel / kCameraSide;
    double low = log_intensity(0.0, x, y) - kStartOn * p.threshold_on;
    double high =
        log_intensity(0.0, x, y) + kStartOff * p.threshold_off;  // reference in low .. high
    double last_ms = 0.0;
    const auto expect_silence_until = [&](double end_ms) {
      for (double t = last_ms; t < end_ms; t += 2.0) {
        const double l = log_intensity(t, x, y);
        EXPECT_LT(l - high, p.threshold_on + kTolerance) << x << ' ' << y << ' ' << t;
        EXPECT_GT(l - low, -p.threshold_off - kTolerance) << x << ' ' << y << ' ' << t;
      }
    };
    for (const Event& event : events) {
      if (event.x != x || event.y != y) continue;
      const double t_ms = event.t_us / 1000.0;
      expect_silence_until(t_ms);
      const double l = log_intensity(t_ms, x, y);
      const double step = event.on ? p.threshold_on : -p.threshold_off;
      EXPECT_GT(l, low + step - kTolerance) << x << ' ' << y << ' ' << t_ms;
      EXPECT_LT(l, high + step + kTolerance) << x << ' ' << y << ' ' << t_ms;
      low = high = l;
      last_ms = t_ms;
      ++checked;
    }
    expect_silence_until(SaccadePath::kDurationMs);
  }
  EXPECT_GT(checked, 300U);
}

TEST(Camera, EventsAreCrossingsOfThresholds) {
  expect_pixel_model(noiseless(), digit(3), Split::train, {0.0, 0.0});
}

TEST(Camera, TestDigitsAreElsewhere) {
  expect_pixel_model(noiseless(), digit(5), Split::test, {-0.09, -0.77});
}

TEST(Camera, ParametersChangeThePixel) {
  CameraParameters p = noiseless();
  p.black_level = 0.2;
  p.display_gamma = 1.8;
  p.blur_sigma_px = 0.9;
  p.threshold_on = 0.3;
  p.threshold_off = 0.12;
  p.train_offset_x_px = 1.5;
  p.train_offset_y_px = -2.0;
  expect_pixel_model(p, digit(8), Split::train, {1.5, -2.0});
}

// Events add up to the change of L that a pixel has seen and to the leak of its reference, also if
// sharp edges leave a row of pixels within one step: at the end, and after the first saccade.
TEST(Camera, EventsSumUpToTheChange) {
  CameraParameters p = noiseless();
  p.blur_sigma_px = 0.05;
  p.threshold_on = 0.05;
  p.threshold_off = 0.04;
  p.leak_rate_hz = 5.0;
  const DigitImage image = digit(7);
  RandomSequence random = recording(1);
  const std::vector<Event> events = Camera(p, 1).record(image, Split::train, random);
  const SaccadeShifts shifts{0.0, p.saccade_2_middle_ms, p.saccade_3_mean_ms};
  for (const double end_ms : {98.0, SaccadePath::kDurationMs}) {
    std::array<double, Camera::kPixels> sums{};
    for (const Event& event : events) {
      if (event.t_us > 1000.0 * end_ms) break;
      sums.at(pixel_of(event)) += event.on ? p.threshold_on : -p.threshold_off;
    }
    for (std::size_t pixel = 0; pixel < sums.size(); ++pixel) {
      const auto log_intensity = [&](double t_ms) {
        const double ink =
            slow_ink(image, slow_centre(t_ms, shifts), static_cast<int>(pixel % kCameraSide),
                     static_cast<int>(pixel / kCameraSide), p.blur_sigma_px, p.display_gamma);
        return std::log(1.0 + p.black_level - ink);
      };
      const double leak = p.threshold_on * p.leak_rate_hz * end_ms / 1000.0;
      // L - ref now, minus L - ref at the start.
      const double change = log_intensity(end_ms) - log_intensity(0.0) + leak - sums.at(pixel);
      EXPECT_GT(change, -p.threshold_off - kStartOn * p.threshold_on - 0.01)
          << pixel << ' ' << end_ms;
      EXPECT_LT(change, p.threshold_on + kStartOff * p.threshold_off + 0.01)
          << pixel << ' ' << end_ms;
    }
  }
}

TEST(Camera, EventsAreSortedAndOnTheSensor) {
  const Camera camera({}, 1);
  for (int value = 0; value < 10; ++value) {
    RandomSequence random = recording(2);
    const std::vector<Event> events = camera.record(digit(value), Split::test, random);
    EXPECT_FALSE(time_goes_back(events));
    for (const Event& event : events) {
      ASSERT_LT(event.x, kCameraSide);
      ASSERT_LT(event.y, kCameraSide);
      ASSERT_LT(event.t_us, 312'000U);
    }
  }
}

TEST(Camera, RecordingsDependOnSensorImageSplitAndDraws) {
  const Camera camera({}, 1);
  const auto record = [](const Camera& c, int value, Split split, std::uint64_t number) {
    RandomSequence random = recording(number);
    return c.record(digit(value), split, random);
  };
  const auto one = record(camera, 4, Split::train, 5);
  EXPECT_EQ(one, record(camera, 4, Split::train, 5));
  EXPECT_EQ(one, record(Camera({}, 1), 4, Split::train, 5));
  EXPECT_NE(one, record(Camera({}, 2), 4, Split::train, 5));
  EXPECT_NE(one, record(camera, 9, Split::train, 5));
  EXPECT_NE(one, record(camera, 4, Split::test, 5));
  EXPECT_NE(one, record(camera, 4, Split::train, 6));
}

TEST(Camera, IsSilentBeforeBlankPaperWithoutLeak) {
  CameraParameters p;
  p.leak_rate_hz = 0.0;
  p.hot_pixel_gain = 0.0;
  RandomSequence random = recording(0);
  EXPECT_TRUE(Camera(p, 1).record(DigitImage{}, Split::train, random).empty());
}

// The leak makes each pixel fire at regular intervals, and different pixels at different times.
TEST(Camera, LeaksAtTheGivenRate) {
  constexpr double kIntervalMs = 20.0;
  CameraParameters p = noiseless();
  p.leak_rate_hz = 1000.0 / kIntervalMs;
  RandomSequence random = recording(0);
  std::array<std::vector<double>, Camera::kPixels> times_ms;
  for (const Event& event : Camera(p, 1).record(DigitImage{}, Split::train, random)) {
    EXPECT_TRUE(event.on);
    times_ms.at(pixel_of(event)).push_back(event.t_us / 1000.0);
  }
  const double earliest_ms = (1.0 - kStartOn) * kIntervalMs;
  const double latest_ms = (1.0 + kStartOff * p.threshold_off / p.threshold_on) * kIntervalMs;
  std::vector<double> firsts;
  for (const std::vector<double>& times : times_ms) {
    ASSERT_FALSE(times.empty());
    firsts.push_back((times.front() - earliest_ms) / (latest_ms - earliest_ms));
    for (std::size_t i = 1; i < times.size(); ++i) {
      ASSERT_NEAR(times[i] - times[i - 1], kIntervalMs, 0.05);  // steps are linear
    }
    ASSERT_GT(times.back(), SaccadePath::kDurationMs - kIntervalMs - 0.05);
  }
  EXPECT_LT(test::ks_statistic(firsts, [](double share) { return share; }), kMaxKs);
}

// References neither overflow nor vanish, however far the leak moves them.
TEST(Camera, LeaksAtTheLargestRate) {
  CameraParameters p = noiseless();
  p.leak_rate_hz = 1000.0;
  p.threshold_on = 2.0;
  RandomSequence random = recording(0);
  const auto events = Camera(p, 1).record(DigitImage{}, Split::train, random);
  EXPECT_NEAR(static_cast<double>(events.size()) / Camera::kPixels, 312.0, 1.0);
}

// The steps of a recording end at their own times: events of many recordings do not cluster.
TEST(Camera, RecordingsDoNotShareTheirSteps) {
  const Camera camera(noiseless(), 1);
  constexpr std::size_t kFirst = 70;  // ms, when the image slows down
  constexpr std::size_t kLast = 100;
  std::vector<double> rate(kLast);
  for (std::uint64_t number = 0; number < 200; ++number) {
    RandomSequence random = recording(number);
    for (const Event& event : camera.record(digit(0), Split::train, random)) {
      if (event.t_us < kLast * 1000) rate.at(event.t_us / 1000) += 1.0;
    }
  }
  double bends = 0.0;
  double squares = 0.0;
  for (std::size_t ms = kFirst + 1; ms + 1 < kLast; ++ms) {
    const double bend = rate[ms - 1] - 2.0 * rate[ms] + rate[ms + 1];
    bends += bend * bend;
    squares += rate[ms] * rate[ms];
  }
  EXPECT_LT(bends / squares, 0.01);
}

TEST(Camera, HasHotPixels) {
  CameraParameters p;
  p.leak_rate_hz = 0.0;
  p.hot_pixel_gain = 100.0;
  RandomSequence random = recording(0);
  std::array<double, Camera::kPixels> counts{};
  std::size_t on = 0;
  std::size_t all = 0;
  for (const Event& event : Camera(p, 1).record(DigitImage{}, Split::train, random)) {
    ++counts.at(pixel_of(event));
    on += event.on ? 1U : 0U;
    ++all;
  }
  EXPECT_LT(std::abs(test::binomial_z(on, all, 0.5)), kMaxZ);
  double total = 0.0;
  for (const auto& [x, y, events] : {std::tuple{18U, 30U, 13.0},
                                     {7U, 15U, 5.6},
                                     {9U, 15U, 3.2},
                                     {1U, 13U, 1.5},
                                     {22U, 5U, 1.0},
                                     {29U, 1U, 0.9}}) {
    const double expected = 100.0 * events * 312.0 / 310.0;
    const double count = counts.at(y * kCameraSide + x);
    EXPECT_LT(std::abs(count - expected), kMaxZ * std::sqrt(expected)) << x << ' ' << y;
    total += count;
  }
  for (const double count : counts) total -= count;
  EXPECT_EQ(total, 0.0);
}

// Lost events move the reference too: later ones come at the same times as without loss.
TEST(Camera, LosesEventsInTheRefractoryPeriod) {
  CameraParameters p = noiseless();
  const auto record = [&] {
    RandomSequence random = recording(1);
    return Camera(p, 1).record(digit(5), Split::train, random);
  };
  const std::vector<Event> all = record();
  constexpr std::uint32_t kPeriodUs = 3000;
  p.refractory_period_ms = kPeriodUs / 1000.0;
  std::vector<Event> expected;
  std::array<std::uint32_t, Camera::kPixels> ready_us{};
  std::set<std::size_t> unclear;  // times are truncated to whole us, so either side may be right
  for (const Event& event : all) {
    std::uint32_t& ready = ready_us.at(pixel_of(event));
    if (ready > 0 && event.t_us + 1 >= ready && event.t_us <= ready + 1) {
      unclear.insert(pixel_of(event));
    }
    if (event.t_us < ready) continue;
    ready = event.t_us + kPeriodUs;
    expected.push_back(event);
  }
  std::vector<Event> found = record();
  for (std::vector<Event>* events : {&expected, &found}) {
    std::erase_if(*events, [&](const Event& event) { return unclear.contains(pixel_of(event)); });
  }
  EXPECT_LT(unclear.size(), 20U);
  EXPECT_LT(expected.size(), all.size() * 9 / 10);
  EXPECT_EQ(found, expected);
}

TEST(Camera, LatencyDelaysEveryEvent) {
  CameraParameters p;
  const auto record = [&] {
    RandomSequence random = recording(2);
    return Camera(p, 1).record(digit(3), Split::train, random);
  };
  std::vector<Event> expected = record();
  for (Event& event : expected) event.t_us += 1500;
  p.latency_ms = 1.5;
  EXPECT_EQ(record(), expected);
}

TEST(Camera, LatencyJittersFromEventToEvent) {
  // Events that are far apart keep their order, so that they can be identified.
  CameraParameters p = noiseless();
  p.leak_rate_hz = 3.0;
  const DigitImage blank{};
  std::vector<double> jitter_ms;
  for (std::uint64_t number = 0; number < 40; ++number) {
    const auto by_pixel = [&] {
      RandomSequence random = recording(number);
      std::array<std::vector<std::uint32_t>, Camera::kPixels> times;
      for (const Event& e : Camera(p, 1).record(blank, Split::train, random)) {
        times.at(pixel_of(e)).push_back(e.t_us);
      }
      return times;
    };
    p.latency_ms = 0.0;
    p.latency_jitter_ms = 0.0;
    const auto before = by_pixel();
    p.latency_ms = 5.0;
    p.latency_jitter_ms = 0.5;
    const auto after = by_pixel();
    for (std::size_t pixel = 0; pixel < before.size(); ++pixel) {
      ASSERT_EQ(before.at(pixel).size(), after.at(pixel).size());
      if (before.at(pixel).size() != 1) continue;
      jitter_ms.push_back((static_cast<double>(after.at(pixel)[0]) - before.at(pixel)[0]) / 1000.0);
    }
  }
  double sum = 0.0;
  double squares = 0.0;
  for (const double value : jitter_ms) {
    sum += value - 5.0;
    squares += (value - 5.0) * (value - 5.0);
  }
  const auto n = static_cast<double>(jitter_ms.size());
  ASSERT_GT(n, 10'000.0);
  EXPECT_LT(std::abs(sum / n), kMaxZ * 0.5 / std::sqrt(n) + 0.0005);  // truncated to us
  EXPECT_LT(std::abs(std::sqrt(squares / n) - 0.5), kMaxZ * 0.5 / std::sqrt(2.0 * n));
}

TEST(Camera, JitteredEventsAreInOrder) {
  CameraParameters p;
  p.latency_ms = 20.0;
  p.latency_jitter_ms = 5.0;
  RandomSequence random = recording(2);
  const std::vector<Event> events = Camera(p, 1).record(digit(3), Split::train, random);
  EXPECT_GT(events.size(), 1000U);
  EXPECT_FALSE(time_goes_back(events));
}

TEST(Camera, HasAFixedPattern) {
  const Camera camera({}, 1);
  const Camera::FixedPattern& pattern = camera.fixed_pattern();
  std::array<double, 5> sums{};
  for (std::size_t i = 0; i < Camera::kPixels; ++i) {
    const double on = (pattern.on.at(i) - 1.0) / 0.1;
    const double off = (pattern.off.at(i) - 1.0) / 0.1;
    const std::array<double, 5> terms{on, off, on * on, off * off, on * off};
    for (std::size_t k = 0; k < terms.size(); ++k) sums.at(k) += terms.at(k);
  }
  // Standard errors of means of 1156 values: of x 1, of x^2 sqrt(2), of xy sqrt(1 + r^2).
  const double n = Camera::kPixels;
  const double error = kMaxZ / std::sqrt(n);
  EXPECT_NEAR(sums[0] / n, 0.0, error);
  EXPECT_NEAR(sums[1] / n, 0.0, error);
  EXPECT_NEAR(sums[2] / n, 1.0, error * std::sqrt(2.0));
  EXPECT_NEAR(sums[3] / n, 1.0, error * std::sqrt(2.0));
  EXPECT_NEAR(sums[4] / n, 0.3, error * std::sqrt(1.09));
}

// Pixels with high thresholds have fewer events than with mean ones, in every recording.
TEST(Camera, FixedPatternShowsInTheEvents) {
  CameraParameters p;
  p.threshold_mismatch = 0.3;
  p.leak_rate_hz = 0.0;
  p.hot_pixel_gain = 0.0;
  CameraParameters uniform = p;
  uniform.threshold_mismatch = 0.0;
  const Camera camera(p, 1);
  // Events of one polarity of pixels with low (0) and high (1) thresholds.
  const auto tally = [&camera](const Camera& source, bool on) {
    const auto& gains = on ? camera.fixed_pattern().on : camera.fixed_pattern().off;
    std::array<double, 2> counts{};
    for (std::uint64_t number = 0; number < 20; ++number) {
      RandomSequence random = recording(number);
      for (const Event& event : source.record(digit(0), Split::train, random)) {
        const double gain = gains.at(pixel_of(event));
        if (event.on == on && std::abs(gain - 1.0) > 0.2) counts.at(gain > 1.0 ? 1 : 0) += 1.0;
      }
    }
    return counts;
  };
  const Camera reference(uniform, 1);
  for (const bool on : {false, true}) {
    const std::array<double, 2> with = tally(camera, on);
    const std::array<double, 2> without = tally(reference, on);
    EXPECT_GT(with[0], 1.3 * without[0]) << on;
    EXPECT_LT(with[1], 0.8 * without[1]) << on;
  }
}

// Thresholds drawn near or below 0 are raised to a tenth of their mean: the number of events stays
// finite.
TEST(Camera, CopesWithExtremeParameters) {
  CameraParameters p;
  visit_parameters(p, [](const CameraParameterInfo& info, double& value) {
    if (info.name.starts_with("saccade")) return;
    const bool wild = info.name.starts_with("threshold-mis") || info.name == "threshold-noise";
    value = wild ? info.max : info.min;
  });
  p.saccade_3_sd_ms = 10.0;
  RandomSequence random = recording(0);
  const std::vector<Event> events = Camera(p, 1).record(digit(0), Split::train, random);
  EXPECT_GT(events.size(), 50'000U);
  EXPECT_LT(events.size(), 5'000'000U);
  EXPECT_FALSE(time_goes_back(events));
}

// Recordings are the same on every machine; this checksum changes only with the emulator.
TEST(Camera, IsTheSameOnEveryMachine) {
  const Camera camera({}, 1);
  Recording all;
  for (int value = 0; value < 10; ++value) {
    RandomSequence random = recording(static_cast<std::uint64_t>(value));
    const auto events = camera.record(digit(value), Split::train, random);
    all.events.insert(all.events.end(), events.begin(), events.end());
  }
  EXPECT_EQ(checksum_of_recording(all), 10018849764638854202U);
}

}  // namespace
}  // namespace ebsnn
