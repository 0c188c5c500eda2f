#pragma once
// The image of a digit as the sensor's pixels see it through the optics. Only for events and its
// tests.
//
// Ink seen by pixel (X, Y) while the image's centre is at (cx, cy), all in px:
//   R(X, Y) = sum over image pixels of ink[v][u] k(X - cx - (u - 13.5)) k(Y - cy - (v - 13.5)),
// k = unit box (the pixel) convolved with a triangle (the blur), 6 px wide at most: two separable
// passes.

#include "emulator/camera_parameters.hpp"
#include "emulator/digit_image.hpp"
#include "emulator/saccade_path.hpp"

#include <array>
#include <cstddef>

namespace ebsnn {

class BlurredImage {
 public:
  /// Sensor rows are padded to whole vectors.
  static constexpr int kRowStride = 36;
  static_assert(kRowStride >= kCameraSide);
  using Row = std::array<float, kRowStride>;
  /// Rows first .. last of the sensor; none if first > last.
  struct Rows {
    int first = 0;
    int last = -1;
  };

  /// Ink that the screen shows for each grey value, 0 (paper) .. 1 (full ink).
  using Ink = std::array<float, 256>;

  /// `blur_sigma_px` in 0.05 .. 1; `ink` of paper (grey value 0) is 0.
  BlurredImage(const DigitImage& image, const Ink& ink, double blur_sigma_px);

  /// Moves the image's centre to `centre`, 5 .. 28 px; returns the sensor rows that may see ink.
  Rows move_to(SensorPoint centre);
  /// Ink seen in row `y` of the sensor (any row), 0..1. The values of the padding are meaningless.
  void seen_row(int y, Row& row) const;

 private:
  // The image is padded with paper on all sides, so that every tap of every sensor pixel is inside.
  static constexpr int kMargin = 18;
  static constexpr int kPadded = kMargin + 48;
  static constexpr int kMaxTaps = 6;
  using Weights = std::array<float, kMaxTaps>;

  /// Weights of the taps at image pixels `first_tap + X` .. of sensor pixel X.
  int place(double centre, Weights& weights) const;
  template <int taps>
  void blur_columns(int first_tap, const Weights& weights);
  template <int taps>
  void blur_rows(int y, Row& row) const;

  double half_width_;  ///< of the triangle, px
  int taps_;
  int first_ink_row_ = 0;
  int last_ink_row_ = -1;
  int first_tap_y_ = 0;
  Weights weights_y_{};
  std::array<std::array<float, kPadded>, kDigitImageSide> ink_{};  ///< columns padded
  std::array<Row, kPadded> blurred_{};                             ///< rows padded, blurred along x
};

}  // namespace ebsnn
