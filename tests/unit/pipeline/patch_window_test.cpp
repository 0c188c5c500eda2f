// Training windows have every position, mirror image and transposition equally often.

#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"
#include "pipeline/patch_source.hpp"
#include "support/digits_dataset.hpp"
#include "unit/core/statistics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <vector>

namespace ebsnn {
namespace {

constexpr int kSensorSide = kNmnistSensor.width;

/// Pixel (x, y) is ON in ms 10 + x and OFF in ms 100 + y, so that each pixel of a patch identifies
/// its position on the sensor.
class Map : public test::DigitsDataset {
 public:
  [[nodiscard]] std::size_t size() const override { return 1; }
  [[nodiscard]] Label label(std::size_t /*index*/) const override { return 0; }
  [[nodiscard]] std::string name(std::size_t /*index*/) const override { return "map"; }
  [[nodiscard]] Recording read(std::size_t /*index*/) const override { return recording_; }

 private:
  static Recording made() {
    Recording recording;
    for (std::uint16_t y = 0; y < kSensorSide; ++y) {
      for (std::uint16_t x = 0; x < kSensorSide; ++x) {
        recording.events.push_back({(10U + x) * 1000U, x, y, true});
        recording.events.push_back({(100U + y) * 1000U, x, y, false});
      }
    }
    return recording;
  }

  const Recording recording_ = made();
};

struct Pixel {
  int x = -1;
  int y = -1;
};

/// Which pixel of the sensor is at [row * side + column] of a patch.
std::vector<Pixel> pixels_of(const SpikeRaster& raster, int side) {
  std::vector<Pixel> pixels(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  for (int step = 0; step < raster.steps(); ++step) {
    for (const std::uint16_t channel : raster.at(step)) {
      const bool on = channel % 2 == 0;
      (on ? pixels.at(channel / 2U).x : pixels.at(channel / 2U).y) = step - (on ? 10 : 100);
    }
  }
  return pixels;
}

/// Counts of the windows of many patches.
struct Tally {
  explicit Tally(int side)
      : side_(side), places(static_cast<std::size_t>(kSensorSide * kSensorSide)) {}

  void add(const SpikeRaster& raster) {
    const std::vector<Pixel> pixels = pixels_of(raster, side_);
    const Pixel corner = pixels.front();
    const Pixel opposite = pixels.back();
    const Pixel right = pixels.at(1);
    ASSERT_EQ(std::abs(opposite.x - corner.x), side_ - 1);
    ASSERT_EQ(std::abs(opposite.y - corner.y), side_ - 1);
    const int left = std::min(corner.x, opposite.x);
    const int top = std::min(corner.y, opposite.y);
    ++places.at(static_cast<std::size_t>(top * kSensorSide + left));
    const unsigned form = (right.y != corner.y ? 1U : 0U) + (opposite.x < corner.x ? 2U : 0U) +
                          (opposite.y < corner.y ? 4U : 0U);
    ++forms.at(form);
  }

  int side_;
  std::vector<std::size_t> places;     ///< [top * 34 + left]
  std::array<std::size_t, 8> forms{};  ///< transposed + 2 * mirrored in x + 4 * mirrored in y
};

Tally tally_of(int side, std::uint64_t patches) {
  const Map map;
  NetworkShape shape;
  shape.patch_side = side;
  PatchSource source(map, kCentralLayout, shape, 1);
  Tally tally(side);
  for (std::uint64_t patch = 0; patch < patches; ++patch) tally.add(source.patch(patch));
  return tally;
}

class Windows : public testing::TestWithParam<int> {};

TEST_P(Windows, AreUniformOverPlacesAndForms) {
  const int side = GetParam();
  const EvaluationLayout layout(kCentralLayout, kNmnistSensor, side);
  const int first = layout.top();
  const int last = first + side - 1;
  const Tally tally = tally_of(side, 8000);
  std::vector<std::size_t> allowed;
  for (int top = 0; top < kSensorSide; ++top) {
    for (int left = 0; left < kSensorSide; ++left) {
      const std::size_t count = tally.places.at(static_cast<std::size_t>(top * kSensorSide + left));
      if (top >= first && top <= last && left >= first && left <= last) {
        allowed.push_back(count);
      } else {
        EXPECT_EQ(count, 0U) << "row " << top << ", column " << left;
      }
    }
  }
  EXPECT_LT(std::abs(test::uniformity_z(allowed)), test::kMaxZ);
  EXPECT_LT(std::abs(test::uniformity_z(tally.forms)), test::kMaxZ);
}

// The published side, a small one, and the largest.
INSTANTIATE_TEST_SUITE_P(Sides, Windows, testing::Values(5, 12, 17),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace ebsnn
