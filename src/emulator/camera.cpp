#include "emulator/camera.hpp"

#include "core/elementary.hpp"
#include "emulator/blurred_image.hpp"
#include "emulator/digit_scene.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace ebsnn {
namespace {

/// Smallest threshold, relative to its mean. It keeps the number of events finite for all spreads.
constexpr double kMinThreshold = 0.1;

/// At the start, L - ref is uniform between these multiples of a pixel's thresholds.
constexpr double kStartOff = 0.26;
constexpr double kStartOn = 0.99;

/// Pixels of the N-MNIST sensor that fire without stimulus, with equal rates of ON and OFF; events
/// per recording of 0.31 s.
struct HotPixel {
  unsigned x;
  unsigned y;
  double events;
};
constexpr double kHotPixelSeconds = 0.31;
constexpr std::array<HotPixel, 6> kHotPixels{
    {{18, 30, 13.0}, {7, 15, 5.6}, {9, 15, 3.2}, {1, 13, 1.5}, {22, 5, 1.0}, {29, 1, 0.9}}};

/// An event as one number, so that sorting by time also orders simultaneous events.
using PackedEvent = std::uint32_t;

PackedEvent pack(double t_ms, std::size_t pixel, bool on) {
  const auto t_us = static_cast<std::uint32_t>(t_ms * 1000.0);
  return (t_us << 12U) | (static_cast<std::uint32_t>(pixel) << 1U) | (on ? 1U : 0U);
}

Event unpack(PackedEvent packed) {
  const std::uint32_t pixel = (packed >> 1U) & 0x7ffU;
  return {packed >> 12U, static_cast<std::uint16_t>(pixel % kCameraSide),
          static_cast<std::uint16_t>(pixel / kCameraSide), (packed & 1U) != 0};
}

/// Events of hot pixels, ON or OFF with equal probability: one Poisson process over the sensor,
/// drawn in order of time.
class HotPixelEvents {
 public:
  HotPixelEvents(double gain, RandomSequence& random)
      : random_(random), factor_(gain / (1000.0 * kHotPixelSeconds)) {
    for (const HotPixel& hot : kHotPixels) total_per_ms_ += factor_ * hot.events;
    advance();
  }

  /// Appends the events before `t_ms`.
  void emit_until(double t_ms, std::vector<PackedEvent>& events) {
    for (; next_ms_ < t_ms; advance()) events.push_back(draw());
  }

 private:
  void advance() {
    next_ms_ = total_per_ms_ > 0.0
                   ? next_ms_ - portable_log(1.0 - random_.uniform()) / total_per_ms_
                   : SaccadePath::kDurationMs;
  }

  PackedEvent draw() {
    double rate = random_.uniform() * total_per_ms_;
    const auto hot = std::find_if(kHotPixels.begin(), kHotPixels.end() - 1, [&](const HotPixel& h) {
      rate -= factor_ * h.events;
      return rate < 0.0;
    });
    const std::size_t pixel = hot->y * std::size_t{kCameraSide} + hot->x;
    return pack(next_ms_, pixel, random_.coin());
  }

  RandomSequence& random_;
  double factor_;  ///< from events per recording to events per ms
  double total_per_ms_ = 0.0;
  double next_ms_ = 0.0;
};

using Row = BlurredImage::Row;

/// All pixels during one recording. Intensities are compared instead of their logarithms: a pixel
/// has no event while its intensity stays above `below` = e^(ref - theta_off) and below `above` =
/// e^(ref + theta_on).
class Pixels {
 public:
  Pixels(const CameraParameters& parameters, const Camera::FixedPattern& pattern,
         const NormalTable& noise, RandomSequence& random)
      : parameters_(parameters), pattern_(pattern), noise_(noise), random_(random) {}

  /// Sets row `y` to rest at intensities `row`.
  void start_row(int y, const Row& row) {
    State& state = rows_[static_cast<std::size_t>(y)];
    state.intensity = row;
    for (std::size_t x = 0; x < kCameraSide; ++x) {
      const double on = draw_threshold_on(pixel_at(y, x));
      const double off = draw_threshold_off(pixel_at(y, x));
      state.up[x] = static_cast<float>(portable_exp(on));
      state.down[x] = static_cast<float>(portable_exp(-off));
      const double contrast = random_.uniform(-kStartOff * off, kStartOn * on);
      state.rest(x, row[x] * static_cast<float>(portable_exp(-contrast)));
    }
  }

