#pragma once
// An event camera that looks at a printed digit while it makes N-MNIST's three saccades: image ->
// recording. May be included by pipeline, jobs and tools.
//
// c(t) is the centre of the image on the sensor (saccade_path.hpp), px. Ink (0..1) that a pixel
// sees through the optics, k = unit box convolved with a triangle of SD blur_sigma_px:
//   R(X, Y, t) = sum over image pixels of ink[v][u] k(X - cx - (u - 13.5)) k(Y - cy - (v - 13.5))
// Photoreceptor: L = ln(1 + black_level - R). A pixel remembers L at its last event, as `ref`:
//   ON  while L - ref >= theta_on:   ref += theta_on
//   OFF while ref - L >= theta_off:  ref -= theta_off
// The path is walked in steps of 0.2 px or 4 ms at most; within a step the intensity e^L is linear.
// Thresholds are theta (1 + mismatch g + noise xi), but 0.1 theta at least: g ~ N(0, 1) fixed for
// each pixel and polarity of a sensor, xi ~ N(0, 1) drawn anew at every event of the polarity. At
// the start L - ref is uniform in (-0.25 theta_off, 0.75 theta_on). A crossing within the
// refractory period after the pixel's last event moves `ref`, but its event is lost. Leak events
// (ON) and events of hot pixels (ON or OFF) are Poisson, leave `ref` alone and know no refractory
// period. Every event comes latency + jitter xi after its cause, but not before t = 0. Refractory
// period, latency and jitter are 0 by default, and cut-off frequency and shot noise are not
// modelled: recordings fit N-MNIST's best without them.
//
// Sources: pixel model: Lichtsteiner, Posch & Delbruck (IEEE J. Solid-State Circuits 43:566, 2008,
// doi 10.1109/JSSC.2007.914337); saccades: Orchard et al. (Front. Neurosci. 9:437, 2015,
// doi 10.3389/fnins.2015.00437). Defaults are calibrated on pairs of MNIST image and N-MNIST
// recording.

#include "core/geometry.hpp"
#include "core/random.hpp"
#include "events/camera_parameters.hpp"
#include "events/dataset.hpp"
#include "events/digit_image.hpp"
#include "events/normal_table.hpp"
#include "events/saccade_path.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace ebsnn {

/// One sensor: its fixed pattern is drawn once, from the seed.
class Camera {
 public:
  /// Checks the parameters (InputError, as `validate`).
  Camera(const CameraParameters& parameters, std::uint64_t sensor_seed);

  /// The events while `digit` is shown at the place of `split`'s digits, by time (us, 0 ..
  /// 311,999, later by the latency). Depends on the camera, the digit and the draws of `random`
  /// alone, on every machine.
  [[nodiscard]] std::vector<Event> record(const DigitImage& digit, Split split,
                                          RandomSequence& random) const;

  static constexpr std::size_t kPixels = std::size_t{kSensorSide} * kSensorSide;
  /// 1 + mismatch g of each pixel, row by row.
  struct FixedPattern {
    std::array<double, kPixels> on{};
    std::array<double, kPixels> off{};
  };
  [[nodiscard]] const FixedPattern& fixed_pattern() const { return pattern_; }

 private:
  CameraParameters parameters_;
  FixedPattern pattern_;
  NormalTable noise_;
  SaccadePath path_;
};

}  // namespace ebsnn
