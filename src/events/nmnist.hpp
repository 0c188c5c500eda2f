#pragma once
// The binary form of N-MNIST recordings, which N-Caltech101 has too: bytes -> events, and back.
//
// A .bin file is a sequence of events of 5 bytes: x; y; a big-endian 24-bit word whose top bit is
// the polarity (1 = ON) and whose other 23 bits are the time in us. An event with y = 240 is not a
// pixel event but a clock overflow: it adds 2^13 us to its own time and to that of all later
// events. Source: Orchard et al., Front. Neurosci. 9:437 (2015), doi 10.3389/fnins.2015.00437.

#include "core/geometry.hpp"
#include "events/event.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace ebsnn {

inline constexpr std::size_t kNmnistEventBytes = 5;
/// Size limit of a recording, in any form of storage; real ones have at most 36 kB.
inline constexpr std::size_t kMaxRecordingBytes = std::size_t{64} << 20U;

/// Largest sensor of this form: x takes a byte, and y = 240 marks a clock overflow.
inline constexpr SensorGeometry kLargestNmnistSensor{256, 240};

/// Throws InputError, beginning with `name`, if the sensor is larger than kLargestNmnistSensor.
void require_nmnist_sensor(const SensorGeometry& sensor, std::string_view name);

/// The events in file order; no events for no bytes. Throws InputError, naming `name`, the event
/// and its value, if the size is not a multiple of 5 or above kMaxRecordingBytes, x or y is outside
/// the sensor, or a time does not fit into 32 bits of us. Time may go back.
[[nodiscard]] std::vector<Event> decode_nmnist(std::span<const std::byte> bytes,
                                               std::string_view name,
                                               const SensorGeometry& sensor = kNmnistSensor);

/// The inverse: as few clock overflows as possible, each right before the first event that needs
/// it. Throws InputError naming `name` and the event if an event is outside the sensor, or is
/// earlier than the clock overflows that an event before it needed (a recording decoded from this
/// form has no such event).
[[nodiscard]] std::vector<std::byte> encode_nmnist(std::span<const Event> events,
                                                   std::string_view name,
                                                   const SensorGeometry& sensor = kNmnistSensor);

}  // namespace ebsnn
