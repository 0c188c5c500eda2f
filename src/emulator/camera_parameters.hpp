#pragma once
// All parameters of the emulated event camera (camera.hpp) and of its movements, and the one place
// where they are checked. The defaults are calibrated on N-MNIST.

#include "core/geometry.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace ebsnn {

/// Rows and columns of the emulated sensor, that of N-MNIST.
inline constexpr int kCameraSide = kNmnistSensor.width;

struct CameraParameters {
  // Optics and pixel.
  double black_level = 0.29;     ///< luminance of full ink, relative to the swing from ink to paper
  double display_gamma = 1.2;    ///< exponent from grey value to luminance of the screen
  double blur_sigma_px = 0.597;  ///< SD of the blur of the optics
  double threshold_on = 0.219;   ///< contrast threshold of ON events, ln units
  double threshold_off = 0.2015;    ///< contrast threshold of OFF events, ln units
  double threshold_mismatch = 0.1;  ///< fixed pattern: SD of thresholds over pixels, relative
  double threshold_mismatch_correlation = 0.3;  ///< correlation of a pixel's ON and OFF thresholds
  double threshold_noise = 0.095;               ///< SD of a threshold from event to event, relative
  double leak_rate_hz = 0.37;                   ///< ON events of a pixel that sees no change
  double refractory_period_ms = 0.0;  ///< time after an event in which a pixel has no other one
  double latency_ms = 0.0;            ///< mean time from crossing a threshold to the event
  double latency_jitter_ms = 0.0;     ///< its SD from event to event
  double hot_pixel_gain = 1.0;        ///< rates of the hot pixels, relative to those in N-MNIST

  // Saccades: shifts in time from recording to recording. The early, middle and late shares add up
  // to 1.
  double saccade_1_sd_ms = 0.7;
  double saccade_2_early_share = 0.11;
  double saccade_2_middle_share = 0.53;
  double saccade_2_early_ms = -2.7;
  double saccade_2_middle_ms = 0.8;
  double saccade_2_late_ms = 4.8;
  double saccade_2_early_sd_ms = 0.75;
  double saccade_2_middle_sd_ms = 0.8;
  double saccade_2_late_sd_ms = 1.35;
  double saccade_3_mean_ms = -0.4;
  double saccade_3_sd_ms = 2.15;

  // Position of the digit, relative to the training split of N-MNIST.
  double train_offset_x_px = 0.0;
  double train_offset_y_px = 0.0;
  double test_offset_x_px = -0.09;
  double test_offset_y_px = -0.77;

  friend bool operator==(const CameraParameters&, const CameraParameters&) = default;
};

/// Name, description and bounds of one parameter. `name` is also the option (--name) and the TOML
/// key.
struct CameraParameterInfo {
  std::string_view name;     ///< e.g. "threshold-on"
  std::string_view unit;     ///< "px", "ms", "Hz", ..., "" for none
  std::string_view summary;  ///< one line
  double min;                ///< smallest allowed value
  double max;                ///< largest allowed value
};

/// Calls `visit` for each parameter in a fixed order, with a reference into `parameters`.
void visit_parameters(CameraParameters& parameters,
                      const std::function<void(const CameraParameterInfo&, double&)>& visit);

/// Throws InputError naming parameter, value and bound for the first value that is out of bounds or
/// not finite, or if the shares of early and middle second saccades exceed 1.
void validate(const CameraParameters& parameters);

/// All parameters as TOML lines "name = value", in a fixed order and with all significant digits.
[[nodiscard]] std::string to_toml(const CameraParameters& parameters);

}  // namespace ebsnn
