#pragma once
// An event camera that sees a printed digit while it makes the three saccades of N-MNIST: image ->
// recording.
//
// A screen shows grey value g (0 paper .. 255) as ink = 1 - (1 - g / 255)^display_gamma. c(t) is
// the centre of the image on the sensor (saccade_path.hpp), px. Ink (0..1) that a pixel sees
// through the optics, k = unit box convolved with a triangle of SD blur_sigma_px:
//   R(X, Y, t) = sum over image pixels of ink[v][u] k(X - cx - (u - 13.5)) k(Y - cy - (v - 13.5))
// Photoreceptor: L = ln(1 + black_level - R). A pixel remembers L at its last event, as `ref`:
//   ON  while L - ref >= theta_on:   ref += theta_on
//   OFF while ref - L >= theta_off:  ref -= theta_off
// The path is followed in steps of at most 0.2 px or 4 ms; the first one has a random length.
// Within a step the intensity e^L is linear. Thresholds are theta (1 + mismatch g + noise xi), but
// at least 0.1 theta: g ~ N(0, 1) is fixed for each pixel and polarity of a sensor, xi ~ N(0, 1) is
// drawn again at every event of the polarity. At the start L - ref is uniform in (-0.26 theta_off,
// 0.99 theta_on). The leak lowers `ref` by leak_rate theta_on per second, so that a pixel that sees
// no change has ON events at regular intervals. A crossing within the refractory period after the
// last event of the pixel moves `ref`, but gives no event. Events of hot pixels (ON or OFF) are a
// Poisson process; they do not change `ref` and have no refractory period. Every event comes
// latency + jitter xi after its cause, but not before t = 0. Refractory period, latency and jitter
// are 0 by default, and cut-off frequency and shot noise are not modelled, because recordings fit
// those of N-MNIST best without them.
//
// Sources: pixel model: Lichtsteiner, Posch & Delbruck (IEEE J. Solid-State Circuits 43:566, 2008,
// doi 10.1109/JSSC.2007.914337); leak: Nozaki & Delbruck (IEEE Trans. Electron Devices 64:3239,
// 2017, doi 10.1109/TED.2017.2717848); saccades: Orchard et al. (Front. Neurosci. 9:437, 2015,
// doi 10.3389/fnins.2015.00437).
//
// Defaults are fitted to training recordings 1 .. 500 of N-MNIST, emulated from the same images.
// First, the saccade shifts of each recording: those of the path for which its 1 ms rate profile
// fits best. With these shifts, path, optics, thresholds and start are fitted by nonlinear least
// squares (Levenberg-Marquardt) to pooled and single rate profiles, counts of rows and columns,
// distributions of intervals, numbers of events and ON share. The results are rounded, and
// thresholds and start are moved to the ON share of 1 .. 900. The distributions of shifts are those
// of the estimates for 1 .. 900 minus the spread of the estimates themselves (third saccade: by the
// 5 and 95 % quantiles). The leak is that of pixels far from the digits. The numbers of events of
// 501 .. 900, which the least squares did not use, correlate with the emulated ones by 0.998, as
// those of 1 .. 500 do.

#include "core/random.hpp"
#include "emulator/blurred_image.hpp"
#include "emulator/camera_parameters.hpp"
#include "emulator/digit_image.hpp"
#include "emulator/normal_table.hpp"
#include "emulator/saccade_path.hpp"
#include "emulator/scene.hpp"
#include "events/dataset.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace ebsnn {

/// One sensor; its fixed pattern is drawn once, from the seed.
class Camera {
 public:
  /// Checks the parameters (InputError, as `validate`).
  Camera(const CameraParameters& parameters, std::uint64_t sensor_seed);

  /// The events while `digit` is shown at the position of the digits of `split`, sorted by time
  /// (us, 0 .. 311,999, plus the latency). They depend only on the camera, the digit and the draws
  /// of `random`, on every machine.
  [[nodiscard]] std::vector<Event> record(const DigitImage& digit, Split split,
                                          RandomSequence& random) const;

  /// The events while it looks at `scene`, otherwise as above.
  [[nodiscard]] std::vector<Event> record(Scene& scene, RandomSequence& random) const;

  static constexpr std::size_t kPixels = std::size_t{kCameraSide} * kCameraSide;
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
