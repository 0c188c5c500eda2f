#include "emulator/camera_parameters.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

namespace ebsnn {
namespace {

using Visit = std::function<void(const CameraParameterInfo&, double&)>;

void visit_pixel(CameraParameters& p, const Visit& visit) {
  visit({"black-level", "relative",
         "luminance of full ink, relative to the swing from ink to paper", 0.01, 10},
        p.black_level);
  visit({"display-gamma", "", "exponent from grey value to luminance of the screen", 0.2, 5},
        p.display_gamma);
  visit({"blur-sigma-px", "px", "SD of the blur of the optics", 0.05, 1}, p.blur_sigma_px);
  visit({"threshold-on", "ln units", "contrast threshold of ON events", 0.01, 2}, p.threshold_on);
  visit({"threshold-off", "ln units", "contrast threshold of OFF events", 0.01, 2},
        p.threshold_off);
  visit({"threshold-mismatch", "relative", "SD of thresholds over pixels (fixed pattern)", 0, 0.5},
        p.threshold_mismatch);
  visit({"threshold-mismatch-correlation", "",
         "correlation of the ON and OFF thresholds of a pixel", -1, 1},
        p.threshold_mismatch_correlation);
  visit({"threshold-noise", "relative", "SD of a threshold from event to event", 0, 0.5},
        p.threshold_noise);
  visit({"leak-rate-hz", "Hz", "ON events of a pixel that sees no change", 0, 1000},
        p.leak_rate_hz);
  visit({"refractory-period-ms", "ms", "time after an event in which a pixel has no other one", 0,
         100},
        p.refractory_period_ms);
  visit({"latency-ms", "ms", "mean time from crossing a threshold to the event", 0, 100},
        p.latency_ms);
  visit({"latency-jitter-ms", "ms", "SD of the latency from event to event", 0, 10},
        p.latency_jitter_ms);
  visit({"hot-pixel-gain", "relative", "rates of the hot pixels, relative to those in N-MNIST", 0,
         1000},
        p.hot_pixel_gain);
}

void visit_saccades(CameraParameters& p, const Visit& visit) {
  visit({"saccade-1-sd-ms", "ms", "SD of the time shift of saccade 1", 0, 10}, p.saccade_1_sd_ms);
  visit({"saccade-2-early-share", "", "share of recordings with an early saccade 2", 0, 1},
        p.saccade_2_early_share);
  visit({"saccade-2-middle-share", "", "share of recordings with saccade 2 on time", 0, 1},
        p.saccade_2_middle_share);
  visit({"saccade-2-early-ms", "ms", "mean time shift of early saccades 2", -15, 15},
        p.saccade_2_early_ms);
  visit({"saccade-2-middle-ms", "ms", "mean time shift of saccades 2 on time", -15, 15},
        p.saccade_2_middle_ms);
  visit({"saccade-2-late-ms", "ms", "mean time shift of late saccades 2", -15, 15},
        p.saccade_2_late_ms);
  visit({"saccade-2-early-sd-ms", "ms", "SD of the time shifts of early saccades 2", 0, 10},
        p.saccade_2_early_sd_ms);
  visit({"saccade-2-middle-sd-ms", "ms", "SD of the time shifts of saccades 2 on time", 0, 10},
        p.saccade_2_middle_sd_ms);
  visit({"saccade-2-late-sd-ms", "ms", "SD of the time shifts of late saccades 2", 0, 10},
        p.saccade_2_late_sd_ms);
  visit({"saccade-3-mean-ms", "ms", "mean time shift of saccade 3", -15, 15}, p.saccade_3_mean_ms);
  visit({"saccade-3-sd-ms", "ms", "SD of the time shift of saccade 3", 0, 10}, p.saccade_3_sd_ms);
}

void visit_offsets(CameraParameters& p, const Visit& visit) {
  visit({"train-offset-x-px", "px", "shift of training digits to the right", -3, 3},
        p.train_offset_x_px);
  visit({"train-offset-y-px", "px", "shift of training digits downwards", -3, 3},
        p.train_offset_y_px);
  visit({"test-offset-x-px", "px", "shift of test digits to the right", -3, 3}, p.test_offset_x_px);
  visit({"test-offset-y-px", "px", "shift of test digits downwards", -3, 3}, p.test_offset_y_px);
}

}  // namespace

void visit_parameters(CameraParameters& parameters, const Visit& visit) {
  visit_pixel(parameters, visit);
  visit_saccades(parameters, visit);
  visit_offsets(parameters, visit);
}

void validate(const CameraParameters& parameters) {
  CameraParameters copy = parameters;
  visit_parameters(copy, [](const CameraParameterInfo& info, const double& value) {
    if (!(value >= info.min && value <= info.max)) {
      throw InputError(fmt::format("parameter {}: {} is outside {} .. {}{}{}", info.name, value,
                                   info.min, info.max, info.unit.empty() ? "" : " ", info.unit));
    }
  });
  const double shares = parameters.saccade_2_early_share + parameters.saccade_2_middle_share;
  if (shares > 1.0) {
    throw InputError(fmt::format(
        "parameters saccade-2-early-share + saccade-2-middle-share: {} is above 1", shares));
  }
}

std::string to_toml(const CameraParameters& parameters) {
  CameraParameters copy = parameters;
  std::string text;
  visit_parameters(copy, [&text](const CameraParameterInfo& info, const double& value) {
    // fmt prints the fewest digits that read back as the same number.
    std::string number = fmt::format("{}", value);
    if (number.find_first_of(".e") == std::string::npos) number += ".0";
    text += fmt::format("{} = {}\n", info.name, number);
  });
  return text;
}

}  // namespace ebsnn
