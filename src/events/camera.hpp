#pragma once
// An event camera that looks at a printed digit while it makes N-MNIST's three saccades: image ->
// recording.
//
// A screen shows grey value g (0 paper .. 255) as ink = 1 - (1 - g / 255)^display_gamma. c(t) is
// the centre of the image on the sensor (saccade_path.hpp), px. Ink (0..1) that a pixel sees
// through the optics, k = unit box convolved with a triangle of SD blur_sigma_px:
//   R(X, Y, t) = sum over image pixels of ink[v][u] k(X - cx - (u - 13.5)) k(Y - cy - (v - 13.5))
// Photoreceptor: L = ln(1 + black_level - R). A pixel remembers L at its last event, as `ref`:
//   ON  while L - ref >= theta_on:   ref += theta_on
//   OFF while ref - L >= theta_off:  ref -= theta_off
// The path is walked in steps of 0.2 px or 4 ms at most, from a first one of random length; within
// a step the intensity e^L is linear. Thresholds are theta (1 + mismatch g + noise xi), but 0.1
// theta at least: g ~ N(0, 1) fixed for each pixel and polarity of a sensor, xi ~ N(0, 1) drawn
// anew at every event of the polarity. At the start L - ref is uniform in (-0.26 theta_off, 0.99
// theta_on). The leak lowers `ref` by leak_rate theta_on in a second, so that a pixel that sees no
// change has ON events at regular intervals. A crossing within the refractory period after the
// pixel's last event moves `ref`, but its event is lost. Events of hot pixels (ON or OFF) are
// Poisson, leave `ref` alone and know no refractory period. Every event comes latency + jitter xi
// after its cause, but not before t = 0. Refractory period, latency and jitter are 0 by default,
// and cut-off frequency and shot noise are not modelled: recordings fit N-MNIST's best without
// them.
//
// Sources: pixel model: Lichtsteiner, Posch & Delbruck (IEEE J. Solid-State Circuits 43:566, 2008,
// doi 10.1109/JSSC.2007.914337); leak: Nozaki & Delbruck (IEEE Trans. Electron Devices 64:3239,
// 2017, doi 10.1109/TED.2017.2717848); saccades: Orchard et al. (Front. Neurosci. 9:437, 2015,
// doi 10.3389/fnins.2015.00437).
//
// Defaults are fitted to N-MNIST's training recordings 1 .. 500, emulated from the same images.
// First each recording's saccade shifts: the path's at which its 1 ms rate profile fits best. With
// these, path, optics, thresholds and start by nonlinear least squares (Levenberg-Marquardt) on
// pooled and single rate profiles, counts of rows and columns, distributions of intervals, numbers
// of events, ON share; then rounded, thresholds and start moved to the ON share of 1 .. 900. The
// distributions of shifts are those of the estimates for 1 .. 900 less the estimates' own spread
// (third saccade: by the 5 and 95 % quantiles). The leak is what pixels far from digits show there.
// Numbers of events of 501 .. 900, in which the least squares had no part, correlate with the
// emulated ones by 0.998, as those of 1 .. 500 do.

#include "core/geometry.hpp"
#include "core/random.hpp"
#include "events/blurred_image.hpp"
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
  BlurredImage::Ink ink_{};
  FixedPattern pattern_;
  NormalTable noise_;
  SaccadePath path_;
};

}  // namespace ebsnn
