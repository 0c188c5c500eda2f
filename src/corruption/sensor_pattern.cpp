#include "corruption/sensor_pattern.hpp"

#include <numeric>
#include <utility>

namespace ebsnn {

std::uint64_t sensor_id(const SensorGeometry& sensor) {
  return (static_cast<std::uint64_t>(sensor.width) << 16U) |
         static_cast<std::uint64_t>(sensor.height);
}

std::vector<std::uint32_t> first_pixels(std::size_t count, Stream stream,
                                        const CorruptionContext& context) {
  RandomSequence random(context.sensor_seed.value(), stream, 0, sensor_id(context.sensor));
  std::vector<std::uint32_t> pixels(context.sensor.pixels());
  std::iota(pixels.begin(), pixels.end(), 0U);
  // Fisher-Yates from the front: place i is final after i + 1 draws.
  for (std::size_t i = 0; i < count; ++i) {
    const auto left = static_cast<std::uint32_t>(pixels.size() - i);
    std::swap(pixels[i], pixels[i + random.below(left)]);
  }
  pixels.resize(count);
  return pixels;
}

}  // namespace ebsnn
