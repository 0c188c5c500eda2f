#include "core/error.hpp"
#include "core/geometry.hpp"
#include "corruption/transforms.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>

namespace ebsnn {
namespace {

constexpr std::uint32_t kPixels = kSensorSide * kSensorSide;

/// The voxels (ms, row, column) of the presentation that hold an event, and their number.
struct Occupancy {
  std::vector<bool> taken;
  std::size_t count = 0;
};

Occupancy occupancy_of(const std::vector<Event>& events, std::uint32_t voxels) {
  Occupancy occupancy{std::vector<bool>(voxels), 0};
  for (const Event& event : events) {
    // 64 bits: late events lie beyond the grid, and their index exceeds 32 bits.
    const std::uint64_t voxel = std::uint64_t{event.t_us / 1000U} * kPixels +
                                event.y * std::uint64_t{kSensorSide} + event.x;
    if (voxel < voxels && !occupancy.taken[voxel]) {
      occupancy.taken[voxel] = true;
      ++occupancy.count;
    }
  }
  return occupancy;
}

Event event_in(std::uint32_t voxel, bool on) {
  const std::uint32_t pixel = voxel % kPixels;
  return {.t_us = voxel / kPixels * 1000U,
          .x = static_cast<std::uint8_t>(pixel % kSensorSide),
          .y = static_cast<std::uint8_t>(pixel / kSensorSide),
          .on = on};
}

}  // namespace

void uniform_noise(std::vector<Event>& events, double count, int duration_ms,
                   RandomSequence& random) {
  const std::uint32_t voxels = kPixels * static_cast<std::uint32_t>(duration_ms);
  const auto wanted = static_cast<std::size_t>(count);
  Occupancy occupancy = occupancy_of(events, voxels);
  if (wanted > voxels - occupancy.count) {
    throw InputError(
        fmt::format("corruption uniform_noise: level {} exceeds the {} empty voxels of the {} x {} "
                    "x {} ms grid",
                    wanted, voxels - occupancy.count, kSensorSide, kSensorSide, duration_ms));
  }
  events.reserve(events.size() + wanted);
  for (std::size_t added = 0; added < wanted; ++added) {
    // Drawing again if a voxel is occupied keeps all empty ones equally likely.
    std::uint32_t voxel = random.below(voxels);
    while (occupancy.taken[voxel]) {
      voxel = random.below(voxels);
    }
    occupancy.taken[voxel] = true;
    events.push_back(event_in(voxel, random.coin()));
  }
}

}  // namespace ebsnn
