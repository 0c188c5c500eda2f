#pragma once
// Spike counts of a set of recordings, written by all ranks together.
//
//   /activity          uint16 [recording, quadrant 4, V1 neuron]; quadrants: top-left, top-right,
//                      bottom-left, bottom-right of the central pixels
//   /label             uint8  [recording], digit shown
//   /recording         uint64 [recording], index in the data set's split
//   /surviving_events  uint32 [recording, 2], events after corruption: whole sensor, central pixels

#include "parallel/communicator.hpp"
#include "storage/provenance.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

inline constexpr std::size_t kQuadrants = 4;

/// Consecutive rows of an activity file: those of one rank, or all.
struct Activity {
  std::size_t neurons = 0;                      ///< V1 neurons
  std::vector<std::uint16_t> counts;            ///< [recording, quadrant, neuron]
  std::vector<std::uint8_t> label;              ///< [recording]
  std::vector<std::uint64_t> recording;         ///< [recording]
  std::vector<std::uint32_t> surviving_events;  ///< [recording, 2]

  [[nodiscard]] std::size_t size() const { return label.size(); }
  friend bool operator==(const Activity&, const Activity&) = default;
};

/// Collective. Writes the rows of all ranks (in rank order; a rank may have none) to one file,
/// which gets its final name only when it is complete: the root makes it under a temporary name, a
/// collective transfer fills it, and it is closed, read back, compared with the data of the ranks,
/// synced and renamed. Throws StorageError on all ranks; the temporary file is then removed.
void write_activity(Communicator& comm, const std::filesystem::path& path, const Activity& mine,
                    const Provenance& provenance);

struct LoadedActivity {
  Activity activity;
  Provenance provenance;
};

/// Reads a whole file. Throws InputError if it is missing, not an activity file, or damaged
/// (checksum).
[[nodiscard]] LoadedActivity read_activity(const std::filesystem::path& path);

}  // namespace ebsnn
