#include "events/nmnist.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>

namespace ebsnn {
namespace {

constexpr std::uint8_t kOverflowRow = 240;
constexpr std::uint64_t kOverflowUs = 1U << 13U;
constexpr std::uint32_t kTimeMask = (1U << 23U) - 1U;
constexpr std::uint64_t kMaxTimeUs = std::numeric_limits<std::uint32_t>::max();

[[noreturn]] void throw_outside(std::string_view name, std::size_t event, unsigned x, unsigned y,
                                const SensorGeometry& sensor) {
  throw InputError(
      fmt::format("{}: event {} at x = {}, y = {} is outside the sensor (x 0..{}, y 0..{}); "
                  "--sensor WIDTHxHEIGHT names another",
                  name, event, x, y, sensor.width - 1, sensor.height - 1));
}

void check_size(std::size_t bytes, std::string_view name) {
  if (bytes % kNmnistEventBytes != 0) {
    throw InputError(fmt::format("{}: size of {} bytes is not a multiple of {}", name, bytes,
                                 kNmnistEventBytes));
  }
  if (bytes > kMaxRecordingBytes) {
    throw InputError(fmt::format("{}: size of {} bytes is above the limit of {} for one recording",
                                 name, bytes, kMaxRecordingBytes));
  }
}

void append_event(std::vector<std::byte>& bytes, std::uint32_t x, std::uint32_t y,
                  std::uint32_t word) {
  for (const std::uint32_t value : {x, y, word >> 16U, (word >> 8U) & 0xffU, word & 0xffU}) {
    bytes.push_back(static_cast<std::byte>(value));
  }
}

}  // namespace

void require_nmnist_sensor(const SensorGeometry& sensor, std::string_view name) {
  if (sensor.width > kLargestNmnistSensor.width || sensor.height > kLargestNmnistSensor.height) {
    throw InputError(
        fmt::format("{}: a sensor of {} px; .bin files hold at most {} px, packed and .npz files "
                    "hold more",
                    name, text_of(sensor), text_of(kLargestNmnistSensor)));
  }
}

std::vector<Event> decode_nmnist(std::span<const std::byte> bytes, std::string_view name,
                                 const SensorGeometry& sensor) {
  check_size(bytes.size(), name);
  const std::size_t count = bytes.size() / kNmnistEventBytes;
  std::vector<Event> events;
  events.reserve(count);
  std::uint64_t overflow_us = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::byte* raw = bytes.data() + i * kNmnistEventBytes;
    const auto value = [raw](std::size_t k) { return std::to_integer<std::uint32_t>(raw[k]); };
    const std::uint32_t x = value(0);
    const std::uint32_t y = value(1);
    if (y == kOverflowRow) {
      overflow_us += kOverflowUs;
      continue;
    }
    if (!sensor.contains(x, y)) throw_outside(name, i, x, y, sensor);
    const std::uint32_t word = (value(2) << 16U) | (value(3) << 8U) | value(4);
    const std::uint64_t t_us = overflow_us + (word & kTimeMask);
    if (t_us > kMaxTimeUs) {
      throw InputError(
          fmt::format("{}: event {} at {} us is later than {} us", name, i, t_us, kMaxTimeUs));
    }
    events.push_back({static_cast<std::uint32_t>(t_us), static_cast<std::uint16_t>(x),
                      static_cast<std::uint16_t>(y), word > kTimeMask});
  }
  return events;
}

std::vector<std::byte> encode_nmnist(std::span<const Event> events, std::string_view name,
                                     const SensorGeometry& sensor) {
  require_nmnist_sensor(sensor, name);
  std::vector<std::byte> bytes;
  bytes.reserve(events.size() * kNmnistEventBytes);
  std::uint64_t overflow_us = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& event = events[i];
    if (!sensor.contains(event.x, event.y)) throw_outside(name, i, event.x, event.y, sensor);
    if (event.t_us < overflow_us) {
      throw InputError(
          fmt::format("{}: event {} at {} us is earlier than the {} us of clock overflows before "
                      "it; packed files (F.h5) hold such recordings, as do those of ebsnn_corrupt "
                      "--form npz, and its --sort-time sorts them",
                      name, i, event.t_us, overflow_us));
    }
    for (; event.t_us - overflow_us > kTimeMask; overflow_us += kOverflowUs) {
      append_event(bytes, 0, kOverflowRow, 0);
    }
    const auto t_us = static_cast<std::uint32_t>(event.t_us - overflow_us);
    append_event(bytes, event.x, event.y, t_us | (event.on ? kTimeMask + 1U : 0U));
  }
  return bytes;
}

}  // namespace ebsnn
