#include "events/dataset.hpp"

#include "core/checksum.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ebsnn {
namespace {

constexpr unsigned kByte = 8;
constexpr unsigned kLowByte = 0xff;

/// Least significant byte first in memory, on every machine.
std::uint64_t in_byte_order(std::uint64_t word) {
  return std::endian::native == std::endian::little ? word : __builtin_bswap64(word);
}

/// Time, polarity and the low bytes of the coordinates.
std::uint64_t low_bytes_of(const Event& event) {
  const std::uint64_t on = event.on ? 1 : 0;
  return in_byte_order(event.t_us | std::uint64_t{event.x & kLowByte} << 32U |
                       std::uint64_t{event.y & kLowByte} << 40U | on << 48U);
}

/// The high bytes of the coordinates.
std::uint64_t high_bytes_of(const Event& event) {
  return in_byte_order(std::uint64_t{event.x} >> kByte | std::uint64_t{event.y} >> kByte << kByte);
}

bool is_far(const Event& event) { return ((event.x | event.y) >> kByte) != 0; }

template <class Function>
void add_words(Checksum& sum, std::span<const Event> events, Function word_of) {
  std::array<std::uint64_t, 512> block{};
  while (!events.empty()) {
    const std::span<const Event> now = events.first(std::min(events.size(), block.size()));
    std::transform(now.begin(), now.end(), block.begin(), word_of);
    sum.add_bytes(block.data(), now.size() * sizeof(std::uint64_t));
    events = events.subspan(now.size());
  }
}

}  // namespace

const char* folder_name(Split split) { return split == Split::train ? "Train" : "Test"; }

std::uint64_t Dataset::checksum(std::size_t index) const {
  return checksum_of_recording(read(index));
}

std::uint64_t checksum_of_recording(const Recording& recording) {
  Checksum sum;
  // High bytes of labels and coordinates count only where there are any, so that data of 8 bits
  // keep the checksum that older files have of them.
  const std::array<std::uint8_t, 2> label{static_cast<std::uint8_t>(recording.label & kLowByte),
                                          static_cast<std::uint8_t>(recording.label >> kByte)};
  sum.add_bytes(label.data(), label[1] == 0 ? 1 : 2);
  const std::span<const Event> events(recording.events);
  add_words(sum, events, low_bytes_of);
  if (std::any_of(events.begin(), events.end(), is_far)) add_words(sum, events, high_bytes_of);
  return sum.value();
}

}  // namespace ebsnn
