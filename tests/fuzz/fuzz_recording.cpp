// The bytes of a recording in the form of N-MNIST: decoded events are on the sensor, and encoding
// them gives bytes that decode to the same events, and not more bytes than before.

#include "core/error.hpp"
#include "core/geometry.hpp"
#include "events/nmnist.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/memory_bound.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

namespace ebsnn::test {
namespace {

std::optional<std::vector<Event>> decoded(std::span<const std::byte> bytes) {
  try {
    return decode_nmnist(bytes, "input");
  } catch (const InputError&) {
    return std::nullopt;
  }
}

bool on_sensor(const Event& event) {
  return event.x < kNmnistSensor.width && event.y < kNmnistSensor.width;
}

void decode(std::span<const std::byte> bytes) {
  // An event of 8 bytes for 5 bytes of input; events and bytes again for the way back.
  const MemoryBound bound(bytes.size(), 64 * kKiB, 8);
  const std::optional<std::vector<Event>> events = decoded(bytes);
  if (!events) return;
  expect(std::all_of(events->begin(), events->end(), on_sensor), "events are on the sensor");
  const std::vector<std::byte> encoded = encode_nmnist(*events, "decoded");
  expect(encoded.size() <= bytes.size(), "encoding adds no bytes");
  expect(decode_nmnist(encoded, "encoded") == *events, "encoding keeps the events");
}

}  // namespace
}  // namespace ebsnn::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ebsnn::test::decode(std::as_bytes(std::span(data, size)));
  return 0;
}