  /// Begins a step; its rows must follow.
  void begin_step(double begin_ms, double end_ms) {
    begin_ms_ = begin_ms;
    end_ms_ = end_ms;
    const double events_per_pixel = parameters_.leak_rate_hz * (end_ms - begin_ms) / 1000.0;
    const double leak = parameters_.threshold_on * events_per_pixel;
    growth_ = static_cast<float>(portable_exp(leak));
    decay_ = static_cast<float>(portable_exp(-leak));
  }

  /// Moves row `y` to intensities `row`; appends its events, unsorted.
  void advance_row(int y, const Row& row, std::vector<PackedEvent>& events) {
    State& state = rows_[static_cast<std::size_t>(y)];
    // The leak lowers every reference. For a pixel, this is as if the light became brighter.
    Row seen;
    for (std::size_t x = 0; x < row.size(); ++x) seen[x] = row[x] * growth_;
    const Flags crossed = state.crossed(seen);
    for (std::size_t group = 0; group < crossed.size(); group += kGroup) {
      std::uint64_t any = 0;
      std::memcpy(&any, crossed.data() + group, kGroup);
      if (any == 0) continue;
      for (std::size_t x = group; x < group + kGroup; ++x) {
        if (crossed[x] != 0) fire(state, y, x, seen[x], events);
      }
    }
    state.settle(row, decay_);
  }

 private:
  /// One byte per pixel, padded so that a group of bytes can be tested as one number.
  static constexpr std::size_t kGroup = sizeof(std::uint64_t);
  using Flags = std::array<std::uint8_t, (BlurredImage::kRowStride + kGroup - 1) / kGroup * kGroup>;

  struct State {
    Row intensity{};
    Row above{};
    Row below{};
    Row up{};    ///< above / e^ref
    Row down{};  ///< below / e^ref

    [[nodiscard]] Flags crossed(const Row& now) const {
      Flags flags{};
      for (std::size_t x = 0; x < kCameraSide; ++x) {
        const int crossed =
            static_cast<int>(now[x] >= above[x]) | static_cast<int>(now[x] <= below[x]);
        flags[x] = static_cast<std::uint8_t>(crossed);
      }
      return flags;
    }
    /// Ends a step at intensities `now`; the leak has multiplied e^ref by `decay`.
    void settle(const Row& now, float decay) {
      intensity = now;
      for (std::size_t x = 0; x < kCameraSide; ++x) {
        above[x] *= decay;
        below[x] *= decay;
      }
    }
    /// Sets the bounds for a reference of e^ref.
    void rest(std::size_t x, float reference) {
      above[x] = reference * up[x];
      below[x] = reference * down[x];
    }
  };

  static std::size_t pixel_at(int y, std::size_t x) {
    return static_cast<std::size_t>(y) * kCameraSide + x;
  }

  double draw_factor(double gain) {
    const auto noise = static_cast<double>(noise_.draw(random_));
    return std::max(kMinThreshold, gain + parameters_.threshold_noise * noise);
  }
  double draw_threshold_on(std::size_t pixel) {
    return parameters_.threshold_on * draw_factor(pattern_.on[pixel]);
  }
  double draw_threshold_off(std::size_t pixel) {
    return parameters_.threshold_off * draw_factor(pattern_.off[pixel]);
  }

  /// Appends the event unless the pixel is refractory.
  void emit(double t_ms, std::size_t pixel, bool on, std::vector<PackedEvent>& events) {
    if (t_ms < ready_ms_[pixel]) return;
    ready_ms_[pixel] = t_ms + parameters_.refractory_period_ms;
    events.push_back(pack(t_ms, pixel, on));
  }

  void fire(State& state, int y, std::size_t x, float now, std::vector<PackedEvent>& events) {
    const std::size_t pixel = pixel_at(y, x);
    const float before = state.intensity[x];
    const double ms_per_intensity = (end_ms_ - begin_ms_) / (now - before);
    const auto time_of = [&](float bound) {
      return std::clamp(begin_ms_ + ms_per_intensity * (bound - before), begin_ms_, end_ms_);
    };
    while (now >= state.above[x]) {
      const float reference = state.above[x];
      emit(time_of(reference), pixel, true, events);
      state.up[x] = static_cast<float>(portable_exp(draw_threshold_on(pixel)));
      state.rest(x, reference);
    }
    while (now <= state.below[x]) {
      const float reference = state.below[x];
      emit(time_of(reference), pixel, false, events);
      state.down[x] = static_cast<float>(portable_exp(-draw_threshold_off(pixel)));
      state.rest(x, reference);
    }
  }

