#include "emulator/blurred_image.hpp"

#include <algorithm>
#include <cmath>

namespace ebsnn {
namespace {

constexpr double kCentrePx = (kDigitImageSide - 1) / 2.0;
constexpr int kFewTaps = 4;

/// Integral of the triangle of unit area and the given half-width, up to x.
double triangle_below(double x, double half_width) {
  const double outside = half_width - std::min(std::abs(x), half_width);
  const double tail = outside * outside / (2.0 * half_width * half_width);
  return x < 0.0 ? tail : 1.0 - tail;
}

}  // namespace

BlurredImage::BlurredImage(const DigitImage& image, const Ink& ink, double blur_sigma_px)
    : half_width_(std::sqrt(6.0) * blur_sigma_px),
      taps_(2.0 * half_width_ + 1.0 <= kFewTaps ? kFewTaps : kMaxTaps) {
  constexpr auto kSide = static_cast<std::size_t>(kDigitImageSide);
  bool found_ink = false;
  for (std::size_t v = 0; v < kSide; ++v) {
    for (std::size_t u = 0; u < kSide; ++u) {
      const std::uint8_t value = image[v * kSide + u];
      ink_[v][kMargin + u] = ink[value];
      if (value == 0) continue;
      if (!found_ink) first_ink_row_ = static_cast<int>(v);
      found_ink = true;
      last_ink_row_ = static_cast<int>(v);
    }
  }
}

int BlurredImage::place(double centre, Weights& weights) const {
  // Sensor pixel X sees image coordinate X + shift.
  const double shift = kCentrePx - centre;
  const auto first = static_cast<int>(std::ceil(shift - half_width_ - 0.5));
  for (int j = 0; j < taps_; ++j) {
    const double offset = first + j - shift;
    weights[static_cast<std::size_t>(j)] = static_cast<float>(
        triangle_below(offset + 0.5, half_width_) - triangle_below(offset - 0.5, half_width_));
  }
  return first;
}

template <int taps>
void BlurredImage::blur_columns(int first_tap, const Weights& weights) {
  for (int v = first_ink_row_; v <= last_ink_row_; ++v) {
    const float* ink = ink_[static_cast<std::size_t>(v)].data() + kMargin + first_tap;
    Row& out = *(blurred_.data() + kMargin + v);
    for (std::size_t x = 0; x < out.size(); ++x) {
      float sum = 0.0F;
      for (std::size_t j = 0; j < taps; ++j) sum += weights[j] * ink[x + j];
      out[x] = sum;
    }
  }
}

template <int taps>
void BlurredImage::blur_rows(int y, Row& row) const {
  const Row* blurred = blurred_.data() + kMargin + y + first_tap_y_;
  for (std::size_t x = 0; x < row.size(); ++x) {
    float sum = 0.0F;
    for (std::size_t j = 0; j < taps; ++j) sum += weights_y_[j] * blurred[j][x];
    row[x] = sum;
  }
}

BlurredImage::Rows BlurredImage::move_to(SensorPoint centre) {
  Weights weights_x{};
  const int first_tap_x = place(centre.x, weights_x);
  first_tap_y_ = place(centre.y, weights_y_);
  if (taps_ == kFewTaps) {
    blur_columns<kFewTaps>(first_tap_x, weights_x);
  } else {
    blur_columns<kMaxTaps>(first_tap_x, weights_x);
  }
  return {std::max(0, first_ink_row_ - first_tap_y_ - taps_ + 1),
          std::min(kCameraSide - 1, last_ink_row_ - first_tap_y_)};
}

void BlurredImage::seen_row(int y, Row& row) const {
  if (taps_ == kFewTaps) {
    blur_rows<kFewTaps>(y, row);
  } else {
    blur_rows<kMaxTaps>(y, row);
  }
}

}  // namespace ebsnn
