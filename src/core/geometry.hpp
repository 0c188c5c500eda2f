#pragma once
// The sensor, and the published sizes of what the network sees of it.

#include <cstddef>
#include <string>
#include <string_view>

namespace ebsnn {

/// Size of an event camera's sensor: columns x = 0 .. width - 1, rows y = 0 .. height - 1.
struct SensorGeometry {
  int width = 0;   ///< px
  int height = 0;  ///< px

  [[nodiscard]] std::size_t pixels() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
  [[nodiscard]] bool contains(unsigned x, unsigned y) const {
    return x < static_cast<unsigned>(width) && y < static_cast<unsigned>(height);
  }
  friend bool operator==(const SensorGeometry&, const SensorGeometry&) = default;
};

/// Sensor of N-MNIST, and of the emulated camera.
inline constexpr SensorGeometry kNmnistSensor{34, 34};
/// Largest width and height of a sensor (px).
inline constexpr int kMaxSensorSide = 65535;
/// Published side of a patch (px); the network's parameters may choose another.
inline constexpr int kDefaultPatchSide = 12;
/// Largest side of a patch (px): its 2 x 128 x 128 channels still have numbers of 16 bits.
inline constexpr int kMaxPatchSide = 128;
/// Published duration of a patch presentation, in steps of 1 ms.
inline constexpr int kDefaultSteps = 350;

/// "34x34": width, then height.
[[nodiscard]] std::string text_of(const SensorGeometry& sensor);

/// Reads "34x34". Throws InputError naming the text and the bounds, 1 .. kMaxSensorSide.
[[nodiscard]] SensorGeometry parse_sensor(std::string_view text);

}  // namespace ebsnn
