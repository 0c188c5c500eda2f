#include "events/dataset.hpp"

#include "core/checksum.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <span>

namespace ebsnn {
namespace {

/// One event as eight bytes, least significant first in memory on every machine.
std::uint64_t bytes_of(const Event& event) {
  if constexpr (std::endian::native == std::endian::little) {
    // As it lies in memory, but for the byte of padding: faster than putting it together.
    static_assert(sizeof(Event) == 8 && offsetof(Event, x) == 4 && offsetof(Event, y) == 5 &&
                  offsetof(Event, on) == 6);
    std::uint64_t word = 0;
    std::memcpy(&word, &event, sizeof word);
    return word & 0x00FF'FFFF'FFFF'FFFFU;
  }
  const std::uint64_t on = event.on ? 1 : 0;
  return __builtin_bswap64(event.t_us | std::uint64_t{event.x} << 32U |
                           std::uint64_t{event.y} << 40U | on << 48U);
}

}  // namespace

const char* folder_name(Split split) { return split == Split::train ? "Train" : "Test"; }

std::uint64_t Dataset::checksum(std::size_t index) const {
  return checksum_of_recording(read(index));
}

std::uint64_t checksum_of_recording(const Recording& recording) {
  Checksum sum;
  sum.add_bytes(&recording.label, 1);
  std::array<std::uint64_t, 512> block{};
  std::span<const Event> left(recording.events);
  while (!left.empty()) {
    const std::span<const Event> now = left.first(std::min(left.size(), block.size()));
    std::transform(now.begin(), now.end(), block.begin(), bytes_of);
    sum.add_bytes(block.data(), now.size() * sizeof(std::uint64_t));
    left = left.subspan(now.size());
  }
  return sum.value();
}

}  // namespace ebsnn
