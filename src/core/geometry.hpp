#pragma once
// The sensor and the part of it that the network sees.

namespace ebsnn {

/// Sensor of N-MNIST: columns x = 0..33, rows y = 0..33.
inline constexpr int kSensorSide = 34;
/// Published side of a patch (px); the network's parameters may choose another.
inline constexpr int kDefaultPatchSide = 12;
/// Published duration of a patch presentation, in steps of 1 ms.
inline constexpr int kDefaultSteps = 350;

}  // namespace ebsnn
