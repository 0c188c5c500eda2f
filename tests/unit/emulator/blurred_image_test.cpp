#include "emulator/blurred_image.hpp"

#include "unit/emulator/slow_camera.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>

namespace ebsnn {
namespace {

using test::digit;
using test::slow_ink;

/// A screen whose luminance is the grey value.
BlurredImage::Ink linear_ink() {
  BlurredImage::Ink ink{};
  for (std::size_t grey = 0; grey < ink.size(); ++grey) {
    ink.at(grey) = static_cast<float>(grey) / 255.0F;
  }
  return ink;
}

TEST(BlurredImage, IsTheConvolution) {
  for (const double sigma : {0.05, 0.3, 0.596, 0.7, 1.0}) {
    const DigitImage image = digit(8);
    BlurredImage blurred(image, linear_ink(), sigma);
    for (const SensorPoint centre : {SensorPoint{13.925, 14.915}, SensorPoint{19.2, 20.7},
                                     SensorPoint{10.5, 23.0}, SensorPoint{22.49, 10.01}}) {
      (void)blurred.move_to(centre);
      for (int y = 0; y < kCameraSide; y += 3) {
        BlurredImage::Row row{};
        blurred.seen_row(y, row);
        for (int x = 0; x < kCameraSide; x += 5) {
          EXPECT_NEAR(row.at(static_cast<std::size_t>(x)), slow_ink(image, centre, x, y, sigma),
                      sigma < 0.1 ? 0.01 : 1e-4)
              << "sigma " << sigma << ", x " << x << ", y " << y;
        }
      }
    }
  }
}

TEST(BlurredImage, KnowsWhichRowsSeeInk) {
  const DigitImage image = digit(7);
  BlurredImage blurred(image, linear_ink(), 0.596);
  for (const SensorPoint centre : {SensorPoint{10.9, 11.9}, SensorPoint{19.2, 23.2}}) {
    const BlurredImage::Rows rows = blurred.move_to(centre);
    for (int y = 0; y < kCameraSide; ++y) {
      BlurredImage::Row row{};
      blurred.seen_row(y, row);
      const bool ink =
          std::any_of(row.begin(), row.begin() + kCameraSide, [](float r) { return r > 0.0F; });
      EXPECT_TRUE(!ink || (y >= rows.first && y <= rows.last)) << y;
    }
    EXPECT_GT(rows.first, 0);
  }
}

TEST(BlurredImage, SeesNoInkOnBlankPaper) {
  BlurredImage blurred(DigitImage{}, linear_ink(), 0.596);
  const BlurredImage::Rows rows = blurred.move_to({15.0, 15.0});
  BlurredImage::Row row{};
  for (int y = rows.first; y <= rows.last; ++y) {
    blurred.seen_row(y, row);
    EXPECT_EQ(row, BlurredImage::Row{});
  }
}

}  // namespace
}  // namespace ebsnn