  const CameraParameters& parameters_;
  const Camera::FixedPattern& pattern_;
  const NormalTable& noise_;
  RandomSequence& random_;
  double begin_ms_ = 0.0;  ///< of the step
  double end_ms_ = 0.0;    ///< of the step
  float growth_ = 1.0F;    ///< of the intensities during the step, by the leak
  float decay_ = 1.0F;     ///< 1 / growth
  std::array<State, kCameraSide> rows_{};
  std::array<double, Camera::kPixels> ready_ms_{};  ///< end of each pixel's refractory period
};

/// Moves events by the latency, each with its own jitter, and sorts them again.
void delay(std::vector<Event>& events, const CameraParameters& parameters, const NormalTable& noise,
           RandomSequence& random) {
  if (parameters.latency_ms == 0.0 && parameters.latency_jitter_ms == 0.0) return;
  for (Event& event : events) {
    const double jitter_ms =
        parameters.latency_jitter_ms == 0.0
            ? 0.0
            : parameters.latency_jitter_ms * static_cast<double>(noise.draw(random));
    const double delay_us = (parameters.latency_ms + jitter_ms) * 1000.0;
    event.t_us = static_cast<std::uint32_t>(std::max(0.0, event.t_us + delay_us));
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.t_us < b.t_us; });
}

/// The photoreceptors of row `y`.
Row intensities(const Scene& scene, int y, float paper) {
  Row row{};
  scene.seen_row(y, row);
  for (float& value : row) value = paper - value;
  return row;
}

}  // namespace

Camera::Camera(const CameraParameters& parameters, std::uint64_t sensor_seed)
    : parameters_(parameters) {
  validate(parameters_);
  for (std::size_t grey = 0; grey < ink_.size(); ++grey) {
    const double paper = 1.0 - static_cast<double>(grey) / 255.0;
    const double light =
        paper > 0.0 ? portable_exp(parameters_.display_gamma * portable_log(paper)) : 0.0;
    ink_[grey] = static_cast<float>(1.0 - light);
  }
  RandomSequence random(sensor_seed, Stream::synthetic_sensor, 0, 0);
  const double shared = parameters_.threshold_mismatch_correlation;
  const double own = std::sqrt(1.0 - shared * shared);
  for (std::size_t pixel = 0; pixel < kPixels; ++pixel) {
    const double on = random.normal();
    const double off = shared * on + own * random.normal();
    pattern_.on[pixel] = 1.0 + parameters_.threshold_mismatch * on;
    pattern_.off[pixel] = 1.0 + parameters_.threshold_mismatch * off;
  }
}

std::vector<Event> Camera::record(const DigitImage& digit, Split split,
                                  RandomSequence& random) const {
  const bool train = split == Split::train;
  const SensorPoint offset{train ? parameters_.train_offset_x_px : parameters_.test_offset_x_px,
                           train ? parameters_.train_offset_y_px : parameters_.test_offset_y_px};
  const SaccadeShifts shifts = draw_saccade_shifts(parameters_, random);
  DigitScene scene(BlurredImage(digit, ink_, parameters_.blur_sigma_px), path_, shifts, offset);
  return record(scene, random);
}

std::vector<Event> Camera::record(Scene& scene, RandomSequence& random) const {
  const auto paper = static_cast<float>(1.0 + parameters_.black_level);
  Pixels pixels(parameters_, pattern_, noise_, random);
  scene.move_to(0.0);
  for (int y = 0; y < kCameraSide; ++y) pixels.start_row(y, intensities(scene, y, paper));

  HotPixelEvents hot_pixels(parameters_.hot_pixel_gain, random);
  std::vector<PackedEvent> packed;
  for (double begin_ms = 0.0; begin_ms < SaccadePath::kDurationMs;) {
    double end_ms = scene.step_end_ms(begin_ms);
    // Otherwise the steps of all recordings would end at the same times, and events would cluster
    // there.
    if (begin_ms == 0.0) end_ms *= 1.0 - random.uniform();
    const auto first_of_step = static_cast<std::ptrdiff_t>(packed.size());
    scene.move_to(end_ms);
    pixels.begin_step(begin_ms, end_ms);
    for (int y = 0; y < kCameraSide; ++y) {
      pixels.advance_row(y, intensities(scene, y, paper), packed);
    }
    hot_pixels.emit_until(end_ms, packed);
    std::sort(packed.begin() + first_of_step, packed.end());
    begin_ms = end_ms;
  }

  std::vector<Event> events(packed.size());
  std::transform(packed.begin(), packed.end(), events.begin(), unpack);
  delay(events, parameters_, noise_, random);
  return events;
}

}  // namespace ebsnn
