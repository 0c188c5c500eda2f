#pragma once
// Pixels that are special to a sensor, such as dead ones: the same in all recordings. Only for this
// folder.

#include "corruption/corruption.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn {

/// Number of a sensor in the key of its patterns: width * 2^16 + height. All sensors of one size
/// share it.
[[nodiscard]] std::uint64_t sensor_id(const SensorGeometry& sensor);

/// The first `count` pixels (y * width + x) of a permutation of all pixels. The permutation depends
/// only on (context.sensor_seed, stream, sensor_id): a smaller count gives the beginning of what a
/// larger one gives. `count` <= pixels of the sensor, and context.sensor_seed is set.
[[nodiscard]] std::vector<std::uint32_t> first_pixels(std::size_t count, Stream stream,
                                                      const CorruptionContext& context);

}  // namespace ebsnn
