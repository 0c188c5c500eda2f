#include "core/error.hpp"
#include "corruption/table.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace ebsnn {
namespace {

/// The voxels (ms, row, column) of a presentation.
struct Grid {
  explicit Grid(const CorruptionContext& context)
      : width(static_cast<std::uint32_t>(context.sensor.width)),
        pixels(context.sensor.pixels()),
        voxels(pixels * static_cast<std::uint64_t>(context.duration_ms)) {}

  std::uint32_t width;
  std::uint64_t pixels;
  std::uint64_t voxels;
};

/// The voxels that hold an event, and their number.
struct Occupancy {
  std::vector<bool> taken;
  std::size_t count = 0;
};

Occupancy occupancy_of(const std::vector<Event>& events, const Grid& grid) {
  Occupancy occupancy{std::vector<bool>(grid.voxels), 0};
  for (const Event& event : events) {
    // Late events lie beyond the grid.
    const std::uint64_t voxel =
        event.t_us / 1000U * grid.pixels + event.y * std::uint64_t{grid.width} + event.x;
    if (voxel < grid.voxels && !occupancy.taken[voxel]) {
      occupancy.taken[voxel] = true;
      ++occupancy.count;
    }
  }
  return occupancy;
}

Event event_in(std::uint32_t voxel, const Grid& grid, bool on) {
  const auto pixels = static_cast<std::uint32_t>(grid.pixels);
  const std::uint32_t pixel = voxel % pixels;
  return {.t_us = voxel / pixels * 1000U,
          .x = static_cast<std::uint16_t>(pixel % grid.width),
          .y = static_cast<std::uint16_t>(pixel / grid.width),
          .on = on};
}

/// Throws InputError unless `wanted` voxels are empty.
void require_room(std::size_t wanted, std::uint64_t empty, const CorruptionContext& context) {
  if (wanted > empty) {
    throw InputError(fmt::format(
        "corruption uniform_noise: level {} exceeds the {} empty voxels of the {} x {} "
        "x {} ms grid",
        wanted, empty, context.sensor.width, context.sensor.height, context.duration_ms));
  }
}

/// Appends `count` events in empty voxels.
void uniform_noise(std::vector<Event>& events, double count, const CorruptionContext& context,
                   RandomSequence& random) {
  const Grid grid(context);
  if (grid.voxels > std::numeric_limits<std::uint32_t>::max()) {
    throw InputError(fmt::format(
        "corruption uniform_noise: {} x {} px x {} ms are {} voxels, at most 2^32 - 1 are possible",
        context.sensor.width, context.sensor.height, context.duration_ms, grid.voxels));
  }
  const auto wanted = static_cast<std::size_t>(count);
  Occupancy occupancy = occupancy_of(events, grid);
  require_room(wanted, grid.voxels - occupancy.count, context);
  const auto voxels = static_cast<std::uint32_t>(grid.voxels);
  events.reserve(events.size() + wanted);
  for (std::size_t added = 0; added < wanted; ++added) {
    // Drawing again if a voxel is occupied keeps all empty ones equally likely.
    std::uint32_t voxel = random.below(voxels);
    while (occupancy.taken[voxel]) {
      voxel = random.below(voxels);
    }
    occupancy.taken[voxel] = true;
    events.push_back(event_in(voxel, grid, random.coin()));
  }
}

constexpr std::array kLevels = {0.0,    1000.0, 2000.0, 3000.0, 4000.0, 5000.0,
                                6000.0, 7000.0, 8000.0, 9000.0, 10000.0};
constexpr std::array kSeverities = {2000.0, 4000.0, 6000.0, 8000.0, 10000.0};

}  // namespace

constinit const Corruption kUniformNoise{
    .name = "uniform_noise",
    .unit = "events",
    .summary = "adds this many events, uniform in space and time",
    .title = "Uniform noise",
    .axis = "Events added (thousands)",
    .axis_scale = 1e-3,
    .min_level = 0.0,
    .max_level = 200000.0,  // about half of the voxels of a published presentation
    .integral = true,
    .published = true,
    .levels = kLevels,
    .severities = kSeverities,
    .stream = Stream::uniform_noise,
    .apply = uniform_noise};

}  // namespace ebsnn
